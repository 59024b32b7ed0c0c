"""Webhooks of gateways: nothing is believed unsigned, nothing counts twice, and no order of arrival matters."""

import itertools
import json
from datetime import timedelta

import pytest
from django.test import Client

from huitou.core import ledger
from huitou.core.jobs import run_pending
from huitou.core.models import Event, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.models import Chargeback, Discrepancy, GatewayAccount, GatewayNotice, Refund, RefundElsewhere
from huitou.refunds.reconcile import Totals, reconcile
from tests.refunds.conftest import counters, fresh
from tests.refunds.providers.plug import stripe_values
from tests.refunds.providers.stripe import sign


@pytest.fixture
def stripe_order(make_order):
    return make_order(("stripe", 8400))


@pytest.fixture
def books(stripe, shop):
    return stripe.accounts[stripe_values(shop)["secret_key"]]


@pytest.fixture
def send(stripe, shop):
    """`send(body)`: as Stripe would; `run` reads it at once."""

    def call(body: bytes, *, headers=None, slug="teahouse", gateway="stripe", run=True):
        given = stripe.signed(stripe_values(shop)["webhook_secret"], body) if headers is None else headers
        answer = Client().post(f"/hooks/{gateway}/{slug}/", data=body, content_type="application/json", headers=given)
        if run:
            run_pending()
        return answer

    return call


def rows(shop) -> tuple[object, ...]:
    """What a refused call must leave as it is."""
    with in_shop(shop):
        tables = (GatewayNotice, Chargeback, RefundElsewhere, Discrepancy, Event, LedgerEntry, Refund)
        return tuple(table.objects.count() for table in tables)


def test_a_notice_settles_the_refund_and_is_kept_without_people(shop, stripe, books, stripe_order, ask_refund, send):
    stripe.status = "pending"
    (refund,) = ask_refund(stripe_order, cups=1)
    run_pending()
    row = {**books.refunds[0], "status": "succeeded", "receipt_email": "jenny@example.com"}
    assert send(stripe.event("refund.updated", row)).status_code == 200
    assert (fresh(refund).state, fresh(refund).paid_minor) == ("succeeded", 967)
    with in_shop(shop):
        kept = GatewayNotice.objects.get()
    assert kept.kind == "refund.updated"
    assert kept.payload["object"]["id"] == row["id"]
    assert "jenny" not in json.dumps(kept.payload)
    assert "8812" not in json.dumps(kept.payload)


def test_a_notice_may_come_before_its_call_returned(stripe, books, stripe_order, ask_refund, send, monkeypatch, shop):
    """The job that pays hangs in the call; Stripe's notice overtakes its answer."""
    (refund,) = ask_refund(stripe_order, cups=1)
    handle = stripe.answer

    def answer(asked):
        told = handle(asked)
        if asked.method == "POST":
            monkeypatch.setattr(stripe, "answer", handle)
            seen.append(stripe.event("refund.created", books.refunds[0]))
        return told

    seen = []
    monkeypatch.setattr(stripe, "answer", answer)
    from huitou.refunds import gateway_calls

    pay = gateway_calls._pay

    def paid_and_told(row):
        found = pay(row)
        assert fresh(refund).state == "calling"
        assert send(seen[0], run=False).status_code == 200
        with in_shop(shop):
            notice = GatewayNotice.objects.get()
        from huitou.refunds.hooks import read

        read(shop_id=shop.pk, notice_id=notice.pk, at=stripe.now())
        assert fresh(refund).state == "succeeded"
        return found

    monkeypatch.setattr(gateway_calls, "_pay", paid_and_told)
    run_pending()
    assert (fresh(refund).state, counters(stripe_order.payments[0])) == ("succeeded", (0, 967))
    assert len(books.refunds) == 1


@pytest.mark.parametrize("spoilt", ["secret", "byte", "no header", "old", "ahead", "empty", "two times", "garbage"])
def test_a_call_that_cannot_be_verified_changes_nothing(spoilt, shop, stripe, books, stripe_order, ask_refund, send):
    stripe.status = "pending"
    (refund,) = ask_refund(stripe_order, cups=1)
    run_pending()
    body = stripe.event("refund.updated", {**books.refunds[0], "status": "succeeded"})
    secret, now = stripe_values(shop)["webhook_secret"], stripe.now()
    right = sign(secret, now, body)
    headers = {
        "secret": {"stripe-signature": sign("whsec_other", now, body)},
        "byte": {"stripe-signature": right[:-1] + ("0" if right[-1] != "0" else "1")},
        "no header": {},
        "old": {"stripe-signature": sign(secret, now - timedelta(minutes=6), body)},
        "ahead": {"stripe-signature": sign(secret, now + timedelta(minutes=6), body)},
        "empty": {"stripe-signature": ""},
        "two times": {"stripe-signature": f"t=1,{right}"},
        "garbage": {"stripe-signature": "t=ÿ²,v1=\udcff".encode("utf-8", "replace").decode("latin-1")},
    }[spoilt]
    before = rows(shop)
    answer = send(body, headers=headers)
    assert answer.status_code == 400
    assert rows(shop) == before
    assert fresh(refund).state == "accepted"


