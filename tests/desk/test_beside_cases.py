"""Changes, deliveries, chargebacks and claims stand in one timetable with the cases."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from huitou.desk.beside_cases import Beside, in_time

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
