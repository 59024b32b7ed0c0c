"""The Stripe adapter against localstripe, a Stripe-compatible server that is not ours: live where it is installed, and
always against the exchanges that were recorded with it.

Recorded anew with `HUITOU_LOCALSTRIPE=http://localhost:8420 python -m pytest tests/refunds/test_stripe_recorded.py`
while `localstripe --from-scratch --port 8420` runs. It knows no idempotency keys and no lists by date: those are shown
in `test_stripe.py` by our own server.
"""

import json
import os
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest

from huitou.core.money import Money
from huitou.refunds.gateways.protocol import AnswerLost, GatewayAnswer, Outcome, Permanent, RefundRequest
from huitou.refunds.gateways.stripe import adapter
from tests.refunds.providers.server import Asked, Provider, Told, serving

RECORDED = Path(__file__).parent / "recorded" / "localstripe.json"
LIVE = os.environ.get("HUITOU_LOCALSTRIPE", "")
SECRET = "sk_test_localstripe"


@dataclass
class Played(Provider):
    """Answers what was recorded, as long as it is asked what was asked then."""

    exchanges: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Told:
        if not self.exchanges:
            return Told(500, b"more was asked than was recorded")
        next_one = self.exchanges.pop(0)
        if _asked(asked) != next_one["asked"]:
            return Told(500, json.dumps({"asked": _asked(asked), "recorded": next_one["asked"]}).encode())
        return Told(next_one["status"], json.dumps(next_one["body"]).encode())


@dataclass
class Recording(Provider):
    """Passes every call on and writes down what was said."""

    target: str = ""
    exchanges: list[dict[str, Any]] = field(default_factory=list)

    def answer(self, asked: Asked) -> Told:
        kept = ("authorization", "content-type", "idempotency-key", "stripe-version")
        found = httpx.request(
            asked.method, f"{self.target}{asked.path}", params=asked.query, content=asked.body,
            headers={name: asked.headers[name] for name in kept if name in asked.headers},
        )  # fmt: skip
        self.exchanges.append({"asked": _asked(asked), "status": found.status_code, "body": found.json()})
        return Told(found.status_code, found.content)


def _asked(asked: Asked) -> dict[str, Any]:
    """What of a call must be the same again; the secret is not written down."""
    return {
        "method": asked.method, "path": asked.path, "query": asked.query, "form": dict(parse_qsl(asked.body.decode())),
        "key": asked.headers.get("idempotency-key", ""), "version": asked.headers.get("stripe-version", ""),
    }  # fmt: skip


@dataclass
class Walked:
    """What the adapter made of the answers."""

    first: GatewayAnswer
    again: GatewayAnswer | None
    both: list[GatewayAnswer]
    none: GatewayAnswer | None
    refused: str


def walk(payment: str, other: str) -> Walked:
    """A part, the same found by its key, another part, a key that nobody used, a payment that is not there."""
    stripe = adapter.StripeGateway()

    def ask(key: str, minor: int, of: str) -> RefundRequest:
        return RefundRequest(key=key, account="shop", payment=of, money=Money(minor, "EUR"), reference="F-TEST")

    first = stripe.refund(ask("huitou-1", 967, payment))
    again = stripe.find("shop", "huitou-1", payment)
    stripe.refund(ask("huitou-2", 2_000, payment))
    both = list(stripe.refunds_of("shop", payment))
    none = stripe.find("shop", "huitou-3", payment)
    with pytest.raises(Permanent) as refused:
        stripe.refund(ask("huitou-4", 100, other))
    return Walked(first, again, both, none, refused.value.failure_code)


def told_rightly(walked: Walked, payment: str) -> None:
    first = walked.first
    assert (first.key, first.outcome, first.money) == ("huitou-1", Outcome.PAID, Money(967, "EUR"))
    assert first.reference.startswith("re_")
    assert payment in first.payments
    assert isinstance(first.at, datetime)
    assert walked.again == first
    assert {one.key: one.money for one in walked.both} == {
        "huitou-1": Money(967, "EUR"), "huitou-2": Money(2_000, "EUR"),
    }  # fmt: skip
    # Stripe says `resource_missing` besides, which `test_stripe.py` shows; localstripe gives no code.
    assert (walked.none, walked.refused) == (None, "refused")


@pytest.fixture
def wired(monkeypatch, settings):
    """`wired(address)`: the adapter calls there, with an account of its own."""
    monkeypatch.setattr(
        adapter, "values_of", lambda _account, _code: {"secret_key": SECRET, "webhook_secret": "whsec_x"}
    )

    def wire(address: str) -> None:
        settings.HUITOU_GATEWAY_ADDRESSES = {"stripe": address}

    return wire


def test_what_localstripe_said_is_understood(wired):
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    played = Played(now=datetime.now, exchanges=list(recorded["exchanges"]))
    with serving(played) as address:
        wired(address)
        told_rightly(walk(recorded["payment"], recorded["other"]), recorded["payment"])
    assert played.exchanges == []


def test_another_question_than_was_recorded_is_not_answered(wired):
    """The control: a replay that answers whatever it is asked would prove nothing."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    exchanges = [dict(one) for one in recorded["exchanges"]]
    exchanges[0] = {**exchanges[0], "asked": {**exchanges[0]["asked"], "form": {"amount": "968"}}}
    with serving(Played(now=datetime.now, exchanges=exchanges)) as address:
        wired(address)
        with pytest.raises(AnswerLost):
            walk(recorded["payment"], recorded["other"])


@pytest.mark.skipif(not LIVE, reason="no localstripe runs: HUITOU_LOCALSTRIPE says where")
def test_localstripe_itself_and_record_it(wired):
    payment = _paid(LIVE)
    recording = Recording(now=datetime.now, target=LIVE)
    with serving(recording) as address:
        wired(address)
        told_rightly(walk(payment, "pi_missing"), payment)
    kept = {"payment": payment, "other": "pi_missing", "exchanges": recording.exchanges}
    RECORDED.write_text(json.dumps(kept, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _paid(address: str) -> str:
    """A payment of 84.00 EUR that was captured there."""

    def post(path: str, form: dict[str, str]) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/x-www-form-urlencoded"}
        found = httpx.post(f"{address}{path}", content=urlencode(form), headers=headers)
        found.raise_for_status()
        made: dict[str, Any] = found.json()
        return made

    card = {"type": "card", "card[number]": "4242424242424242", "card[exp_month]": "12", "card[exp_year]": "2030",
            "card[cvc]": "123"}  # fmt: skip
    method = post("/v1/payment_methods", card)["id"]
    form = {"amount": "8400", "currency": "eur", "payment_method": method, "confirm": "true"}
    return str(post("/v1/payment_intents", form)["id"])
