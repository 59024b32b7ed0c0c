"""What became of a shop's goals, and which cases its people should see first. Inside `in_shop`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, F, Q

from huitou.insights.clocks import running_late
from huitou.insights.models import Goal, GoalClock
from huitou.insights.queries.figures import Period


@dataclass(frozen=True, slots=True)
class GoalFigures:
    """One goal with what became of its clocks in a period: kept, missed, running."""

    goal: Goal
    kept: int
    missed: int
    running: int

    @property
    def per_cent(self) -> int | None:
        """How often it was kept, rounded down; None where no clock has ended."""
        ended = self.kept + self.missed
        return self.kept * 100 // ended if ended else None


def goal_figures(period: Period, *, at: datetime) -> list[GoalFigures]:
    """Every goal of the open shop. Clocks count for the goal that the case's kind has today. Two queries."""
    goals = list(Goal.objects.order_by("measure", "kind"))
    own = {(goal.measure, goal.kind) for goal in goals}
    rows = (
        GoalClock.objects.filter(void=False, due_at__gte=period.since)
        .values("measure", "kind")
        .annotate(
            kept=Count("pk", filter=Q(stopped_at__lte=F("due_at"))),
            missed=Count("pk", filter=Q(stopped_at__gt=F("due_at")) | Q(stopped_at=None, due_at__lte=at)),
            running=Count("pk", filter=Q(stopped_at=None, due_at__gt=at)),
        )
        .order_by("measure", "kind")
    )
    sums: dict[tuple[str, str], list[int]] = {}
    for row in rows:
        key = (row["measure"], row["kind"] if (row["measure"], row["kind"]) in own else "")
        total = sums.setdefault(key, [0, 0, 0])
        for place, number in enumerate((row["kept"], row["missed"], row["running"])):
            total[place] += number
    return [GoalFigures(goal, *sums.get((goal.measure, goal.kind), [0, 0, 0])) for goal in goals]


def raised(*, at: datetime) -> Mapping[UUID, GoalClock]:
    """The cases whose goal is about to be missed or is missed, with their most urgent clock, most urgent first."""
    found: dict[UUID, GoalClock] = {}
    for clock in running_late(at=at):
        found.setdefault(clock.case_id, clock)
    return found
