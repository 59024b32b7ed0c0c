"""Many at once on one payment: never above what was captured; and the same without the guard, which must show it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections

from huitou.core import ledger
from huitou.core.actors import system_actor
from huitou.core.money import Money
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from huitou.refunds import booking, locks, outflow
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.gateway_calls import gateway_actor
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.sandbox.models import Payout
from huitou.refunds.jobs import perform
from huitou.refunds.line_limits import RefundAboveLine
from huitou.refunds.models import Chargeback, Refund, RefundElsewhere, RefundLine
from huitou.refunds.verbs import hear_chargeback, record_elsewhere, request_refund
from tests.refunds.conftest import counters, fresh, sheet_for

pytestmark = pytest.mark.race
THREADS = 32


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Run the acts in threads that start together, each on a connection of its own; results and errors in order."""
    start = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(index: int, act: Callable[[], Any]) -> None:
        try:
            start.wait(timeout=30)
            results[index] = act()
        except Exception as error:  # noqa: BLE001
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


def requests_at_once(shop: Any, order: Any, clock: Any, amount: int) -> list[Any]:
    at = clock.now()
    sheets = [sheet_for(order, amount=amount, at=at) for _ in range(THREADS)]
    actor = system_actor(shop.pk)

    def act(sheet: Any) -> Callable[[], Any]:
        return lambda: request_refund(actor=actor, at=at, order_id=order.order.pk, cause_id=uuid4(), sheet=sheet)

    return at_once([act(sheet) for sheet in sheets])


def total_refunded(shop: Any) -> int:
    with in_shop(shop):
        return sum(Refund.objects.values_list("amount_minor", flat=True))


def test_thirty_two_requests_on_one_payment_never_exceed_what_was_captured(shop, make_order, clock) -> None:
    order = make_order(("sandbox", 1000))
    results = requests_at_once(shop, order, clock, 100)
    errors = [result for result in results if isinstance(result, Exception)]
    assert {type(error) for error in errors} == {RefundAboveCaptured}
    assert len(errors) == THREADS - 10
    assert total_refunded(shop) == 1000
    assert counters(order.payments[0]) == (1000, 0)


def test_the_control_without_lock_and_guard_the_same_race_goes_above(
    shop, make_order, clock, monkeypatch, broken_books
) -> None:
    """Read, compare, write back: what the guarded update replaces. The race must break it, or the test above
    proves nothing."""
    everybody_has_read = threading.Barrier(THREADS)

    def unlocked(order_id: Any) -> list[Payment]:
        return list(Payment.objects.filter(order_id=order_id).order_by("pk"))

    def unguarded(payment: Payment, money: Any) -> None:
        if booking.room_of(payment) < money.minor:
            raise booking.above_captured(0, money.currency)
        everybody_has_read.wait(timeout=30)
        Payment.objects.filter(pk=payment.pk).update(reserved_minor=payment.reserved_minor + money.minor)

    monkeypatch.setattr(locks, "lock_payments", unlocked)
    monkeypatch.setattr(booking, "reserve", unguarded)
    order = make_order(("sandbox", 1000))
    results = requests_at_once(shop, order, clock, 100)
    assert [result for result in results if isinstance(result, Exception)] == []
    assert total_refunded(shop) == 3200
    assert counters(order.payments[0]) == (100, 0)


def test_without_our_lock_the_guarded_update_alone_still_holds(shop, make_order, clock, monkeypatch) -> None:
    """The second line of defence: everybody has read the same room, and yet only ten get it."""

    def unlocked(order_id: Any) -> list[Payment]:
        return list(Payment.objects.filter(order_id=order_id).order_by("pk"))

    monkeypatch.setattr(locks, "lock_payments", unlocked)
    order = make_order(("sandbox", 1000))
    requests_at_once(shop, order, clock, 100)
    assert total_refunded(shop) == 1000
    assert counters(order.payments[0]) == (1000, 0)


def test_the_same_request_at_once_is_one_refund(shop, paid_order, clock) -> None:
    at, cause = clock.now(), uuid4()
    sheet = sheet_for(paid_order, cups=1, at=at)
    actor = system_actor(shop.pk)
    act = lambda: request_refund(  # noqa: E731
        actor=actor, at=at, order_id=paid_order.order.pk, cause_id=cause, sheet=sheet
    )
    results = at_once([act] * 8)
    assert {refund.pk for refunds in results for refund in refunds} == {results[0][0].pk}
    assert counters(paid_order.payments[0]) == (967, 0)


