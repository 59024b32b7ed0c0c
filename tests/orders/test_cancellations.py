"""Cancellations that came without their order find it: same customer, same article, latest purchase before."""

from dataclasses import replace
from datetime import timedelta

import pytest

from huitou.core.actors import system_actor
from huitou.core.events import verify_chain
from huitou.core.ledger import balance
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CancellationDraft, LineDraft, PaymentDraft, Where
from huitou.orders.imports import Job, run
from huitou.orders.models import Cancellation, Line, Payment
from huitou.orders.verbs import claim_quantity
from tests.orders.conftest import AT
from tests.orders.drafting import CNY, PLACED, draft
from tests.orders.test_import_run import Given


def sold(number, *, quantity=6, days=0, customer="c1", sku="CUP", price=100):
    placed_at = PLACED + timedelta(days=days)
    return draft(
        number,
        placed_at=placed_at,
        customer=replace(draft().customer, external_id=customer),
        lines=(LineDraft("1", "Cup", quantity, price, sku=sku),),
        payments=(PaymentDraft("1", "invoice", quantity * price, placed_at),),
        parcels=(),
    )


def cancelled(document, *, quantity=6, days=10, customer="c1", sku="CUP", price=100, position=1):
    return CancellationDraft(
        where=Where("test", 1), source="test", external_id=document, position=position, customer_external_id=customer,
        sku=sku, quantity=quantity, unit_price_minor=price, currency="CNY", cancelled_at=PLACED + timedelta(days=days),
    )  # fmt: skip


@pytest.fixture
def bring(shop):
    def bring(*records, **job):
        report = run(Job(Given(records), [], CNY, **job), actor=system_actor(shop.pk), at=AT)
        counts = (report.cancellations_matched, report.cancellations_matched_in_part, report.cancellations_waiting)
        return report, counts

    return bring


def returned(shop):
    with in_shop(shop):
        return dict(Line.objects.order_by("order__number").values_list("order__number", "returned"))


def test_the_latest_purchase_before_of_exactly_this_quantity_is_meant(shop, bring):
    _, counts = bring(
        sold("1", days=0), sold("2", days=3), sold("3", days=20), sold("4", days=5, quantity=60),
        sold("5", days=6, customer="c2"), sold("6", days=6, sku="POT"), cancelled("C1"),
    )  # fmt: skip
    assert counts == (1, 0, 0)
    assert returned(shop) == {"1": 0, "2": 6, "3": 0, "4": 0, "5": 0, "6": 0}
    with in_shop(shop):
        payment = Payment.objects.get(order__number="2")
        assert (payment.refunded_minor, balance(f"payment:{payment.pk}", "CNY").minor) == (600, 0)
        events = list(Event.objects.filter(subject_id=payment.order_id).order_by("seq"))
        verify_chain(events)
        assert events[-1].kind == "orders.cancellation.matched"
        assert (events[-1].facts["quantity"], events[-1].facts["amount_minor"]) == (6, 600)


def test_two_cancellations_never_take_the_same_pieces(shop, bring):
    _, counts = bring(sold("1"), sold("2", days=1), *(cancelled(f"C{number}") for number in range(3)))
    assert counts == (2, 0, 1)
    assert returned(shop) == {"1": 6, "2": 6}


def test_part_of_a_larger_line_is_taken_where_no_line_fits_exactly(shop, bring):
    _, counts = bring(sold("1", quantity=10), cancelled("C1", quantity=4), cancelled("C1", quantity=5, position=2))
    assert counts == (0, 2, 0)
    assert returned(shop) == {"1": 9}
    with in_shop(shop):
        assert Payment.objects.get().refunded_minor == 900


def test_pieces_in_an_open_case_are_not_taken(shop, bring):
    bring(sold("1"))
    with in_shop(shop):
        claim_quantity(Line.objects.get().pk, 1)
    _, counts = bring(cancelled("C1"))
    assert counts == (0, 0, 1)
    assert returned(shop) == {"1": 0}


def test_no_more_is_paid_back_than_was_paid(shop, bring):
    _, counts = bring(sold("1"), cancelled("C1", price=9999))
    assert counts == (1, 0, 0)
    with in_shop(shop):
        payment = Payment.objects.get()
        assert (payment.refunded_minor, balance(f"payment:{payment.pk}", "CNY").minor) == (600, 0)


def test_what_waits_is_matched_when_its_order_comes_and_a_second_run_changes_nothing(shop, bring):
    report, counts = bring(cancelled("C1"), cancelled("C2", customer="nobody"))
    assert counts == (0, 0, 2)
    assert [one.where for one in report.remarks["cancellation_unmatched"].examples] == ["C1", "C2"]
    report, counts = bring(sold("1"), cancelled("C1"), cancelled("C2", customer="nobody"))
    assert (counts, report.cancellations_new) == ((1, 0, 1), 0)
    report, counts = bring(sold("1"), cancelled("C1"), cancelled("C2", customer="nobody"))
    assert (counts, report.unchanged, report.cancellations_new) == ((0, 0, 1), 1, 0)
    assert returned(shop) == {"1": 6}
    with in_shop(shop):
        assert Cancellation.objects.count() == 2


def test_many_cancellations_are_matched_round_by_round(shop, bring):
    orders = [sold(f"{number:04d}", customer=f"c{number}") for number in range(300)]
    _, counts = bring(*orders, *(cancelled(f"C{number}", customer=f"c{number}") for number in range(0, 300, 2)),
                      *(cancelled(f"X{number}", customer="nobody") for number in range(600)))  # fmt: skip
    assert counts == (150, 0, 600)


def test_dates_that_were_moved_are_compared_as_moved(shop, bring):
    _, counts = bring(sold("1"), cancelled("C1", days=10), shift_to_today=True)
    assert counts == (1, 0, 0)
