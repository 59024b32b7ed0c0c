"""Changes, deliveries, chargebacks and claims stand in one timetable with the cases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.urls import reverse

from huitou.core.ids import new_id
from huitou.core.money import Money
from huitou.desk.beside_cases import Beside, in_time
from huitou.orders.models import PaidFor
from huitou.orders.models.owed_by_hand import GIVEN_BACK_WITHIN
from huitou.orders.verbs import owe_by_hand

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass(frozen=True)
class OfCase:
    name: str
    deadline: datetime
    goal: str = ""


def case(hours, goal=""):
    return OfCase(f"case {hours}", NOON + timedelta(hours=hours), goal)


def other(hours):
    deadline = None if hours is None else NOON + timedelta(hours=hours)
    return Beside(deadline, "Carrier claim", f"C-{hours}", "/", "", "", None, "Look at it")


def names(rows):
    return [row.ref if isinstance(row, Beside) else row.name for row in rows]


def test_what_is_over_soonest_comes_first_whatever_it_is():
    rows = in_time([case(2), case(30)], [other(29), other(4), other(700)])
    assert names(rows) == ["case 2", "C-4", "C-29", "case 30", "C-700"]


def test_a_case_that_a_goal_raised_stays_first():
    assert names(in_time([case(50, goal="First answer"), case(8)], [other(1)])) == ["case 50", "C-1", "case 8"]


def test_nothing_is_lost_without_a_deadline_or_without_cases():
    assert names(in_time([], [other(None), other(3)])) == ["C-3", "C-None"]


def test_of_the_same_moment_the_case_comes_first():
    assert names(in_time([case(5)], [other(5)])) == ["case 5", "C-5"]


def test_what_is_overdue_by_hand_stands_on_the_queue_with_its_age(world, desk):
    order, at = world.order(), world.now
    for name, days in (("late", -2), ("soon", 1)):
        owed_at = at - GIVEN_BACK_WITHIN + timedelta(days=days, hours=-1)
        owe_by_hand(
            order_id=order.pk, paid_for=PaidFor.REPAIR, subject=new_id(), ref=f"RP-{name}", money=Money(500, "CNY"),
            receipt="", actor=world.agent, at=owed_at,
        )  # fmt: skip
    queue, listed = reverse("desk:queue", args=[world.shop.slug]), reverse("desk:by_hand", args=[world.shop.slug])
    agent = desk("agent")
    shown = agent.get(queue).content.decode()
    assert "RP-late" in shown
    assert "3 days overdue" in shown  # a day that has begun counts
    assert "RP-soon" not in shown
    assert agent.get(listed).content.decode().count("days overdue") == 1