def test_a_truncated_body_changes_nothing(shop, stripe, send):
    body = stripe.event("refund.updated", stripe.make("pi_1", 5))
    headers = stripe.signed(stripe_values(shop)["webhook_secret"], body)
    before = rows(shop)
    assert send(body[:-20], headers=headers).status_code == 400
    assert rows(shop) == before


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b'{"id": "evt_1"}', b'{"id":1,"type":2,"created":"x","data":{}}']
)
def test_nonsense_with_a_right_signature_is_refused(body, shop, stripe, send):
    before = rows(shop)
    assert send(body).status_code == 400
    assert rows(shop) == before


def test_a_call_for_another_shop_is_not_believed(shop, other_shop, stripe, send):
    body = stripe.event("refund.updated", stripe.make("pi_1", 5))
    assert send(body, slug="coffeehouse").status_code == 503
    assert rows(other_shop)[0] == 0


def test_without_a_secret_nothing_is_accepted(shop, stripe, send):
    with in_shop(shop):
        GatewayAccount.objects.update(sealed="")
    before = rows(shop)
    assert send(stripe.event("refund.updated", stripe.make("pi_1", 5))).status_code == 503
    assert rows(shop) == before


@pytest.mark.parametrize(("gateway", "slug"), [("sandbox", "teahouse"), ("nobody", "teahouse"), ("stripe", "nowhere")])
def test_doors_that_are_not_there_look_the_same(gateway, slug, shop, stripe, send):
    assert send(stripe.event("x", {}), gateway=gateway, slug=slug).status_code == 404


def test_only_post_and_nothing_huge(shop, stripe, send):
    assert Client().get("/hooks/stripe/teahouse/").status_code == 405
    assert send(b"x" * (600 * 1024)).status_code == 413


def test_a_hundred_deliveries_are_one_effect(shop, stripe, books, stripe_order, send):
    payment = stripe_order.payments[0]
    body = stripe.event("refund.created", stripe.make(payment.external_id, 1000), pending=100)
    for number in range(100):
        again = body.replace(b'"pending_webhooks": 100', b'"pending_webhooks": %d' % (100 - number))
        assert send(again, run=number % 10 == 0).status_code == 200
    assert counters(payment) == (0, 1000)
    with in_shop(shop):
        assert (GatewayNotice.objects.count(), RefundElsewhere.objects.count()) == (1, 1)


def test_a_refund_made_in_stripes_back_office_counts(shop, stripe, books, stripe_order, send, clock):
    payment = stripe_order.payments[0]
    row = stripe.make(payment.external_id, 8000)
    books.refunds.append(row)
    charge = {"id": row["charge"], "object": "charge", "billing_details": {"name": "Jenny Rosen"}}
    assert send(stripe.event("charge.refunded", charge)).status_code == 200
    assert send(stripe.event("refund.created", row)).status_code == 200
    assert counters(payment) == (0, 8000)
    with in_shop(shop):
        (found,) = RefundElsewhere.objects.all()
        assert (found.reference, found.amount_minor, found.beyond_minor) == (row["id"], 8000, 0)
        assert ledger.balance("gateway:stripe", "EUR") == Money(8000, "EUR")
    report = reconcile(shop_id=shop.pk, gateway="stripe", since=clock.now() - timedelta(days=7), at=clock.now())
    assert report.clean
    assert report.differences == []


def test_no_more_than_what_is_left_can_be_asked_for(stripe, books, stripe_order, send, ask_refund, clock):
    """A sheet from before the back office's refund is refused; one that is computed anew knows of it."""
    from huitou.refunds.booking import RefundAboveCaptured
    from tests.refunds.conftest import sheet_for

    before = sheet_for(stripe_order, cups=1, at=clock.now())
    send(stripe.event("refund.created", stripe.make(stripe_order.payments[0].external_id, 8000)))
    with pytest.raises(RefundAboveCaptured):
        ask_refund(stripe_order, sheet=before)
    assert counters(stripe_order.payments[0]) == (0, 8000)
    (refund,) = ask_refund(stripe_order, cups=1)
    assert refund.amount_minor == 400


