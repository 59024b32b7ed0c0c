"""After the hand-over: intercept, refuse at the door, send again, or nothing can be done. And who was first."""

from threading import Barrier, Thread

import pytest

from huitou.changes.verbs import (
    agree,
    come_back,
    fail_to_stop,
    keep_parcel,
    redirect,
    refund_instead,
    refuse_at_door,
    resend,
    stop_parcel,
)
from huitou.changes.verbs.ask import LeftMeanwhile
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import HuitouError
from huitou.core.tenancy import in_shop
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan
from tests.changes.asking import NEW, cancel, move, rules, ship, stands, street, subjects


@pytest.fixture
def order(world):
    rules(world)
    return world.order(shipped=True, delivered_days_ago=None)


def scan(world, order, state):
    with in_shop(world.shop):
        parcel = Parcel.objects.filter(order=order, direction="outbound").latest("created_at")
    record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)


def test_the_carrier_redirects(world, order):
    change = move(world, order)
    assert (change.state, [one["way"] for one in change.interception]) == ("intercepting", ["task"])
    redirect(order_change=change, actor=world.agent, at=world.now)
    assert stands(world, change).state == "changed"
    assert street(world, order) == NEW["street"]


def test_stopped_and_sent_again(world, order):
    change = move(world, order)
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    scan(world, order, "returned")
    assert stands(world, change).state == "to_resend"
    resend(order_change=change, tracking_number="SF99001", carrier="sf", actor=world.agent, at=world.now)
    found = stands(world, change)
    assert (found.state, found.tracking_number) == ("changed", "SF99001")
    assert street(world, order) == NEW["street"]


def test_not_sent_again_is_paid_back(world, order):
    change = move(world, order)
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    come_back(order_change=change, actor=world.agent, at=world.now)
    world.clock.forward(hours=48)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.state) == ("cancelled", "resolved")
    # With the delivery that the buyer paid for: it is the shop that did not send the goods again.
    assert found.case.sheet.total_minor == order.total_minor


def test_who_does_not_wait_for_it_to_be_sent_again_pays_for_the_delivery(world, order):
    change = move(world, order)
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    come_back(order_change=change, actor=world.agent, at=world.now)
    refund_instead(order_change=change, actor=world.buyer(order), at=world.now)
    found = stands(world, change)
    assert found.case.sheet.total_minor == order.total_minor - order.shipping_minor


def test_refused_at_the_door_is_refunded_when_it_is_back(world, order):
    change = cancel(world, order, way="refuse_at_door")
    assert (change.state, change.case_id) == ("coming_back", None)
    scan(world, order, "returned")
    found = stands(world, change)
    assert (found.state, found.case.state) == ("cancelled", "resolved")
    assert found.case.sheet.total_minor == change.value_minor == order.total_minor - order.shipping_minor


def test_who_refuses_and_signs_after_all_keeps_it(world, order):
    change = cancel(world, order, way="refuse_at_door")
    scan(world, order, "delivered")
    found = stands(world, change)
    assert (found.state, found.case_id) == ("kept", None)


def test_what_cannot_be_stopped_is_asked_of_the_buyer(world, order):
    change = cancel(world, order)
    fail_to_stop(order_change=change, actor=world.agent, at=world.now)
    assert stands(world, change).state == "not_stopped"
    assert f"包裹没有拦下：订单 {order.number}" in subjects(world)
    refuse_at_door(order_change=change, actor=world.buyer(order), at=world.now)
    assert stands(world, change).state == "coming_back"


def test_or_it_is_kept(world, order):
    change = cancel(world, order)
    fail_to_stop(order_change=change, actor=world.agent, at=world.now)
    keep_parcel(order_change=change, actor=world.buyer(order), at=world.now)
    assert stands(world, change).state == "kept"


def test_a_parcel_that_is_lost_on_its_way_back_is_refunded(world, order):
    change = cancel(world, order, way="refuse_at_door")
    for days in (15, 5):
        world.clock.forward(hours=24 * days)
        sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.state) == ("lost", "resolved")


def test_the_parcel_overtakes_the_answer(world):
    rules(world, at_once=False)
    order = world.order(shipped=False, delivered_days_ago=None)
    change = move(world, order)
    ship(world, order)
    assert stands(world, change).state == "intercepting"
    assert f"包裹已经发出：订单 {order.number}" in subjects(world)
    assert f"Have the parcel stopped: order {order.number}" in subjects(world)


def test_a_yes_after_the_parcel_left_counts_on_the_road(world):
    rules(world, at_once=False)
    order = world.order(shipped=False, delivered_days_ago=None)
    change = move(world, order)
    ship(world, order)
    agree(order_change=change, actor=world.agent, at=world.now)
    assert stands(world, change).state == "intercepting"
    assert street(world, order) != NEW["street"]


