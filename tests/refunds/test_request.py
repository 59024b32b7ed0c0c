"""Asking for a refund: what is set aside, booked and refused."""

from uuid import uuid4

import pytest

from huitou.core import ledger
from huitou.core.actors import system_actor
from huitou.core.errors import NotFound
from huitou.core.models import Event, LedgerEntry
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.keys import refund_key
from huitou.refunds.line_limits import RefundAboveLine, SheetOfAnotherOrder
from huitou.refunds.models import Refund, RefundLine, RefundRules
from huitou.refunds.sheet import Fees
from huitou.refunds.sheet_facts import NothingToRefund
from huitou.refunds.verbs import request_refund
from tests.refunds.conftest import counters, fresh, kinds, sheet_for


def test_the_amount_is_set_aside_booked_and_told(shop, paid_order, ask_refund, clock) -> None:
    cause = uuid4()
    (refund,) = ask_refund(paid_order, cups=2, cause_id=cause)
    payment = paid_order.payments[0]
    assert (refund.state, refund.amount_minor, refund.currency, refund.sequence) == ("reserved", 1933, "EUR", 1)
    assert refund.key == refund_key(shop_id=shop.pk, cause_id=cause, sequence=1, payment_id=payment.pk)
    assert counters(payment) == (1933, 0)
    assert kinds(refund) == ["requested"]
    with in_shop(shop):
        assert ledger.balance(f"refund:{refund.pk}", "EUR") == Money(1933, "EUR")
        lines = [(row.line_id, row.quantity, row.amount_minor) for row in RefundLine.objects.all()]
        facts = Event.objects.get(subject_id=refund.pk).facts
    assert lines == [(paid_order.cup.pk, 2, 1933)]
    assert facts["cause"] == str(cause)
    assert refund.deadline_at is not None
    assert refund.deadline_at > clock.now()


def test_the_same_cause_and_sheet_again_is_the_same_refund(shop, paid_order, ask_refund, clock) -> None:
    cause, sheet = uuid4(), sheet_for(paid_order, cups=1, at=clock.now())
    first = ask_refund(paid_order, cause_id=cause, sheet=sheet)
    again = ask_refund(paid_order, cause_id=cause, sheet=sheet)
    assert [refund.pk for refund in again] == [refund.pk for refund in first]
    assert counters(paid_order.payments[0]) == (967, 0)


def test_a_second_sheet_of_a_cause_is_the_next_in_sequence(paid_order, ask_refund) -> None:
    cause = uuid4()
    ask_refund(paid_order, cups=1, cause_id=cause)
    (second,) = ask_refund(paid_order, cups=1, cause_id=cause)
    assert second.sequence == 2
    assert counters(paid_order.payments[0]) == (967 + 966, 0)


def test_several_payments_give_back_in_the_order_in_which_they_were_made(make_order, ask_refund, shop) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, order_of_payments="as_paid")
    order = make_order(("sandbox", 1000), ("offline", 7400))
    refunds = ask_refund(order, cups=1, pots=1)
    assert [(refund.gateway, refund.amount_minor) for refund in refunds] == [("sandbox", 1000), ("offline", 4967)]
    with in_shop(shop):
        lines = {
            (str(row.refund.gateway), row.line_id): (row.quantity, row.amount_minor)
            for row in RefundLine.objects.select_related("refund")
        }
    assert lines == {
        ("sandbox", order.cup.pk): (1, 967),
        ("sandbox", order.pot.pk): (1, 33),
        ("offline", order.pot.pk): (0, 4967),
    }
    assert [counters(payment) for payment in order.payments] == [(1000, 0), (4967, 0)]


def test_partial_refunds_of_the_whole_order_come_to_exactly_what_was_paid(paid_order, ask_refund, run_jobs) -> None:
    whole = Fees(outbound_shipping_refunded=True)
    for _ in range(3):
        ask_refund(paid_order, cups=1, fees=whole)
    ask_refund(paid_order, pots=1, fees=whole)
    run_jobs()
    assert counters(paid_order.payments[0]) == (0, 8400)


def refused(shop, paid_order, error, **inputs) -> None:
    """The verb raises the error and nothing has changed."""
    before = [counters(payment) for payment in paid_order.payments]
    with in_shop(shop):
        rows = Refund.objects.count(), LedgerEntry.objects.count(), Event.objects.count()
    with pytest.raises(error):
        request_refund(actor=system_actor(shop.pk), cause_id=uuid4(), **inputs)
    assert [counters(payment) for payment in paid_order.payments] == before
    with in_shop(shop):
        assert (Refund.objects.count(), LedgerEntry.objects.count(), Event.objects.count()) == rows


