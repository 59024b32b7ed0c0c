"""What each adapter makes of an odd answer: surely not done, perhaps done, or ours to mend. No call goes out."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from uuid import uuid4

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from huitou.core import clock as core_clock
from huitou.core.credentials import CredentialInvalid
from huitou.core.money import Money
from huitou.core.webhooks import Called, CallRefused
from huitou.refunds import reconcile
from huitou.refunds.gateways import wire
from huitou.refunds.gateways.alipay import adapter as alipay
from huitou.refunds.gateways.alipay import application, signing
from huitou.refunds.gateways.alipay.mapping import CHINA, answer_of
from huitou.refunds.gateways.notices import PaymentTouched
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    GatewayAnswer,
    Misconfigured,
    Outcome,
    Permanent,
    RefundRequest,
    Retryable,
)
from huitou.refunds.gateways.shopify import adapter as shopify
from huitou.refunds.gateways.wechat_pay import adapter as wechat
from huitou.refunds.gateways.wechat_pay.mapping import answer_of as wechat_answer_of
from tests.refunds.providers.wechat_pay import key_pair

NOON = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


def wish(**more):
    asked = {
        "key": "huitou-1", "account": str(uuid4()), "payment": "pay-1", "money": Money(967, "CNY"),
        "reference": "F-TEST", "captured": Money(8400, "CNY"), "order": "1001",
    }  # fmt: skip
    return RefundRequest(**(asked | more))


def found(**more):
    said = {
        "key": "huitou-1", "outcome": Outcome.PAID, "reference": "R1", "money": Money(967, "CNY"), "at": NOON,
        "payments": ("pay-1",),
    }  # fmt: skip
    return GatewayAnswer(**(said | more))


def fail(error):
    """A call that fails like this; None or an answer is given back."""

    def call(*_asked, **_more):
        if isinstance(error, Exception):
            raise error
        return error

    return call


def raised(call, *given, **more):
    with pytest.raises((Retryable, Permanent, Misconfigured, AnswerLost)) as caught:
        call(*given, **more)
    return type(caught.value), caught.value.failure_code


@pytest.mark.parametrize(
    ("confirmed", "means"),
    [
        (Retryable("told_to_wait"), (AnswerLost, "told_to_wait")),
        (Permanent("refused"), (AnswerLost, "refused")),
        # The application may refund and may not ask: the money has gone out all the same.
        (Misconfigured("unauthorised"), (AnswerLost, "unauthorised")),
        (AnswerLost("time_out"), (AnswerLost, "time_out")),
        (None, (AnswerLost, "answer_broken")),
        (found(money=Money(966, "CNY")), (Permanent, "key_reused")),
    ],
)
def test_what_alipay_took_is_never_said_to_be_unpaid(confirmed, means, monkeypatch):
    taken = SimpleNamespace(call=fail(None), find=fail(confirmed))
    monkeypatch.setattr(alipay, "Application", lambda account: taken)
    assert raised(alipay.AlipayGateway().refund, wish()) == means


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (AnswerLost("time_out"), Retryable), (Permanent("refused"), Retryable), (Retryable("wait"), Retryable),
        (Misconfigured("unauthorised"), Misconfigured),
    ],
)  # fmt: skip
def test_a_question_to_alipay_is_asked_again_or_ours_to_mend(error, means, monkeypatch):
    monkeypatch.setattr(alipay, "Application", lambda account: SimpleNamespace(find=fail(error)))
    assert raised(alipay.AlipayGateway().find, "shop", "huitou-1", "pay-1") == (means, error.failure_code)


@pytest.mark.parametrize(
    ("code", "sub", "means"),
    [
        ("20000", "", (AnswerLost, "server_error")),
        ("10003", "", (AnswerLost, "server_error")),
        ("40004", "aop.ACQ.SYSTEM_ERROR", (AnswerLost, "server_error")),
        ("40005", "", (Retryable, "told_to_wait")),
        ("40004", "isp.call-limited", (Retryable, "told_to_wait")),
        ("40006", "isv.insufficient-isv-permissions", (Misconfigured, "unauthorised")),
        ("20001", "aop.invalid-auth-token", (Misconfigured, "unauthorised")),
        ("40002", "ACQ.INVALID_PARAMETER", (Permanent, "call_malformed")),
        ("40004", "ACQ.DISCORDANT_REPEAT_REQUEST", (Permanent, "key_reused")),
        ("40004", "ACQ.NEW_WORD", (Permanent, "new_word")),
        ("40004", "", (Permanent, "refused")),
    ],
)
def test_alipays_codes(code, sub, means):
    failure = application.failure_of({"code": code, "sub_code": sub})
    assert (type(failure), failure.failure_code) == means
    assert application.failure_of({"code": "10000"}) is None


NAME = "alipay_trade_refund_response"


@pytest.mark.parametrize(
    ("told", "means"),
    [
        ({NAME: {"code": "10000"}}, (AnswerLost, "answer_broken")),
        ({NAME: {"code": "10000"}, "sign": "AAAA"}, (AnswerLost, "answer_broken")),
        ({NAME: {"code": "40002", "sub_code": "isv.invalid-signature"}}, (Misconfigured, "unauthorised")),
        ({"error_response": {"code": "40002", "sub_code": "isv.invalid-app-id"}}, (Misconfigured, "unauthorised")),
        ({"another_response": {"code": "10000"}}, (AnswerLost, "answer_broken")),
        ([], (AnswerLost, "answer_broken")),
    ],
)
def test_only_what_alipay_signed_says_that_it_paid(told, means):
    ours = object.__new__(application.Application)
    ours.theirs = key_pair("alipay").public_key()
    assert raised(ours._checked, json.dumps(told).encode(), NAME) == means


def test_alipay_knows_a_number_at_its_payment_only(monkeypatch):
    ours = object.__new__(application.Application)
    assert raised(ours.find, "huitou-1", "") == (Permanent, "payment_unknown")
    ours.call = fail(Permanent("payment_unknown"))
    assert ours.find("huitou-1", "pay-1") is None
    ours.call = fail(Permanent("too_late"))
    assert raised(ours.find, "huitou-1", "pay-1") == (Permanent, "too_late")
    # A number without a sum is one that Alipay knows nothing of.
    assert answer_of({"out_request_no": "huitou-1", "trade_no": "1"}, NOON) is None
    assert answer_of({"refund_amount": "9.67", "trade_no": "1"}, NOON) is None


@pytest.mark.parametrize(
    ("error", "means"),
    [
        (Permanent("refused", "isv.no-right"), (Retryable, "bill_refused")),
        (AnswerLost("time_out"), (Retryable, "bill_broken")),
        (Retryable("told_to_wait"), (Retryable, "told_to_wait")),
        (Misconfigured("unauthorised"), (Misconfigured, "unauthorised")),
        ({}, (Retryable, "bill_broken")),
    ],
)
def test_a_bill_of_alipays_that_does_not_come_is_asked_for_again(error, means):
    ours = object.__new__(application.Application)
    ours.call = fail(error)
    assert raised(ours.bill, date(2026, 11, 21)) == means
    ours.call = fail(Permanent("refused", "isp.bill_not_exist"))
    assert ours.bill(date(2026, 11, 21)) == []


def alipay_call(monkeypatch, *, at=NOON, charset="utf-8", drop="", **more):
    told = {
        "notify_time": at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"), "notify_id": "n1", "trade_no": "t1",
        "app_id": "2021", "refund_fee": "9.67", "out_biz_no": "huitou-1", "charset": charset, **more,
    }  # fmt: skip
    told.pop(drop, None)
    told["sign"] = signing.sign(key_pair("alipay"), signing.content(told, without=("sign", "sign_type")))
    monkeypatch.setattr(alipay, "values_of", lambda account, code: {"app_id": "2021"})
    monkeypatch.setattr(alipay, "their_key", lambda values: key_pair("alipay").public_key())
    body = httpx.QueryParams(told)
    return alipay.AlipayGateway().verify_webhook("shop", Called({}, str(body).encode(), NOON))


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"charset": "utf-7"}, "body_broken"), ({"drop": "notify_time"}, "body_broken"),
        ({"drop": "notify_id"}, "body_broken"), ({"drop": "trade_no"}, "body_broken"),
        ({"app_id": "2022"}, "other_merchant"), ({"drop": "app_id"}, "other_merchant"),
        ({"at": NOON - timedelta(hours=26, seconds=1)}, "too_old"),
        ({"at": NOON + timedelta(minutes=5, seconds=1)}, "too_old"),
    ],
)  # fmt: skip
def test_a_notice_of_alipays_that_is_signed_and_odd_is_refused(spoilt, reason, monkeypatch):
    with pytest.raises(CallRefused) as caught:
        alipay_call(monkeypatch, **spoilt)
    assert caught.value.reason == reason


@pytest.mark.parametrize("at", [NOON - timedelta(hours=26), NOON + timedelta(minutes=5)])
def test_a_notice_of_alipays_counts_to_the_last_moment(at, monkeypatch):
    gateway = alipay.AlipayGateway()
    kept = alipay_call(monkeypatch, at=at)
    assert (kept.event_id, kept.at) == ("n1", at)
    assert gateway.read_notice(kept.payload) == [PaymentTouched("t1", key="huitou-1")]
    for missing in ("refund_fee", "out_biz_no"):  # of a payment, not of a refund
        assert gateway.read_notice(alipay_call(monkeypatch, drop=missing).payload) == []


class Store:
    """A Shopify store that answers what it is told."""

    location = ""

    def __init__(self, order, made=None):
        self._order, self._made = order, made

    def call(self, query, variables, *, sure=True):
        if sure:
            return {"order": self._order}
        return {"refundCreate": self._made}


ORDER = {
    "id": "gid://shopify/Order/1001", "currencyCode": "CNY", "refunds": [], "lineItems": {"nodes": []},
    "transactions": [{"id": "gid://shopify/OrderTransaction/pay-1", "gateway": "x"}],
}  # fmt: skip


def made(*, key="huitou-1", status="SUCCESS", amount="9.67", parent="pay-1"):
    row = {
        "id": "gid://shopify/OrderTransaction/7", "kind": "REFUND", "status": status, "processedAt": NOON.isoformat(),
        "amountSet": {"shopMoney": {"amount": amount, "currencyCode": "CNY"}}, "parentTransaction": {"id": parent},
    }  # fmt: skip
    return {"createdAt": NOON.isoformat(), "note": f"F-TEST [{key}]", "transactions": {"nodes": [row]}}


def created(**more):
    return {"userErrors": [], "refund": made(**more)}


@pytest.mark.parametrize(
    ("order", "answer", "means"),
    [
        (None, None, (Permanent, "payment_unknown")),
        ({**ORDER, "transactions": []}, None, (Permanent, "payment_unknown")),
        ({**ORDER, "currencyCode": "USD"}, None, (Permanent, "currency_invalid")),
        ({**ORDER, "refunds": [made(amount="9.66")]}, None, (Permanent, "key_reused")),
        ({**ORDER, "refunds": [made(status="FAILURE")]}, None, (Permanent, "refused")),
        (ORDER, created(key="huitou-2"), (AnswerLost, "answer_broken")),
        (ORDER, created(parent="pay-2"), (AnswerLost, "answer_broken")),
        (ORDER, created(status="ERROR"), (Permanent, "refused")),
        (ORDER, {"userErrors": [{"message": "cannot exceed"}]}, (Permanent, "above_captured")),
        (ORDER, {"userErrors": [{"message": "no"}]}, (Permanent, "refused")),
    ],
)
def test_what_shopify_answers_to_a_refund(order, answer, means, monkeypatch):
    monkeypatch.setattr(shopify, "_Store", lambda account: Store(order, answer))
    assert raised(shopify.ShopifyGateway().refund, wish()) == means


def test_a_refund_of_shopifys_that_is_there_is_not_made_again(monkeypatch):
    gateway = shopify.ShopifyGateway()
    monkeypatch.setattr(shopify, "_Store", lambda account: Store({**ORDER, "refunds": [made()]}, made="never"))
    assert (gateway.refund(wish()).reference, gateway.refund(wish()).money) == ("7", Money(967, "CNY"))
    # Of another payment of the same order, or under another key, it is another refund.
    for there in (made(parent="pay-2"), made(key="huitou-2")):
        other = {**ORDER, "refunds": [there]}
        monkeypatch.setattr(shopify, "_Store", lambda account, other=other: Store(other, created()))
        assert (gateway.refund(wish()).payments, gateway.refund(wish()).key) == (("pay-1",), "huitou-1")


@pytest.mark.parametrize(
    ("status", "told", "sure", "means"),
    [
        (403, {}, False, (Misconfigured, "unauthorised")),
        (404, {}, True, (Misconfigured, "unauthorised")),
        (200, {"errors": [{"extensions": {"code": "THROTTLED"}}]}, False, (Retryable, "told_to_wait")),
        (200, {"errors": [{"extensions": {"code": "ACCESS_DENIED"}}]}, False, (Misconfigured, "unauthorised")),
        (200, {"errors": [{"extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, False, (AnswerLost, "server_error")),
        (200, {"errors": [{"extensions": {"code": "TIMEOUT"}}]}, False, (AnswerLost, "server_error")),
        (
            200,
            {"errors": [{"extensions": {"code": "IDEMPOTENCY_CONCURRENT_REQUEST"}}]},
            False,
            (AnswerLost, "server_error"),
        ),
        (
            200,
            {"errors": [{"extensions": {"code": "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"}}], "data": {}},
            False,
            (Permanent, "key_reused"),
        ),
        # Refused as a whole nothing was done; with data besides, nobody knows what an error means that has no name.
        (200, {"errors": [{"message": "Parse error"}]}, False, (Permanent, "call_malformed")),
        (400, {"errors": "Bad Request"}, False, (Permanent, "call_malformed")),
        (
            200,
            {"errors": [{"message": "Something went wrong"}], "data": {"refundCreate": None}},
            False,
            (AnswerLost, "server_error"),
        ),
        # A question changes nothing: whatever was lost is asked again.
        (200, {"errors": [{"extensions": {"code": "INTERNAL_SERVER_ERROR"}}]}, True, (Retryable, "server_error")),
        (200, [], True, (Retryable, "answer_broken")),
        (200, [], False, (AnswerLost, "answer_broken")),
    ],
)
def test_what_shopifys_errors_mean(status, told, sure, means, monkeypatch):
    store = object.__new__(shopify._Store)
    store.headers, store.url = {}, ""
    for name in ("send", "ask"):
        monkeypatch.setattr(wire, name, fail(httpx.Response(status, json=told)))
    assert raised(store.call, "query", {}, sure=sure) == means


def test_shopify_asked_knows_nothing_or_is_asked_again(monkeypatch):
    gateway = shopify.ShopifyGateway()
    monkeypatch.setattr(shopify, "_order_of", lambda account, payment: "")
    assert gateway.find("shop", "huitou-1", "pay-1") is None
    assert raised(gateway._order, Store(None), wish(order="")) == (Permanent, "payment_unknown")
    monkeypatch.setattr(shopify, "_order_of", lambda account, payment: "1001")
    monkeypatch.setattr(shopify, "_Store", lambda account: Store(None))
    assert gateway.find("shop", "huitou-1", "pay-1") is None
    monkeypatch.setattr(shopify, "_Store", lambda account: SimpleNamespace(call=fail(Permanent("call_malformed"))))
    assert raised(gateway.find, "shop", "huitou-1", "pay-1") == (Retryable, "call_malformed")
    assert raised(lambda: list(gateway.listing("shop", NOON, NOON))) == (Retryable, "call_malformed")


def test_shopifys_list_is_read_page_by_page_and_by_time(monkeypatch):
    since, until = NOON, NOON + timedelta(hours=1)

    def refund(name, at, status="SUCCESS"):
        told = made(key=name, status=status)
        told["transactions"]["nodes"][0]["processedAt"] = at.isoformat()
        return told

    pages = {
        None: [refund("huitou-early", since - timedelta(seconds=1)), refund("huitou-first", since)],
        "next": [
            refund("huitou-failed", since, "FAILURE"),
            refund("huitou-late", until),
            refund("huitou-last", until - timedelta(seconds=1)),
        ],
    }

    def call(query, asked):
        nodes = [{"refunds": [one]} for one in pages[asked["after"]]]
        return {"orders": {"nodes": nodes, "pageInfo": {"hasNextPage": asked["after"] is None, "endCursor": "next"}}}

    monkeypatch.setattr(shopify, "_Store", lambda account: SimpleNamespace(call=call))
    listed = [answer.key for answer in shopify.ShopifyGateway().listing("shop", since, until)]
    assert listed == ["huitou-first", "huitou-last"]


def wechat_told(**more):
    return {
        "refund_id": "R1", "out_refund_no": "huitou-1", "out_trade_no": "pay-1", "status": "SUCCESS",
        "create_time": NOON.isoformat(), "amount": {"refund": 967, "total": 8400, "currency": "CNY"}, **more,
    }  # fmt: skip


def wechat_says(monkeypatch, status, told):
    answer = httpx.Response(status, json=told)
    monkeypatch.setattr(wechat, "_notified", lambda account: {})
    monkeypatch.setattr(wechat, "_Merchant", lambda account: SimpleNamespace(send=fail(answer), ask=fail(answer)))
    return wechat.WeChatPayGateway()


@pytest.mark.parametrize(
    ("status", "told", "means"),
    [
        (200, wechat_told(out_refund_no="huitou-2"), (AnswerLost, "answer_broken")),
        (200, wechat_told(amount={"refund": 966}), (Permanent, "key_reused")),
        (200, wechat_told(out_trade_no="pay-2"), (Permanent, "key_reused")),
        (200, wechat_told(status="CLOSED"), (Permanent, "refused")),
        (200, wechat_told(status="ABNORMAL"), (Permanent, "refund_failed")),
        (400, {"code": "INVALID_REQUEST", "message": "与之前请求不一致"}, (Permanent, "key_reused")),
        (403, {"code": "NO_AUTH"}, (Misconfigured, "unauthorised")),
        (404, {"code": "RESOURCE_NOT_EXISTS"}, (Permanent, "payment_unknown")),
        (400, {"code": "NEW_WORD"}, (Permanent, "new_word")),
    ],
)
def test_what_wechat_answers_to_a_refund(status, told, means, monkeypatch):
    assert raised(wechat_says(monkeypatch, status, told).refund, wish()) == means


@pytest.mark.parametrize("module", [alipay, wechat])
@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_and_other_currencies_are_refused_before_any_call(module, minor):
    gateway = alipay.AlipayGateway() if module is alipay else wechat.WeChatPayGateway()
    assert raised(gateway.refund, wish(money=Money(minor, "CNY"))) == (Permanent, "amount_invalid")
    assert raised(gateway.refund, wish(money=Money(1, "EUR"))) == (Permanent, "currency_invalid")
    assert raised(wechat.WeChatPayGateway().refund, wish(captured=None)) == (Permanent, "currency_invalid")
    assert raised(shopify.ShopifyGateway().refund, wish(money=Money(minor, "CNY"))) == (Permanent, "amount_invalid")


def test_only_a_refund_that_is_not_there_counts_as_none(monkeypatch):
    def find(status, told):
        return wechat_says(monkeypatch, status, told).find("shop", "huitou-1", "pay-1")

    assert find(404, {"code": "RESOURCE_NOT_EXISTS"}) is None
    assert find(200, wechat_told()).key == "huitou-1"
    for status, told, means in (
        (404, {"code": "MCH_NOT_EXISTS"}, (Misconfigured, "unauthorised")),
        (404, {"code": "NOT_FOUND"}, (Retryable, "not_found")),
        (404, [], (Retryable, "answer_broken")),
        (400, {"code": "PARAM_ERROR"}, (Retryable, "call_malformed")),
    ):
        assert raised(find, status, told) == means


def test_a_bill_of_wechats_is_read_only_as_it_was_announced(monkeypatch):
    ours = object.__new__(wechat._Merchant)
    ours.address, ours.headers = "", fail({})

    def bill(told, status=200, file=b""):
        ours.ask = fail(httpx.Response(status, json=told))
        monkeypatch.setattr(wire, "ask", fail(httpx.Response(200, content=file)))
        return ours.bill(date(2026, 11, 21))

    def announced(file):
        return {"download_url": "/x", "hash_value": hashlib.sha1(file).hexdigest()}

    assert (bill({"code": "NO_STATEMENT_EXIST"}, 400), bill({"code": "STATEMENT_CREATING"}, 400)) == ([], [])
    assert raised(bill, {"code": "PARAM_ERROR"}, 400) == (Retryable, "bill_refused")
    assert bill(announced(b"")) == []
    for told, file in (({}, b""), (announced(b"other"), b""), (announced(b"no bill"), b"no bill")):
        assert raised(bill, told, file=file) == (Retryable, "bill_broken")


def test_what_a_notice_of_wechats_holds_opens_under_the_shops_key_only():
    key = "k" * 32

    def unlocked(inside, *, by=key, extra="refund", **spoilt):
        sealed = AESGCM(by.encode()).encrypt(b"n" * 12, json.dumps(inside).encode(), extra.encode())
        resource = {"ciphertext": base64.b64encode(sealed).decode(), "nonce": "n" * 12, "associated_data": extra}
        return wechat.signing.unlock(key, {**resource, **spoilt})

    assert (unlocked({"a": 1}), unlocked({"a": 1}, extra="", associated_data=None)) == ({"a": 1}, {"a": 1})
    for spoilt in (
        {"inside": []}, {"inside": {}, "by": "x" * 32}, {"inside": {}, "associated_data": "other"},
        {"inside": {}, "ciphertext": "!"}, {"inside": {}, "nonce": "m" * 12},
    ):  # fmt: skip
        with pytest.raises(CallRefused) as caught:
            unlocked(**spoilt)
        assert caught.value.reason == "resource_broken"


def test_a_notice_of_wechats_is_of_this_merchant(monkeypatch):
    values = {"platform_key": "", "platform_serial": "", "api_v3_key": "", "merchant_id": "1900"}
    told = {"id": "EV-1", "event_type": "REFUND.SUCCESS", "create_time": NOON.isoformat(), "resource": {}}
    opened = {"mchid": "1900", "out_refund_no": "huitou-1", "amount": {"refund": 967, "total": 8400}}
    monkeypatch.setattr(wechat, "values_of", lambda account, code: values)
    monkeypatch.setattr(wechat, "demand", lambda values, name: values[name])
    for name in ("public_key", "verify"):
        monkeypatch.setattr(wechat.signing, name, fail(None))

    def verify(notice, inside):
        monkeypatch.setattr(wechat.signing, "unlock", fail(inside))
        body = notice if isinstance(notice, bytes) else json.dumps(notice).encode()
        return wechat.WeChatPayGateway().verify_webhook("shop", Called({}, body, NOON))

    kept = verify(told, opened)
    assert (kept.event_id, kept.at, kept.payload["amount"]["refund"]) == ("EV-1", NOON, 967)
    assert verify({**told, "event_type": "TRANSACTION.SUCCESS"}, opened).payload == {}
    for notice, inside, reason in (
        (told, {**opened, "mchid": "1901"}, "other_merchant"),
        ({**told, "id": None, "create_time": "noon"}, opened, "body_broken"),
        ({"id": "EV-1"}, opened, "body_broken"),
        (b"[]", opened, "body_broken"),
        (b"{", opened, "body_broken"),
        (told, {**opened, "amount": {}}, "body_broken"),
        (told, {**opened, "amount": {"refund": 9.67, "total": 8400}}, "body_broken"),
    ):
        with pytest.raises(CallRefused) as caught:
            verify(notice, inside)
        assert caught.value.reason == reason


def test_one_list_that_nobody_can_read_does_not_stop_the_others(monkeypatch):
    def one(*, shop_id, gateway, since, at):
        if gateway in ("odd", "down"):
            raise KeyError("status") if gateway == "odd" else Retryable("told_to_wait")
        return (shop_id, gateway)

    monkeypatch.setattr(reconcile, "every_shop", lambda: [1, 2])
    monkeypatch.setattr(reconcile.registry, "codes", lambda: ("odd", "down", "good", "none"))
    monkeypatch.setattr(reconcile.registry, "gateway", str)
    monkeypatch.setattr(reconcile, "has_account", lambda shop_id, adapter: adapter != "none")
    monkeypatch.setattr(reconcile, "reconcile", one)
    now = core_clock.now()
    assert reconcile.reconcile_every_shop(since=now, at=now) == [(1, "good"), (2, "good")]


@pytest.mark.parametrize("module", [alipay, wechat])
def test_daily_bills_are_read_to_yesterdays_in_china_and_by_time(module, monkeypatch):
    now = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)  # nine in the morning there
    since, until = now - timedelta(days=2, hours=12), now + timedelta(hours=1)
    asked = []

    def bill(day):
        asked.append(day.day)
        moment = datetime(day.year, day.month, day.day, tzinfo=CHINA)
        each = [since - timedelta(seconds=1), since] if day.day == 19 else [moment, until] if day.day == 21 else []
        return [found(key=str(number), at=at) for number, at in enumerate(each)]

    monkeypatch.setattr(module.clock, "now", lambda: now)
    for name in ("Application", "_Merchant"):
        if hasattr(module, name):
            monkeypatch.setattr(module, name, lambda account: SimpleNamespace(bill=bill))
    gateway = alipay.AlipayGateway() if module is alipay else wechat.WeChatPayGateway()
    listed = [(answer.key, answer.at) for answer in gateway.listing("shop", since, until)]
    refused = found(outcome=Outcome.REFUSED, at=since)
    if module is wechat:
        with monkeypatch.context() as closed:  # what was closed moved nothing
            closed.setattr(wechat, "_Merchant", lambda account: SimpleNamespace(bill=lambda day: [refused]))
            assert list(gateway.listing("shop", since, until)) == []
    assert (asked, [key for key, _at in listed]) == ([19, 20, 21], ["1", "0"])
    asked.clear()
    assert list(gateway.listing("shop", since, since + timedelta(minutes=1))) != []
    assert asked == [19]


@pytest.mark.parametrize("read", [application.named, wechat._named])
def test_the_gateways_own_numbers_have_twenty_eight_digits(read):
    theirs = read("2026112222001400001400000001")
    ours = {
        read(name) for name in ("TEA-1001", "20261122220014000014000000012", "2026", "2026112222001400001400000OO1")
    }
    assert (theirs, ours) == ("trade_no" if read is application.named else "transaction_id", {"out_trade_no"})
    assert application.named("4200001234202611220000000001") == "out_trade_no"


def test_bills_come_from_alipays_own_hosts():
    ours = object.__new__(application.Application)
    ours.address = "http://127.0.0.1:9"
    for good in ("https://dwbillcenter.alipay.com/x", "http://127.0.0.1:9/bill"):
        assert ours._bill_address(good) == good
    for bad in ("https://evilalipay.com/x", "https://alipay.com.example.org/x", "http://127.0.0.1:8/bill", "/x", ""):
        assert raised(ours._bill_address, bad) == (Retryable, "bill_broken")


def test_what_is_entered_for_alipay_must_be_able_to_work(monkeypatch):
    pair = key_pair("teahouse")
    monkeypatch.setattr(alipay.signing, "private_key", fail(pair))
    theirs = key_pair("alipay").public_key()
    monkeypatch.setattr(alipay.signing, "public_key", fail(theirs))
    gateway = alipay.AlipayGateway()
    gateway.check({"app_id": "2021"})
    for values, key, name in (
        ({"app_id": "2021x"}, theirs, "app_id"),
        ({"app_id": "1"}, pair.public_key(), "alipay_public_key"),
    ):
        monkeypatch.setattr(alipay.signing, "public_key", fail(key))
        with pytest.raises(CredentialInvalid) as caught:
            gateway.check(values)
        assert caught.value.name == name


def test_wechat_is_told_where_it_tells_us_of_the_end(other_shop, shop, settings):
    settings.HUITOU_PUBLIC_URL = "http://localhost:8000"
    assert wechat._notified(str(shop.pk)) == {}
    settings.HUITOU_PUBLIC_URL = "https://after.example.com"
    assert wechat._notified(str(shop.pk)) == {"notify_url": "https://after.example.com/hooks/wechat_pay/teahouse/"}


@pytest.mark.parametrize(("number", "good"), [("1" * 8, True), ("1" * 32, True), ("1" * 7, False), ("1" * 33, False)])
def test_a_merchant_number_has_eight_to_thirty_two_digits(number, good, monkeypatch):
    for name in ("private_key", "public_key"):
        monkeypatch.setattr(wechat.signing, name, fail(None))
    values = {"private_key": "", "platform_key": "", "merchant_id": number, "api_v3_key": "k" * 32}
    if good:
        wechat.WeChatPayGateway().check(values)
        return
    with pytest.raises(CredentialInvalid) as caught:
        wechat.WeChatPayGateway().check(values)
    assert caught.value.name == "merchant_id"


def test_only_rsa_keys_are_keys():
    other = ec.generate_private_key(ec.SECP256R1())
    private = other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = other.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for module in (signing, wechat.signing):
        for read, key in ((module.private_key, private), (module.public_key, public), (module.public_key, "no key")):
            with pytest.raises(module.KeyUnreadable):
                read(key)


def shopify_call(monkeypatch, *, drop="", body=b'{"id": 1}', at=NOON):
    values = {"webhook_secret": "s", "domain": "tea.myshopify.com"}
    monkeypatch.setattr(shopify, "values_of", lambda account, code: values)
    monkeypatch.setattr(shopify, "demand", lambda values, name: values[name])
    headers = {
        "x-shopify-hmac-sha256": base64.b64encode(hmac.digest(b"s", body, "sha256")).decode(),
        "x-shopify-shop-domain": "tea.myshopify.com", "x-shopify-webhook-id": "w1",
        "x-shopify-triggered-at": at.isoformat(), "x-shopify-topic": "refunds/create",
    }  # fmt: skip
    headers.pop(drop, None)
    return shopify.ShopifyGateway().verify_webhook("shop", Called(headers, body, NOON))


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"drop": "x-shopify-hmac-sha256"}, "signature_missing"), ({"drop": "x-shopify-webhook-id"}, "body_broken"),
        ({"drop": "x-shopify-shop-domain"}, "other_merchant"), ({"drop": "x-shopify-triggered-at"}, "body_broken"),
        ({"body": b"[]"}, "body_broken"), ({"body": b"{"}, "body_broken"),
        ({"at": NOON.replace(tzinfo=None)}, "body_broken"),
        ({"at": NOON - timedelta(hours=48, seconds=1)}, "too_old"),
        ({"at": NOON + timedelta(minutes=5, seconds=1)}, "too_old"),
    ],
)  # fmt: skip
def test_a_call_of_shopifys_that_is_signed_and_odd_is_refused(spoilt, reason, monkeypatch):
    with pytest.raises(CallRefused) as caught:
        shopify_call(monkeypatch, **spoilt)
    assert caught.value.reason == reason


def test_a_call_of_shopifys_counts_to_the_last_moment(monkeypatch):
    for at in (NOON - timedelta(hours=48), NOON + timedelta(minutes=5)):
        kept = shopify_call(monkeypatch, at=at)
        assert (kept.event_id, kept.at, shopify.ShopifyGateway().read_notice(kept.payload)) == ("w1", at, [])
    gateway, values = shopify.ShopifyGateway(), {"domain": "tea.myshopify.com", "location": "655"}
    gateway.check(values)
    with pytest.raises(CredentialInvalid) as caught:
        gateway.check({**values, "location": "gid://655"})
    assert caught.value.name == "location"


def wechat_signed(*, drop="", body=b"x", by="platform", at=NOON, seconds="", nonce="n1", serial="K1"):
    seconds = seconds or str(int(at.timestamp()))
    headers = {
        "wechatpay-timestamp": seconds, "wechatpay-nonce": nonce, "wechatpay-serial": serial,
        "wechatpay-signature": wechat.signing.sign(key_pair(by), [seconds, nonce], b"x"),
    }  # fmt: skip
    headers.pop(drop, None)
    wechat.signing.verify(key_pair("platform").public_key(), headers, body, NOON, "K1")


@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"drop": "wechatpay-timestamp"}, "signature_missing"), ({"drop": "wechatpay-nonce"}, "signature_missing"),
        ({"drop": "wechatpay-signature"}, "signature_missing"), ({"drop": "wechatpay-serial"}, "serial_unknown"),
        ({"seconds": "soon"}, "signature_missing"), ({"seconds": "1" * 13}, "signature_missing"),
        ({"seconds": "1" * 12}, "too_old"), ({"nonce": ""}, "signature_missing"), ({"serial": "K2"}, "serial_unknown"),
        ({"by": "nobody"}, "signature_wrong"), ({"body": b"y"}, "signature_wrong"),
        ({"at": NOON + timedelta(minutes=5, seconds=1)}, "too_old"),
        ({"at": NOON - timedelta(minutes=5, seconds=1)}, "too_old"),
    ],
)  # fmt: skip
def test_only_what_wechat_signed_lately_counts(spoilt, reason):
    for at in (NOON - timedelta(minutes=5), NOON + timedelta(minutes=5)):
        wechat_signed(at=at)
    with pytest.raises(CallRefused) as caught:
        wechat_signed(**spoilt)
    assert caught.value.reason == reason


def test_a_status_that_wechat_pay_is_new_to_say_is_asked_again():
    refund = {"out_refund_no": "huitou-1", "refund_id": "5030", "amount": {"refund": 967}, "status": "REVIEWING",
              "create_time": "2026-11-22T12:00:05+08:00"}  # fmt: skip
    assert wechat_answer_of(refund).outcome == Outcome.ACCEPTED
    with pytest.raises(KeyError):
        wechat_answer_of({name: value for name, value in refund.items() if name != "status"})