def test_one_that_failed_later_is_given_back_whatever_came_first(shop, stripe, books, make_order, send):
    for order_of_arrival in itertools.permutations(("created", "updated", "failed")):
        order = make_order(("stripe", 8400))
        row = stripe.make(order.payments[0].external_id, 2000, status="pending")
        bodies = {
            "created": stripe.event("refund.created", row),
            "updated": stripe.event("refund.updated", {**row, "status": "succeeded"}),
            "failed": stripe.event("refund.failed", {**row, "status": "failed", "failure_reason": "declined"}),
        }
        for name in order_of_arrival:
            assert send(bodies[name]).status_code == 200
        assert counters(order.payments[0]) == (0, 0), order_of_arrival


def test_paid_in_the_back_office_instead_ends_the_refund_that_waited(
    shop, stripe, books, stripe_order, ask_refund, send, clock
):
    def compared() -> tuple[list[str], object]:
        report = reconcile(shop_id=shop.pk, gateway="stripe", since=clock.now() - timedelta(days=7), at=clock.now())
        return [difference.kind for difference in report.differences], report.totals("EUR")

    payment = stripe_order.payments[0]
    books.charges[payment.external_id] = (0, "eur")
    (refund,) = ask_refund(stripe_order, cups=1)
    run_pending()
    assert fresh(refund).state == "needs_person"
    row = stripe.make(payment.external_id, 967)
    send(stripe.event("refund.created", row))
    assert (fresh(refund).state, fresh(refund).gateway_reference) == ("succeeded", row["id"])
    assert counters(payment) == (0, 967)
    with in_shop(shop):
        assert not RefundElsewhere.objects.exists()
    send(stripe.event("refund.updated", row))
    assert counters(payment) == (0, 967)
    # The list knows it under no key of ours, and both mean the same money.
    books.refunds.append(row)
    assert compared() == ([], Totals(967, 967, 967, 1))
    with in_shop(shop):
        assert not Discrepancy.objects.exists()
    send(stripe.event("refund.failed", row | {"status": "failed", "failure_reason": "declined"}))
    with in_shop(shop):
        (said,) = Discrepancy.objects.all()
        assert not RefundElsewhere.objects.exists()
    assert (said.kind, said.refund_id, said.ours_minor) == ("failed_after_payment", refund.pk, 967)
    assert (fresh(refund).state, counters(payment)) == ("succeeded", (0, 967))
    row["status"] = "failed"
    assert compared()[0] == ["missing_there"]


def test_beyond_what_is_free_it_is_counted_as_soon_as_there_is_room(
    shop, stripe, books, stripe_order, ask_refund, send, manager, clock
):
    """84.00 are set aside here and not paid; 50.00 leave over there. Given up here, the 50.00 count."""
    from huitou.refunds.verbs import fail

    payment = stripe_order.payments[0]
    books.charges[payment.external_id] = (0, "eur")
    (refund,) = ask_refund(stripe_order, cups=3, pots=1)
    run_pending()
    held, _ = counters(payment)
    send(stripe.event("refund.created", stripe.make(payment.external_id, 5000)))
    assert counters(payment) == (held, 8400 - held)
    with in_shop(shop):
        assert Discrepancy.objects.get().kind == "paid_twice"
        assert ledger.balance("gateway:stripe", "EUR") == Money(5000, "EUR")
    fail(actor=manager, at=clock.now(), refund=refund.pk, reason="paid over there")
    assert counters(payment) == (0, 5000)


def test_said_paid_and_later_failed_becomes_a_difference(shop, stripe, books, stripe_order, ask_refund, send):
    (refund,) = ask_refund(stripe_order, cups=1)
    run_pending()
    row = {**books.refunds[0], "status": "failed", "failure_reason": "lost_or_stolen_card"}
    send(stripe.event("refund.failed", row))
    assert fresh(refund).state == "succeeded"
    with in_shop(shop):
        assert Discrepancy.objects.get().kind == "failed_after_payment"


def test_a_refund_of_a_payment_that_we_do_not_know_is_a_difference(shop, stripe, send):
    send(stripe.event("refund.created", stripe.make("pi_of_somebody", 700)))
    with in_shop(shop):
        found = Discrepancy.objects.get()
    assert (found.kind, found.theirs_minor) == ("missing_here", 700)


def test_the_control_without_the_guard_a_second_delivery_would_count_twice(
    shop, stripe, books, stripe_order, send, broken_books, monkeypatch
):
    from huitou.refunds.verbs import elsewhere

    monkeypatch.setattr(elsewhere, "_row", lambda gateway, reference: None)
    row = stripe.make(stripe_order.payments[0].external_id, 1000)
    send(stripe.event("refund.created", row))
    from django.db import IntegrityError

    with pytest.raises(IntegrityError):  # then only the database's own constraint is left
        send(stripe.event("refund.updated", row))
