"""A running deadline gets more time or stands still: by whom, how far, and what is kept of it."""

from collections import defaultdict
from datetime import timedelta

import pytest
from django.utils.translation import override

from huitou.accounts.access import platform_actor
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs import add_platform_role, create_staff
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.models import Dispute
from huitou.cases.verbs import call_in_platform, offer, refuse
from huitou.core.actions import available, perform
from huitou.core.clock_changes import BeyondBound, ClockStands, HoursNotOffered, history
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.events import verify_chain
from huitou.core.flow import NotTheirTurn, TooLate
from huitou.core.jobs import run_pending
from huitou.core.models import DeadlineChange, Event
from huitou.core.tenancy import in_shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.verbs import arrive, hand_over
from tests.worlds import PASSWORD


@pytest.fixture
def asked(world):
    """A case that waits for the shop, with its order."""
    order = world.order()
    return order, world.apply(order, cups=1, reason="damaged", photo=True)


def give(world, case, actor, hours=24):
    return perform("case", "give_time", case, {"hours": hours}, actor=actor, at=world.now)


def names(world, machine, subject, actor) -> set[str]:
    row = world.refreshed(subject)
    with in_shop(world.shop):
        values = defaultdict(str, shop="")
        return {action.name for action in available(machine, row, actor, values)}


def test_the_buyer_gives_the_shop_more_time_and_it_is_kept(world, asked):
    order, case = asked
    before = case.deadline_at
    assert "give_time" in names(world, CASE, case, world.buyer(order))
    assert "give_time" not in names(world, CASE, case, world.agent)
    moved = give(world, case, world.buyer(order), 48)
    assert moved.deadline_at == before + timedelta(hours=48)
    assert moved.state == "requested"
    with in_shop(world.shop):
        [change] = history([case.pk])
        events = list(Event.objects.filter(subject_id=case.pk).order_by("seq"))
    assert (change.what, change.from_at, change.to_at) == ("extended", before, before + timedelta(hours=48))
    assert (change.actor_role, change.actor_id) == ("buyer", f"buyer:{order.customer_id}")
    verify_chain(events)
    assert events[-1].kind == "cases.case.deadline_extended"
    assert events[-1].facts["reason"] == "given"


def test_silence_comes_at_the_new_end_and_not_before(world, clock, asked):
    order, case = asked
    give(world, case, world.buyer(order))
    clock.forward(hours=49)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "requested"
    clock.forward(hours=24)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "awaiting_goods"


def test_one_wait_gets_a_week_more_at_most(world, asked):
    order, case = asked
    buyer, start = world.buyer(order), case.deadline_at
    for _ in range(3):
        give(world, case, buyer, 48)
    give(world, case, buyer, 24)
    with pytest.raises(BeyondBound):
        give(world, case, buyer, 24)
    assert world.refreshed(case).deadline_at == start + timedelta(days=7)
    with in_shop(world.shop):
        assert DeadlineChange.objects.count() == 4


def test_another_wait_has_a_week_of_its_own(world, clock, asked):
    order, case = asked
    buyer = world.buyer(order)
    for hours in (48, 48, 48, 24):
        give(world, case, buyer, hours)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    before = world.refreshed(case).deadline_at
    assert "give_time" in names(world, CASE, case, world.agent)
    assert give(world, case, world.agent).deadline_at == before + timedelta(days=1)


def test_nobody_gives_time_to_themselves_or_after_the_end(world, clock, asked):
    order, case = asked
    with pytest.raises(NotTheirTurn):
        give(world, case, world.agent)
    with pytest.raises(HoursNotOffered):
        give(world, case, world.buyer(order), 500)
    clock.forward(hours=49)
    with pytest.raises(TooLate):
        give(world, case, world.buyer(order))
    with in_shop(world.shop):
        assert not DeadlineChange.objects.exists()


def test_who_only_reads_gives_nothing(world, asked):
    _order, case = asked
    refuse(case=case, reason="other", note="照片不清楚。", actor=world.agent, at=world.now)
    assert "give_time" in names(world, CASE, case, world.agent)
    reader = world.hire("readonly")
    assert "give_time" not in names(world, CASE, case, reader)
    with pytest.raises(Forbidden):
        give(world, case, reader)


