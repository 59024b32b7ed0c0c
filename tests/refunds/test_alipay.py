"""Refunds through Alipay's wire format: RSA2 both ways, the sums that its answers do not say, notices, bills."""

import json
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from django.test import Client

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.refunds.credentials import CredentialInvalid
from huitou.refunds.gateways.alipay.mapping import of_archive, of_bill
from huitou.refunds.gateways.protocol import AnswerLost
from huitou.refunds.models import Discrepancy, GatewayNotice, RefundElsewhere
from huitou.refunds.reconcile import reconcile
from tests.refunds.conftest import counters, fresh
from tests.refunds.providers.plug import alipay_values, enter
from tests.refunds.providers.wechat_pay import key_pair, public_pem


@pytest.fixture
def order(make_order):
    return make_order(("alipay", 8400), currency="CNY")


@pytest.fixture
def books(alipay, shop):
    return alipay.applications[alipay_values(shop)["app_id"]]


@pytest.fixture
def send(alipay):
    def call(body):
        answer = Client().post(
            "/hooks/alipay/teahouse/", data=body, content_type="application/x-www-form-urlencoded; charset=utf-8"
        )
        run_pending()
        return answer

    return call


def test_a_refund_is_confirmed_by_its_number_not_by_the_total(alipay, books, order, ask_refund, run_jobs):
    """The second refund's answer says what went back in all; ours must say what this one was."""
    (first,) = ask_refund(order, cups=1)
    run_jobs()
    (second,) = ask_refund(order, cups=1)
    run_jobs()
    assert [fresh(one).paid_minor for one in (first, second)] == [967, 966]
    assert [row["refund_amount"] for row in books.refunds] == ["9.67", "9.66"]
    calls = [dict(parse_qsl(asked.body.decode())) for asked in alipay.asked]
    assert json.loads(calls[0]["biz_content"])["out_request_no"] == first.key


@pytest.mark.parametrize("fault", ["drop", "garbage", "error"])
def test_what_was_lost_is_asked_for_and_paid_once(fault, alipay, books, order, ask_refund, run_jobs, sweep):
    alipay.faults = [fault]
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "unknown"
    for _ in range(4):
        sweep(minutes=8)
    assert fresh(refund).state == "succeeded"
    assert len(books.refunds) == 1


def test_an_answer_that_alipay_did_not_sign_is_not_believed(alipay, books, order, ask_refund, run_jobs, sweep):
    alipay.forge = True
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("unknown", "answer_broken")
    alipay.forge = False
    sweep(minutes=2)
    assert fresh(refund).state == "succeeded"


@pytest.mark.parametrize(
    ("sub_code", "state", "code"),
    [
        ("ACQ.SELLER_BALANCE_NOT_ENOUGH", "needs_person", "balance_too_low"),
        ("ACQ.TRADE_HAS_FINISHED", "needs_person", "too_late"),
        ("ACQ.SYSTEM_ERROR", "unknown", "server_error"),
        ("isp.unknow-error", "unknown", "server_error"),
        ("isv.app-call-limited", "reserved", "told_to_wait"),
    ],
)
def test_what_its_codes_mean(sub_code, state, code, alipay, order, ask_refund, run_jobs):
    alipay.refuse = sub_code
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == (state, code)


def test_wrong_keys_are_ours_to_mend(shop, alipay, order, ask_refund, run_jobs):
    from tests.refunds.providers.wechat_pay import private_pem

    enter(shop, "alipay", {**alipay_values(shop), "private_key": private_pem(key_pair("other"))})
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).failure_code) == ("needs_person", "unauthorised")


