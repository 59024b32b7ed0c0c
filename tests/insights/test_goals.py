"""A shop's goals: their clocks run by events, a warning comes once and raises the case, pauses and hours count."""

from datetime import timedelta

import pytest

from huitou.cases.queries import queue
from huitou.cases.verbs import agree, withdraw
from huitou.core.actors import Role
from huitou.core.calendars import calendar_of
from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.insights.clocks import bring_up_clocks, goals_of_shop
from huitou.insights.measures import History, Move, Pause
from huitou.insights.models import Goal, GoalClock
from huitou.insights.queries import raised
from huitou.insights.rolling_up import rebuild
from huitou.insights.verbs import GoalMalformed, drop_goal, set_goal
from huitou.insights.warnings import warn_shop
from huitou.notifications.models import Mail
from tests.desk.conftest import client_of


@pytest.fixture
def manager(world):
    return world.hire("manager")


@pytest.fixture
def asked(world):
    return world.apply(world.order(), cups=1, reason="damaged", photo=True)


def clocks(world) -> list[GoalClock]:
    with in_shop(world.shop):
        return list(GoalClock.objects.order_by("started_at", "measure"))


def warnings(world) -> list[str]:
    with in_shop(world.shop):
        return list(Mail.objects.filter(key__startswith="insights.goal:").values_list("subject", flat=True))


def bring_up(world) -> int:
    rebuild(world.shop.pk, at=world.now)
    return warn_shop(world.shop.pk, at=world.now)


def test_a_clock_runs_from_the_request_and_stops_with_the_answer(world, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    bring_up(world)
    [clock] = clocks(world)
    assert (clock.started_at, clock.due_at) == (asked.opened_at, asked.opened_at + timedelta(minutes=60))
    assert clock.warn_at == asked.opened_at + timedelta(minutes=45)
    assert clock.stopped_at is None
    at = asked.opened_at + timedelta(minutes=50)
    agree(case=asked, actor=world.agent, at=at)
    bring_up(world)
    [clock] = clocks(world)
    assert (clock.stopped_at, clock.void) == (at, False)


def test_the_warning_comes_once_and_raises_the_case(world, clock, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    agent = world.agent
    urgent = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    clock.forward(minutes=40)
    late = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    assert bring_up(world) == 0
    with in_shop(world.shop):
        assert not raised(at=world.now)
    clock.forward(minutes=6)
    staff = len({"manager", "agent"} & set(world.staff))
    assert bring_up(world) == 2
    assert bring_up(world) == 0
    assert len(warnings(world)) == 2 * staff
    with in_shop(world.shop):
        assert set(raised(at=world.now)) == {asked.pk, urgent.pk}
        ordered = [item.case.pk for item in queue(agent, raised=[urgent.pk, asked.pk]).items]
    assert ordered[:2] == [urgent.pk, asked.pk]
    assert ordered[2] == late.pk
    agree(case=asked, actor=world.agent, at=world.now)
    bring_up(world)
    with in_shop(world.shop):
        assert set(raised(at=world.now)) == {urgent.pk}


def test_a_raised_case_beyond_the_page_still_comes_first(world):
    agent = world.agent
    first = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    last = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    with in_shop(world.shop):
        assert [item.case.pk for item in queue(agent, limit=1).items] == [first.pk]
        assert [item.case.pk for item in queue(agent, limit=1, raised=[last.pk]).items] == [last.pk]


def test_the_desk_says_which_goal_is_in_danger(world, clock, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    clock.forward(minutes=50)
    bring_up(world)
    world.agent  # noqa: B018  (hires the agent)
    page = client_of(world.staff["agent"]).get(f"/desk/{world.shop.slug}/").content.decode()
    assert "Goal “First answer”: " in page
    clock.forward(minutes=20)
    page = client_of(world.staff["agent"]).get(f"/desk/{world.shop.slug}/").content.decode()
    assert "Goal “First answer” missed" in page


def test_a_case_that_is_taken_back_owes_no_answer(world, clock, manager):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    bring_up(world)
    withdraw(case=case, actor=world.buyer(order), at=world.now)
    clock.forward(hours=2)
    assert bring_up(world) == 0
    assert [one.void for one in clocks(world)] == [True]


def test_a_kinds_own_goal_comes_before_the_goal_for_all(world, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    set_goal(measure="answer", minutes=30, kind="return_and_refund", actor=manager, at=world.now)
    bring_up(world)
    assert [one.minutes for one in clocks(world)] == [30]


def test_a_later_change_moves_no_running_clock(world, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    bring_up(world)
    set_goal(measure="answer", minutes=10, actor=manager, at=world.now)
    bring_up(world)
    assert [one.minutes for one in clocks(world)] == [60]
    drop_goal(measure="answer", actor=manager, at=world.now)
    bring_up(world)
    assert len(clocks(world)) == 1


def test_what_was_over_before_a_goal_is_not_judged_by_it(known):
    set_goal(measure="answer", minutes=60, actor=known.world.hire("manager"), at=known.world.now)
    bring_up(known.world)
    assert clocks(known.world) == []


def test_a_stop_of_the_clock_moves_the_goal(world, manager, asked):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    begun = asked.opened_at
    move = Move("case", asked.pk, begun, "", "requested", Role.BUYER)
    pause = Pause(begun + timedelta(minutes=10), begun + timedelta(minutes=30))
    with in_shop(world.shop):
        told = {asked.pk: History([move], [pause])}
        kinds = {asked.pk: asked.kind}
        shop = world.shop.pk
        bring_up_clocks(shop, told, kinds, goals_of_shop(shop), calendar_of(shop), at=world.now)
    assert clocks(world)[0].due_at == begun + timedelta(minutes=80)


@pytest.mark.parametrize(
    "wrong",
    [{"measure": "nothing"}, {"minutes": 0}, {"minutes": 10**9}, {"warn_minutes": 60}, {"kind": "gift"}],
)
def test_goals_that_make_no_sense_are_refused(world, manager, wrong):
    with pytest.raises(GoalMalformed):
        set_goal(**{"measure": "answer", "minutes": 60, **wrong}, actor=manager, at=world.now)
    with in_shop(world.shop):
        assert not Goal.objects.exists()


def test_an_agent_sets_no_goals(world):
    with pytest.raises(Forbidden):
        set_goal(measure="answer", minutes=60, actor=world.agent, at=world.now)


def test_only_a_known_goal_is_dropped(world, manager):
    set_goal(measure="answer", minutes=60, actor=manager, at=world.now)
    for wrong in ({"measure": "an\x00swer"}, {"measure": "answer", "kind": "gi\x00ft"}):
        with pytest.raises(GoalMalformed):
            drop_goal(**wrong, actor=manager, at=world.now)
    with in_shop(world.shop):
        assert Goal.objects.count() == 1