def test_the_job_delivered_to_eight_workers_at_once_calls_once(shop, paid_order, ask_refund) -> None:
    (refund,) = ask_refund(paid_order, cups=1)
    results = at_once([lambda: perform.func(shop=str(shop.pk), refund=str(refund.pk))] * 8)
    assert results == [None] * 8
    assert fresh(refund).state == "succeeded"
    assert [(payout.amount_minor, payout.calls) for payout in Payout.objects.all()] == [(967, 1)]
    assert counters(paid_order.payments[0]) == (0, 967)


def pieces_at_once(shop: Any, order: Any, clock: Any) -> list[Any]:
    at = clock.now()
    sheets = [sheet_for(order, cups=1, at=at) for _ in range(THREADS)]
    actor = system_actor(shop.pk)

    def act(sheet: Any) -> Callable[[], Any]:
        return lambda: request_refund(actor=actor, at=at, order_id=order.order.pk, cause_id=uuid4(), sheet=sheet)

    return at_once([act(sheet) for sheet in sheets])


def units_refunded(shop: Any) -> int:
    with in_shop(shop):
        return sum(RefundLine.objects.values_list("quantity", flat=True))


def test_thirty_two_requests_on_one_line_never_exceed_what_was_bought(shop, make_order, clock) -> None:
    """There is money for all of them: only the line is short."""
    order = make_order(("sandbox", 100_000))
    results = pieces_at_once(shop, order, clock)
    errors = [result for result in results if isinstance(result, Exception)]
    assert {type(error) for error in errors} == {RefundAboveLine}
    assert (len(errors), units_refunded(shop)) == (THREADS - 3, 3)


def test_the_control_without_the_lock_the_same_race_refunds_more_pieces_than_were_bought(
    shop, make_order, clock, monkeypatch
) -> None:
    everybody_has_looked = threading.Barrier(THREADS)
    reserve = booking.reserve

    def unlocked(order_id: Any) -> list[Payment]:
        return list(Payment.objects.filter(order_id=order_id).order_by("pk"))

    def late(payment: Payment, money: Any) -> None:
        everybody_has_looked.wait(timeout=30)
        reserve(payment, money)

    monkeypatch.setattr(locks, "lock_payments", unlocked)
    monkeypatch.setattr(booking, "reserve", late)
    pieces_at_once(shop, make_order(("sandbox", 100_000)), clock)
    assert units_refunded(shop) == THREADS


def test_two_that_give_back_at_once_do_not_wait_for_each_other(shop, make_order, clock, monkeypatch) -> None:
    """Each has a part on the payment and a part beyond it, so each counts the other one's rest when it gives back."""
    payment, at = make_order(("sandbox", 8400)).payments[0], clock.now()
    told = {"actor": gateway_actor(shop.pk, "sandbox"), "at": at, "gateway": "sandbox"}

    def elsewhere(reference: str, minor: int, outcome: Outcome = Outcome.PAID) -> None:
        names = (payment.external_id,)
        record_elsewhere(answer=GatewayAnswer("", outcome, reference, Money(minor, "EUR"), at, payments=names), **told)

    def bank(stage: Stage) -> None:
        news = ChargebackNews("dp_1", (payment.external_id,), Money(8400, "EUR"), stage, at)
        hear_chargeback(news=news, **told)

    elsewhere("re_0", 500)
    bank(Stage.OPEN)
    elsewhere("re_1", 1000)
    elsewhere("re_0", 500, Outcome.REFUSED)
    with in_shop(shop):
        assert Chargeback.objects.values_list("taken_minor", "beyond_minor").get() == (7900, 500)
        assert RefundElsewhere.objects.get(reference="re_1").beyond_minor == 500
    both_hold_their_own, give_back = threading.Barrier(2), outflow.give_back

    def wait_for_the_other(*given: Any, **named: Any) -> None:
        with suppress(threading.BrokenBarrierError):  # rightly: the other one waits until this one has ended
            both_hold_their_own.wait(timeout=0.3)
        give_back(*given, **named)

    monkeypatch.setattr(outflow, "give_back", wait_for_the_other)
    assert at_once([lambda: bank(Stage.WON), lambda: elsewhere("re_1", 1000, Outcome.REFUSED)]) == [None, None]
    assert counters(payment) == (0, 0)
    with in_shop(shop):
        assert ledger.balance("loss:overpaid", "EUR") == Money.zero("EUR")