def test_a_page_that_is_too_old_is_told_so(world):
    order = world.order(shipped=False, delivered_days_ago=None)
    ship(world, order)
    with pytest.raises(LeftMeanwhile):
        cancel(world, order, seen_left=False)


def test_a_label_that_was_printed_does_not_leave_any_more(world):
    from huitou.parcels.kept_back import PiecesCancelled
    from huitou.parcels.verbs import announce_parcel

    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=order.pk, direction="outbound", actor=world.agent, at=world.now)
    assert stands(world, cancel(world, order)).state == "cancelled"
    with pytest.raises(PiecesCancelled):
        record_scan(parcel=parcel.pk, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)


def at_once(*deeds):
    """Run the deeds in threads that start together; what each gave or raised."""
    barrier, results = Barrier(len(deeds)), [None] * len(deeds)

    def run(place, deed):
        from django.db import connection

        barrier.wait()
        try:
            results[place] = deed()
        except HuitouError as error:
            results[place] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(place, deed)) for place, deed in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.race
def test_shipping_and_cancelling_at_once_one_wins(world):
    """Never both: refunded before the hand-over and sent."""
    world.hire("agent")  # before the threads start
    for _ in range(6):
        order = world.order(shipped=False, delivered_days_ago=None)
        shipped, cancelled = at_once(lambda: ship(world, order), lambda: cancel(world, order))  # noqa: B023
        if isinstance(shipped, HuitouError):
            assert shipped.code == "pieces_cancelled"
            assert stands(world, cancelled).state == "cancelled"
        else:
            # The parcel was announced first; the cancellation came before or after the hand-over to the carrier.
            found = stands(world, cancelled)
            assert found.state == "intercepting"
            assert found.case_id is None


def test_who_hands_over_locks_the_order_before_the_parcel(world):
    """As a cancellation does; the other way round the two would wait for each other."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from huitou.parcels.verbs import announce_parcel

    order = world.order(shipped=False, delivered_days_ago=None)
    parcel = announce_parcel(order_id=order.pk, direction="outbound", actor=world.agent, at=world.now)
    with CaptureQueriesContext(connection) as asked:
        record_scan(parcel=parcel.pk, state="collected", occurred_at=world.now, actor=world.agent, at=world.now)
    locked = [one["sql"] for one in asked if "FOR NO KEY UPDATE" in one["sql"]]
    tables = [sql.split('FROM "')[1].split('"')[0] for sql in locked]
    assert tables.index("orders_order") < tables.index("parcels_parcel")


@pytest.mark.race
def test_two_changes_at_once_are_one(world):
    rules(world, at_once=False)
    order = world.order(shipped=False, delivered_days_ago=None)
    results = at_once(*[lambda: move(world, order)] * 4)
    refused = [one for one in results if isinstance(one, HuitouError)]
    assert (len(refused), {one.code for one in refused}) == (3, {"change_under_way"})


def test_without_the_guard_both_happen(world, monkeypatch):
    """The negative control of the race: nothing else keeps cancelled pieces in the house."""
    from huitou.parcels import kept_back

    monkeypatch.setattr(kept_back, "_told", [])
    order = world.order(shipped=False, delivered_days_ago=None)
    assert stands(world, cancel(world, order)).case.state == "resolved"
    assert ship(world, order).state == "collected"


def test_what_was_delivered_before_is_not_paid_back_with_what_comes_back(world):
    """Two parcels: the pot is in the buyer's hands; only the cups, which come back, are paid back."""
    rules(world)
    order = world.order(shipped=False)
    pot, cups = world.line(order, "pot"), world.line(order, "cup")
    for name, lines, states in (("A", {pot.pk: 1}, ("collected", "delivered")), ("B", {cups.pk: 3}, ("collected",))):
        parcel = announce_parcel(
            order_id=order.pk, direction="outbound", external_id=name, lines=lines, actor=world.agent, at=world.now
        )
        for state in states:
            record_scan(parcel=parcel.pk, state=state, occurred_at=world.now, actor=world.agent, at=world.now)
    change = move(world, order)
    assert change.state == "intercepting"
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    come_back(order_change=change, actor=world.agent, at=world.now)
    refund_instead(order_change=change, actor=world.buyer(order), at=world.now)
    found = stands(world, change)
    assert found.state == "cancelled"
    with in_shop(world.shop):
        assert [(one.order_line_id, one.quantity) for one in found.case.lines.all()] == [(cups.pk, 3)]
