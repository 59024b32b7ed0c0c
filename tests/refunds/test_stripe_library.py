"""Stripe's own library as we let it work: loaded late, sending and logging nothing of its own, its errors as ours."""

import importlib
import logging
import sys
import traceback
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

import huitou
from huitou.core.money import Money
from huitou.core.webhooks import Called, CallRefused
from huitou.refunds.gateways import stripe as package
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.notices import Evidence
from huitou.refunds.gateways.protocol import AnswerLost, Misconfigured, Permanent, RefundRequest, Retryable
from huitou.refunds.gateways.stripe import adapter, mapping
from tests.refunds.providers.stripe import FakeStripe, sign

SECRET, HOOK = "sk_test_library", "whsec_library"
NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
WISH = RefundRequest("huitou-9", "shop", "pi_1", Money(100, "EUR"), "F-X")
PERSON = "Jenny Rosen"


@pytest.fixture
def stripe(monkeypatch: pytest.MonkeyPatch) -> adapter.StripeGateway:
    values = {"secret_key": SECRET, "webhook_secret": HOOK}
    monkeypatch.setattr(adapter, "values_of", lambda _account, _code: values)
    return adapter.StripeGateway()


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`answered(400, {…})`: what every call is answered; its list holds the calls."""
    asked: list[SimpleNamespace] = []

    def answer(status: int, body: Any, headers: dict[str, str] | None = None) -> list[SimpleNamespace]:
        def call(method: str, url: str, **given: Any) -> httpx.Response:
            asked.append(SimpleNamespace(method=method, url=url, **given))
            if isinstance(body, bytes):
                return httpx.Response(status, content=body)
            return httpx.Response(status, json=body, headers=headers)

        monkeypatch.setattr(wire.outgoing, "call", call)
        return asked

    return answer


def error(kind: str, code: str = "") -> dict[str, Any]:
    return {"error": {"type": kind, "message": f"{PERSON} {SECRET}", **({"code": code} if code else {})}}


@pytest.mark.parametrize(
    ("status", "body", "ours", "code"),
    [
        (400, error("invalid_request_error", "charge_already_refunded"), Permanent, "already_refunded"),
        (400, error("invalid_request_error", "rate_limit"), Retryable, "told_to_wait"),
        (400, error("idempotency_error"), Permanent, "key_reused"),
        (409, error("idempotency_error", "idempotency_key_in_use"), AnswerLost, "under_way"),
        (409, error("invalid_request_error", "lock_timeout"), AnswerLost, "under_way"),
        (402, error("card_error", "insufficient_funds"), Permanent, "balance_too_low"),
        (403, error("invalid_request_error"), Misconfigured, "unauthorised"),
        (404, error("invalid_request_error"), Permanent, "refused"),
        (404, error("invalid_request_error", "resource_missing"), Permanent, "payment_unknown"),
        (400, {"error": "invalid_request"}, Permanent, "refused"),
        (400, {}, Permanent, "refused"),
        (200, b"<html>Jenny Rosen", AnswerLost, "answer_broken"),
        (404, b"<html>Jenny Rosen", AnswerLost, "answer_broken"),
        (200, [], AnswerLost, "answer_broken"),
        (200, {"object": "refund", "metadata": {"object": "list", "data": [{"id": []}], "id": {}}, "id": {"a": 1},
               "status": "succeeded", "amount": 1, "currency": "eur", "created": 0}, AnswerLost, "answer_broken"),
    ],
)  # fmt: skip
def test_its_errors_are_ours_and_hold_nothing_of_the_answer(status, body, ours, code, stripe, answered) -> None:
    answered(status, body)
    with pytest.raises(ours) as caught:
        stripe.refund(WISH)
    assert caught.value.failure_code == code
    told = "".join(traceback.format_exception(caught.value)) + caught.value.detail
    assert PERSON not in told
    assert SECRET not in told


def test_it_sends_what_we_let_it_send_once_and_logs_nothing(stripe, answered, caplog, capfd) -> None:
    caplog.set_level(logging.DEBUG)
    asked = answered(409, error("api_error"), {"Request-Id": "req_1", "Stripe-Notice": "Try our newest product"})
    for _ in range(2):  # it would tell of the first call in the second
        with pytest.raises(AnswerLost):
            stripe.refund(WISH)
    assert len(asked) == 2  # the library calls a 409 again by itself, unless it is told not to
    sent = {name.lower(): value for name, value in asked[1].headers.items()}
    assert sent == {
        "authorization": f"Bearer {SECRET}", "content-type": "application/x-www-form-urlencoded",
        "idempotency-key": WISH.key, "stripe-version": "2024-06-20", "user-agent": "huitou",
    }  # fmt: skip
    assert [row for row in caplog.records if "stripe" in row.name] == []
    assert capfd.readouterr() == ("", "")
    library = sys.modules["stripe"]
    assert (library.api_key, library.default_http_client, library.enable_telemetry) == (None, None, False)


def test_what_is_asked_and_cannot_be_read_is_asked_again(stripe, answered) -> None:
    for body in ({"object": "list"}, {"object": "list", "data": [{"id": "re_1"}], "has_more": True}, []):
        answered(200, body)
        with pytest.raises(Retryable):
            list(adapter._account("shop").refunds({}))


def test_pages_are_never_fetched_from_another_host(stripe, answered) -> None:
    rows = [{"id": "re_1", "object": "refund"}]
    asked = answered(200, {"object": "list", "url": ".example.com/v1", "data": rows, "has_more": True})
    with pytest.raises(Retryable):
        list(adapter._account("shop").refunds({}))
    assert [call.url.split("?")[0] for call in asked] == ["https://api.stripe.com/v1/refunds"]


def test_files_go_to_their_own_host_and_names_stay_names(stripe, answered) -> None:
    asked = answered(404, error("invalid_request_error", "resource_missing"))
    assert stripe.find_chargeback("shop", "../refunds?x=1") is None
    with pytest.raises(Permanent):
        stripe.submit_evidence("shop", "dp_1", Evidence(words="It arrived.", document=b"%PDF-1"), "key")
    assert [call.url for call in asked] == [
        "https://api.stripe.com/v1/disputes/..%2Frefunds%3Fx%3D1", "https://files.stripe.com/v1/files",
    ]  # fmt: skip


def test_the_same_file_is_the_same_call_as_its_key_asks_for(stripe, answered) -> None:
    asked = answered(200, {"id": "file_1", "object": "file"})
    for document in (b"%PDF-1", b"%PDF-1", b"%PDF-2"):
        assert adapter._account("shop").keep_file(document, "key") == "file_1"
    first, again, other = [(call.headers["Content-Type"], call.content) for call in asked]
    assert first == again != other
    assert (first[1].count(b"%PDF-1"), other[1].count(b"%PDF-2")) == (1, 1)


def called(stripe_signature: str, body: bytes) -> Called:
    return Called(headers={"stripe-signature": stripe_signature}, body=body, at=NOW)


def test_one_of_several_signatures_is_enough_while_a_secret_is_changed(stripe) -> None:
    fake = FakeStripe(lambda: NOW)
    body = fake.event("refund.updated", fake.make("pi_1", 5))
    right, older = sign(HOOK, NOW, body), sign("whsec_older", NOW, body)
    both = f"{older},{right.split(',')[1]}"
    assert stripe.verify_webhook("shop", called(both, body)).kind == "refund.updated"
    with pytest.raises(CallRefused) as caught:
        stripe.verify_webhook("shop", called(older, body))
    assert caught.value.reason == "signature_wrong"


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        (lambda body: sign(HOOK, NOW - timedelta(seconds=301), body), "too_old"),
        (lambda body: sign(HOOK, NOW + timedelta(seconds=301), body), "too_old"),
        (lambda body: f"t=1,{sign(HOOK, NOW, body)}", "signature_missing"),
        (lambda body: f"t=999999999999,v1={'0' * 64}", "signature_missing"),
        (lambda body: sign(HOOK, NOW, body).replace("v1", "v0"), "signature_missing"),
        (lambda body: f"{sign(HOOK, NOW, body)[:-1]}é", "signature_missing"),
    ],
)
def test_its_age_goes_by_the_moment_of_the_call(header, reason, stripe) -> None:
    fake = FakeStripe(lambda: NOW)
    body = fake.event("refund.updated", fake.make("pi_1", 5))
    stripe.verify_webhook("shop", called(sign(HOOK, NOW - timedelta(seconds=299), body), body))
    with pytest.raises(CallRefused) as caught:
        stripe.verify_webhook("shop", called(header(body), body))
    assert caught.value.reason == reason


@pytest.mark.parametrize("body", [b"\xff", b"null", b'{"a":' * 5000 + b"1" + b"}" * 5000])
def test_a_signed_body_that_cannot_be_read_is_refused(body, stripe) -> None:
    with pytest.raises(CallRefused) as caught:
        stripe.verify_webhook("shop", called(sign(HOOK, NOW, body), body))
    assert caught.value.reason == "body_broken"


@pytest.mark.parametrize("odd", [1.5, 1.0, "150", True, None, [150]])
def test_a_sum_that_is_no_whole_number_is_never_rounded(odd, stripe) -> None:
    """Neither of a refund, nor of a dispute, nor of its fee: the notice is refused, an answer counts as lost."""
    fake = FakeStripe(lambda: NOW)
    dispute = {"id": "dp_1", "object": "dispute", "status": "lost", "currency": "eur", "amount": 150}
    refund = {**fake.make("pi_1", 5), "amount": odd}
    with_fee = {**dispute, "balance_transactions": [{"fee": odd, "currency": "eur"}]}
    for thing in (refund, {**dispute, "amount": odd}, *([with_fee] if odd is not None else [])):
        body = fake.event("some.thing", thing)
        with pytest.raises(CallRefused) as caught:
            stripe.verify_webhook("shop", called(sign(HOOK, NOW, body), body))
        assert caught.value.reason == "body_broken"
        with pytest.raises(AnswerLost) as lost:
            mapping.answer_of(thing) if thing is refund else mapping.chargeback_of(thing, NOW)
        assert lost.value.failure_code == "answer_broken"


def test_who_never_pays_through_it_never_loads_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ours = "huitou.refunds.gateways.stripe."
    for name in [name for name in sys.modules if name.split(".")[0] == "stripe" or name.startswith(ours)]:
        monkeypatch.delitem(sys.modules, name)
        if name.startswith(ours):
            monkeypatch.delattr(package, name.removeprefix(ours))
    importlib.import_module(f"{ours}adapter").StripeGateway().check({"secret_key": "sk_1", "webhook_secret": "whsec_1"})
    assert "stripe" not in sys.modules
    folder = Path(huitou.__file__).parent
    loading = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if any(line.startswith(("import stripe", "from stripe")) for line in path.read_text("utf-8").splitlines())
    }
    assert loading == {"refunds/gateways/stripe/calling.py"}