def test_a_notice_ends_what_was_under_way(shop, alipay, books, order, ask_refund, send):
    alipay.status = "REFUND_PROCESSING"
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    assert fresh(refund).state == "accepted"
    books.refunds[0]["refund_status"] = "REFUND_SUCCESS"
    answer = send(alipay.notice(alipay_values(shop)["app_id"], books.refunds[0]))
    assert (answer.status_code, answer.content) == (200, b"success")
    assert fresh(refund).state == "succeeded"
    with in_shop(shop):
        assert "159" not in json.dumps(GatewayNotice.objects.get().payload["refund_fee"])


@pytest.mark.parametrize(
    "spoilt", ["forged", "byte", "other application", "old", "ahead", "truncated", "twice", "bytes"]
)
def test_a_notice_that_cannot_be_verified_changes_nothing(spoilt, shop, alipay, books, order, ask_refund, send, clock):
    alipay.status = "REFUND_PROCESSING"
    (refund,) = ask_refund(order, cups=1)
    run_pending()
    books.refunds[0]["refund_status"] = "REFUND_SUCCESS"
    alipay.forge = spoilt == "forged"
    app_id = "2021999" if spoilt == "other application" else alipay_values(shop)["app_id"]
    at = {"old": clock.now() - timedelta(hours=27), "ahead": clock.now() + timedelta(minutes=6)}.get(spoilt)
    body = alipay.notice(app_id, books.refunds[0], at=at)
    alipay.forge = False
    body = {
        "byte": body.replace(b"refund_fee=9.67", b"refund_fee=9.68"), "truncated": body[:-30],
        "twice": body + b"&trade_no=1", "bytes": b"\xff\xfe" + body,
    }.get(spoilt, body)  # fmt: skip
    answer = send(body)
    assert (answer.status_code, answer.content) == (401, b"fail")
    assert fresh(refund).state == "accepted"
    with in_shop(shop):
        assert not GatewayNotice.objects.exists()


def test_a_refund_of_its_back_office_counts_by_notice_and_bill_once(shop, alipay, books, order, send, clock):
    row = alipay.make(order.payments[0].external_id, "20.00", "20261122-back-office")
    books.refunds.append(row)
    assert send(alipay.notice(alipay_values(shop)["app_id"], row)).status_code == 200
    assert counters(order.payments[0]) == (0, 2000)
    clock.forward(hours=36)
    report = reconcile(shop_id=shop.pk, gateway="alipay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert (report.clean, report.elsewhere) == (True, 1)
    with in_shop(shop):
        assert (RefundElsewhere.objects.count(), Discrepancy.objects.count()) == (1, 0)


def test_the_bill_agrees_with_what_was_paid(shop, alipay, order, ask_refund, clock):
    ask_refund(order, cups=1)
    run_pending()
    clock.forward(hours=36)
    report = reconcile(shop_id=shop.pk, gateway="alipay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert (report.clean, report.totals("CNY").matched) == (True, 1)


def test_a_bill_from_somewhere_else_is_not_fetched(shop, alipay, order, ask_refund, clock):
    from huitou.refunds.gateways.protocol import Retryable

    ask_refund(order, cups=1)
    run_pending()
    alipay.address = "https://alipay.com.example.org"
    clock.forward(hours=36)
    with pytest.raises(Retryable) as caught:
        reconcile(shop_id=shop.pk, gateway="alipay", since=clock.now() - timedelta(days=7), at=clock.now())
    assert caught.value.failure_code == "bill_broken"


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04 no archive"])
def test_a_broken_archive_is_not_guessed_at(data):
    with pytest.raises(AnswerLost):
        list(of_archive(data))


def test_a_bill_without_a_column_is_not_guessed_at():
    with pytest.raises(AnswerLost):
        list(of_bill("#x\r\n支付宝交易号,商户订单号\r\n"))


def test_the_applications_own_key_in_place_of_alipays_is_noticed(shop, alipay):
    own = public_pem(key_pair(shop.slug))
    with pytest.raises(CredentialInvalid) as caught:
        enter(shop, "alipay", {**alipay_values(shop), "alipay_public_key": own})
    assert caught.value.name == "alipay_public_key"
