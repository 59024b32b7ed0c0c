"""Refunds through WeChat Pay's wire format: signatures both ways, encrypted notices, statuses, daily bills."""

import base64
import json
from datetime import timedelta

import pytest
from django.test import Client

from huitou.core.credentials import CredentialInvalid
from huitou.core.jobs import run_pending
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.gateways.protocol import AnswerLost, Permanent, RefundRequest, Retryable
from huitou.refunds.gateways.registry import gateway
from huitou.refunds.gateways.wechat_pay.mapping import of_bill
from huitou.refunds.models import Discrepancy, GatewayNotice, RefundElsewhere
from huitou.refunds.reconcile import reconcile
from tests.refunds.conftest import counters, fresh
from tests.refunds.providers.plug import enter, wechat_values
from tests.refunds.providers.wechat_pay import COLUMNS


@pytest.fixture
def order(make_order):
    return make_order(("wechat_pay", 8400), currency="CNY")


@pytest.fixture
def merchant(wechat, shop):
    return wechat.merchants[wechat_values(shop)["merchant_id"]]


@pytest.fixture
def send(wechat, shop):
    def call(body, *, headers=None):
        answer = Client().post(
            "/hooks/wechat_pay/teahouse/", data=body, content_type="application/json",
            headers=wechat.signed(body) if headers is None else headers,
        )  # fmt: skip
        run_pending()
        return answer

    return call


def test_a_refund_is_signed_paid_and_names_what_was_captured(wechat, merchant, order, ask_refund, run_jobs):
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "succeeded"
    (call,) = [asked for asked in wechat.asked if asked.method == "POST"]
    told = json.loads(call.body)
    assert told["amount"] == {"refund": 967, "total": 8400, "currency": "CNY"}
    assert (told["out_refund_no"], told["out_trade_no"]) == (refund.key, order.payments[0].external_id)
    assert list(merchant.refunds) == [refund.key]


@pytest.mark.parametrize("fault", ["drop", "garbage", "error"])
def test_what_was_lost_is_asked_for_and_paid_once(fault, wechat, merchant, order, ask_refund, run_jobs, sweep):
    wechat.faults = [fault]
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "unknown"
    for _ in range(4):
        sweep(minutes=8)
    assert fresh(refund).state == "succeeded"
    assert len(merchant.refunds) == 1


def test_an_answer_that_wechat_did_not_sign_is_not_believed(wechat, merchant, order, ask_refund, run_jobs, sweep):
    wechat.forge = True
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("unknown", "answer_broken")
    wechat.forge = False
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"


@pytest.mark.parametrize(
    ("status", "state", "code"), [("SUCCESS", "succeeded", ""), ("CLOSED", "needs_person", "refused"),
                                  ("ABNORMAL", "needs_person", "refund_failed")],
)  # fmt: skip
def test_a_notice_ends_what_was_under_way(status, state, code, shop, wechat, merchant, order, ask_refund, send):
    wechat.status = "PROCESSING"
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    assert fresh(refund).state == "accepted"
    body = wechat.notice(wechat_values(shop)["merchant_id"], merchant.refunds[refund.key], status)
    answer = send(body)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (fresh(refund).state, fresh(refund).failure_code) == (state, code)
    with in_shop(shop):
        kept = GatewayNotice.objects.get()
    assert "招商银行" not in json.dumps(kept.payload, ensure_ascii=False)


@pytest.mark.parametrize("spoilt", ["forged", "serial", "old", "probe", "byte", "no headers"])
def test_a_notice_that_cannot_be_verified_changes_nothing(
    spoilt, shop, wechat, merchant, order, ask_refund, send, clock
):
    wechat.status = "PROCESSING"
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    body = wechat.notice(wechat_values(shop)["merchant_id"], merchant.refunds[refund.key])
    wechat.forge = spoilt == "forged"
    headers = wechat.signed(body, serial="OTHER" if spoilt == "serial" else wechat.signed(body)["wechatpay-serial"])
    if spoilt == "old":
        headers = wechat.signed(body, at=clock.now() - timedelta(minutes=6))
    if spoilt == "probe":
        headers["wechatpay-signature"] = "WECHATPAY/SIGNTEST/" + headers["wechatpay-signature"]
    if spoilt == "byte":
        body = body.replace(b"REFUND.SUCCESS", b"REFUND.success")
    answer = send(body, headers={} if spoilt == "no headers" else headers)
    assert answer.status_code == 401
    assert json.loads(answer.content)["code"] == "FAIL"
    assert fresh(refund).state == "accepted"
    with in_shop(shop):
        assert not GatewayNotice.objects.exists()