def test_an_inspection_is_never_let_beyond_the_law(world):
    # China: the money within seven days of the goods' arrival. Three days to inspect, so three more at most.
    order = world.order()
    case = world.apply(order, cups=1)
    run_pending()
    case = world.refreshed(case)
    buyer, goods = world.buyer(order), case.goods_return
    hand_over(goods_return=goods, carrier="sf", tracking_number="SF1", actor=buyer, at=world.now)
    arrived = arrive(goods_return=goods, actor=world.agent, at=world.now)
    assert arrived.deadline_at <= arrived.arrived_at + timedelta(days=3)

    def more(hours):
        return perform("goods_return", "give_time", goods, {"hours": hours}, actor=buyer, at=world.now)

    latest = arrived.arrived_at + timedelta(days=6)
    given = arrived.deadline_at
    while given + timedelta(hours=24) <= latest:
        given = more(24).deadline_at
    with pytest.raises(BeyondBound):
        more(24)
    assert given == latest
    assert "give_time" not in names(world, GOODS_RETURN, goods, buyer)


def test_the_change_is_told_to_both_sides(world, asked):
    from huitou.cases.clock_telling import clock_story
    from huitou.cases.telling import tell
    from huitou.core.actors import Role

    order, case = asked
    give(world, case, world.buyer(order))
    case = world.refreshed(case)
    with in_shop(world.shop), override("en"):
        events = list(Event.objects.filter(subject_id=case.pk).order_by("seq"))
        own = tell(events[-1], Role.BUYER, shop=world.shop)
        theirs = tell(events[-1], Role.MERCHANT, shop=world.shop)
        [beside] = clock_story(events, case.deadline_at, Role.MERCHANT, world.shop)
        assert clock_story(events, case.deadline_at + timedelta(minutes=1), Role.MERCHANT, world.shop) == []
    assert own.startswith("You gave more time: until ")
    assert theirs == beside
    assert theirs.startswith("The buyer gave more time: until ")


def test_the_database_keeps_a_change_as_it_is(world, asked):
    from django.db import DatabaseError

    order, case = asked
    give(world, case, world.buyer(order))
    with pytest.raises(DatabaseError), in_shop(world.shop):
        DeadlineChange.objects.update(reason="other")


@pytest.fixture
def disputed(world, asked):
    """A dispute that waits for both sides' evidence, on a platform with an arbitrator: (arbitrator, dispute)."""
    order, case = asked
    world.shop.sole = False
    world.shop.save(update_fields=["sole"])
    refuse(case=case, reason="other", note="照片不清楚。", actor=world.agent, at=world.now)
    call_in_platform(case=case, note="请看杯底。", actor=world.buyer(order), at=world.now)
    person = create_staff(
        email="judge@example.com", name="Judge", password=PASSWORD, locale="en", at=world.now, verified=True
    )
    add_platform_role(staff=person, role=PlatformRoleName.ARBITRATOR, at=world.now)
    with in_shop(world.shop):
        dispute = Dispute.objects.get()
    return platform_actor(person, world.shop), dispute


def stop(world, dispute, actor, hours=48, at=None):
    inputs = {"reason": "carrier_delay", "hours": hours}
    return perform("dispute", "stop_clock", dispute, inputs, actor=actor, at=at or world.now)


def test_the_platform_stops_a_clock_and_lets_it_run_again(world, clock, disputed):
    judge, dispute = disputed
    before, began = dispute.deadline_at, world.now
    stopped = stop(world, dispute, judge, at=began)
    assert stopped.deadline_at == before + timedelta(hours=48)
    assert names(world, DISPUTE, dispute, judge) >= {"start_clock"}
    with pytest.raises(ClockStands):
        stop(world, dispute, judge)
    ended = clock.forward(hours=10)
    running = perform("dispute", "start_clock", dispute, {}, actor=judge, at=ended)
    # Ten hours of standing still stay; the rest of the stop is taken back.
    assert running.deadline_at == before + (ended - began)
    with in_shop(world.shop):
        assert [row.what for row in history([dispute.pk])] == ["paused", "resumed"]
    assert "stop_clock" in names(world, DISPUTE, dispute, judge)


def test_no_clock_stands_for_more_than_two_weeks_of_one_wait(world, clock, disputed):
    judge, dispute = disputed
    with pytest.raises(BeyondBound):
        stop(world, dispute, judge, 15 * 24)
    stop(world, dispute, judge, 14 * 24)
    clock.forward(days=14, minutes=1)
    with pytest.raises(BeyondBound):
        stop(world, dispute, judge, 1)


def test_an_owner_as_last_instance_stops_no_clock_of_their_own(world, disputed):
    _judge, dispute = disputed
    world.shop.sole = True
    world.shop.save(update_fields=["sole"])
    with pytest.raises(NotTheirTurn):
        stop(world, dispute, world.judge)
