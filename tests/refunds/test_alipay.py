"""Refunds through Alipay's wire format: RSA2 both ways, the sums that its answers do not say, notices, bills."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from django.test import Client

from huitou.core.credentials import CredentialInvalid
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
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


def issued(subject: str, key, issuer=None, issuer_key=None, serial: int = 1) -> x509.Certificate:
    """A certificate of the test's own; self-signed without an issuer."""
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Ant Financial"),
         x509.NameAttribute(NameOID.COMMON_NAME, subject)]
    )  # fmt: skip
    build = x509.CertificateBuilder().subject_name(name).issuer_name(issuer.subject if issuer else name)
    build = build.public_key(key.public_key()).serial_number(serial)
    build = build.not_valid_before(datetime(2026, 1, 1, tzinfo=UTC)).not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
    return build.sign(issuer_key or key, hashes.SHA256())


def pem(*ones: x509.Certificate) -> str:
    return "".join(one.public_bytes(Encoding.PEM).decode() for one in ones)


@pytest.fixture
def certified(shop):
    """The values of an account in certificate mode, and the numbers that its calls must carry."""
    root = issued("Root R1", key_pair("root"), serial=77)
    between = issued("Class 2 R1", key_pair("between"), root, key_pair("root"), serial=78)
    theirs = issued("Alipay", key_pair("alipay"), between, key_pair("between"), serial=79)
    ours = issued("Teahouse", key_pair(shop.slug), between, key_pair("between"), serial=2**70 + 5)
    values = {
        **alipay_values(shop), "alipay_public_key": "", "app_cert": pem(ours), "alipay_cert": pem(theirs, between),
        "root_cert": pem(root),
    }  # fmt: skip
    issuer = "CN=Class 2 R1,O=Ant Financial,C=CN"
    own = hashlib.md5(f"{issuer}{2**70 + 5}".encode(), usedforsecurity=False).hexdigest()
    above = hashlib.md5(b"CN=Root R1,O=Ant Financial,C=CN77", usedforsecurity=False).hexdigest()
    return values, {"app_cert_sn": own, "alipay_root_cert_sn": above}


def test_with_certificates_every_call_carries_their_numbers(
    certified, alipay, books, shop, order, ask_refund, run_jobs, send
):
    values, numbers = certified
    enter(shop, "alipay", values)
    books.numbers = numbers
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert (fresh(refund).state, fresh(refund).paid_minor) == ("succeeded", 967)
    fields = dict(parse_qsl(alipay.asked[0].body.decode()))
    assert {name: fields[name] for name in numbers} == numbers


def test_an_answer_that_is_not_signed_by_the_certificate_counts_as_lost(
    certified, alipay, books, shop, order, ask_refund, run_jobs
):
    values, numbers = certified
    enter(shop, "alipay", values)
    books.numbers, alipay.forge = numbers, True
    (refund,) = ask_refund(order, cups=1)
    run_jobs()
    assert fresh(refund).state == "unknown"


@pytest.mark.parametrize("wrong", ["root_cert", "app_cert", "alipay_cert", "missing", "garbage"])
def test_certificates_that_do_not_belong_together_are_refused(certified, alipay, shop, wrong):
    values, _numbers = certified
    stranger = issued("Somebody", key_pair("stranger"))
    changes = {"missing": {"root_cert": ""}, "garbage": {"app_cert": "-----BEGIN CERTIFICATE-----\nAAAA"}}
    with pytest.raises(CredentialInvalid):
        enter(shop, "alipay", values | changes.get(wrong, {wrong: pem(stranger)}))