def test_a_resource_sealed_under_another_key_is_refused(shop, wechat, merchant, order, ask_refund, send):
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    told = json.loads(wechat.notice(wechat_values(shop)["merchant_id"], merchant.refunds[refund.key]))
    sealed = bytearray(base64.b64decode(told["resource"]["ciphertext"]))
    sealed[3] ^= 1
    told["resource"]["ciphertext"] = base64.b64encode(sealed).decode()
    assert send(json.dumps(told).encode()).status_code == 401
    with in_shop(shop):
        assert not GatewayNotice.objects.exists()


def test_too_little_on_the_merchants_balance_is_said(wechat, order, ask_refund, run_jobs):
    wechat.not_enough = True
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "balance_too_low")


def test_after_a_year_the_refund_goes_by_hand(wechat, order, ask_refund, run_jobs, clock):
    clock.forward(days=361)
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).gateway, fresh(refund).state) == ("offline", "by_hand")


def test_the_bill_finds_what_was_refunded_in_wechats_back_office(shop, wechat, merchant, order, ask_refund, clock):
    ask_refund(order, cups=1)
    run_pending()
    row = wechat.make(order.payments[0].external_id, 2000, 8400, "SHOP-7")
    merchant.refunds["SHOP-7"] = row
    clock.forward(hours=36)
    report = reconcile(shop_id=shop.pk, gateway="wechat_pay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert (report.clean, report.elsewhere, report.totals("CNY").matched) == (True, 1, 1)
    assert counters(order.payments[0]) == (0, 2967)
    with in_shop(shop):
        assert RefundElsewhere.objects.get().reference == row["refund_id"]


def test_todays_refund_is_not_missed_before_its_bill_is_there(shop, wechat, order, ask_refund, clock):
    ask_refund(order, cups=1)
    run_pending()
    report = reconcile(shop_id=shop.pk, gateway="wechat_pay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert report.clean
    with in_shop(shop):
        assert not Discrepancy.objects.exists()


def test_one_that_the_bill_never_holds_is_a_difference(shop, wechat, merchant, order, ask_refund, clock):
    ask_refund(order, cups=1)
    run_pending()
    merchant.refunds.clear()
    clock.forward(hours=60)
    report = reconcile(shop_id=shop.pk, gateway="wechat_pay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert [one.kind for one in report.differences] == ["missing_there"]


def test_after_a_restore_nothing_is_paid_before_the_bill_is_there(shop, wechat, merchant, order, manager, clock):
    """What was paid after the backup is not in our books, and not yet in WeChat's list."""
    from huitou.refunds.resuming import ListNotReady, resume
    from huitou.refunds.verbs import confirm_accounts, pause
    from huitou.refunds.verbs.pauses import DifferencesOpen

    row = wechat.make(order.payments[0].external_id, 967, 8400, "huitou-forgotten")
    merchant.refunds["huitou-forgotten"] = row
    since = clock.now() - timedelta(days=2)
    pause(actor=manager, at=clock.now(), gateway="wechat_pay", reason="restored", compare_since=since)
    confirm_accounts(actor=manager, at=clock.now())
    with pytest.raises(ListNotReady):
        resume(shop_id=shop.pk, gateway="wechat_pay", actor=manager, at=clock.now())
    clock.forward(hours=37)
    with pytest.raises(DifferencesOpen):
        resume(shop_id=shop.pk, gateway="wechat_pay", actor=manager, at=clock.now())


def test_a_bill_without_a_column_is_not_guessed_at():
    with pytest.raises(AnswerLost):
        list(of_bill(COLUMNS.replace("退款状态,", "") + "\n"))
    assert list(of_bill("")) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("private_key", "no key"), ("platform_key", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"),
     ("api_v3_key", "short"), ("merchant_id", "abc")],
)  # fmt: skip
def test_credentials_that_cannot_work_are_refused_and_nothing_is_kept(name, value, shop, wechat):
    from huitou.refunds.models import GatewayAccount

    with in_shop(shop):
        before = GatewayAccount.objects.values().get()
    with pytest.raises(CredentialInvalid) as caught:
        enter(shop, "wechat_pay", {**wechat_values(shop), name: value})
    assert caught.value.name == name
    with in_shop(shop):
        assert GatewayAccount.objects.values().get() == before


def test_another_currency_is_refused_before_anything_is_called(shop, wechat):
    with pytest.raises(Permanent) as caught:
        gateway("wechat_pay").refund(
            RefundRequest("huitou-1", str(shop.pk), "x", Money(5, "EUR"), "F", captured=Money(9, "EUR"))
        )
    assert caught.value.failure_code == "currency_invalid"
    assert wechat.asked == []


def test_a_question_whose_answer_is_lost_is_asked_again(shop, wechat):
    wechat.forge = True
    with pytest.raises(Retryable):
        gateway("wechat_pay").find(str(shop.pk), "huitou-1", "x")