def test_never_above_what_was_captured(shop, paid_order, ask_refund, clock) -> None:
    stale = sheet_for(paid_order, amount=5000, at=clock.now())
    ask_refund(paid_order, amount=4000)
    refused(shop, paid_order, RefundAboveCaptured, at=clock.now(), order_id=paid_order.order.pk, sheet=stale)


def test_never_more_units_of_a_line_than_were_bought(shop, paid_order, ask_refund, clock) -> None:
    stale = sheet_for(paid_order, cups=2, at=clock.now())
    ask_refund(paid_order, cups=2)
    refused(shop, paid_order, RefundAboveLine, at=clock.now(), order_id=paid_order.order.pk, sheet=stale)


def test_a_sheet_of_another_order_is_refused(shop, paid_order, make_order, clock) -> None:
    theirs = sheet_for(make_order(), cups=1, at=clock.now())
    refused(shop, paid_order, SheetOfAnotherOrder, at=clock.now(), order_id=paid_order.order.pk, sheet=theirs)


def test_a_sheet_counts_for_its_own_order_in_its_own_currency_alone(shop, paid_order, make_order, clock) -> None:
    """Whatever its lines say: they could be this order's."""
    at = clock.now()
    for wrong in ({"order_id": make_order().order.pk}, {"currency": "USD"}):
        sheet = sheet_for(paid_order, cups=1, at=at)
        for name, value in wrong.items():
            setattr(sheet, name, value)
        refused(shop, paid_order, SheetOfAnotherOrder, at=at, order_id=paid_order.order.pk, sheet=sheet)
    sheet = sheet_for(paid_order, cups=1, at=at)
    refused(shop, paid_order, NotFound, at=at, order_id=uuid4(), sheet=sheet)


def test_a_sheet_of_nothing_is_refused(shop, paid_order, clock) -> None:
    nothing = sheet_for(paid_order, cups=1, fees=Fees(return_shipping_minor=5000), at=clock.now())
    assert nothing.total_minor == 0
    refused(shop, paid_order, NothingToRefund, at=clock.now(), order_id=paid_order.order.pk, sheet=nothing)


def test_what_was_given_up_is_asked_for_anew_and_the_rest_is_not(
    shop, make_order, ask_refund, run_jobs, manager, clock
) -> None:
    from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
    from huitou.refunds.verbs import fail

    with in_shop(shop):
        RefundRules.objects.create(shop=shop, order_of_payments="as_paid")
    order, cause = make_order(("sandbox", 1000), ("sandbox", 7400)), uuid4()
    sheet = sheet_for(order, cups=1, pots=1, at=clock.now())
    plan_fault(str(shop.pk), Kind.REFUSE)
    refunds = ask_refund(order, cause_id=cause, sheet=sheet)
    run_jobs()
    first, second = (fresh(refund) for refund in refunds)
    assert (first.state, second.state) == ("needs_person", "succeeded")
    fail(actor=manager, at=clock.now(), refund=first, reason="Card closed; pay it from the other one")
    paid, anew = ask_refund(order, cause_id=cause, sheet=sheet)
    assert paid.pk == second.pk
    assert (anew.amount_minor, anew.sequence, anew.key == first.key) == (1000, 2, False)
    with in_shop(shop):
        lines = RefundLine.objects.filter(refund=anew).order_by("line__position")
        assert [(row.line_id, row.quantity, row.amount_minor) for row in lines] == [
            (order.cup.pk, 1, 967),
            (order.pot.pk, 1, 33),
        ]
    run_jobs()
    assert [counters(payment) for payment in order.payments] == [(0, 1000), (0, 4967)]


def test_a_sheet_is_paid_in_full_only_when_its_whole_sum_is(
    shop, make_order, ask_refund, run_jobs, manager, clock
) -> None:
    from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
    from huitou.refunds.queries import paid_in_full
    from huitou.refunds.verbs import fail

    def paid() -> bool:
        with in_shop(shop):
            return paid_in_full(cause, sheet)

    with in_shop(shop):
        RefundRules.objects.create(shop=shop, order_of_payments="as_paid")
    order, cause = make_order(("sandbox", 1000), ("sandbox", 7400)), uuid4()
    sheet = sheet_for(order, cups=1, pots=1, at=clock.now())
    assert not paid()
    plan_fault(str(shop.pk), Kind.REFUSE)
    first, _second = ask_refund(order, cause_id=cause, sheet=sheet)
    run_jobs()
    assert not paid()
    fail(actor=manager, at=clock.now(), refund=first, reason="Card closed")
    assert not paid()
    ask_refund(order, cause_id=cause, sheet=sheet)
    run_jobs()
    assert paid()
