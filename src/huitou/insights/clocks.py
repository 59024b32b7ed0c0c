"""The clocks of a shop's goals: started, moved by pauses, warned of, stopped. Called by the roll-up and by `jobs`.

One clock per case and measure. It is a view on the case's history: it decides nothing and moves nobody's deadline.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from huitou.core.calendars import Calendar
from huitou.insights.measures import MEASURES, UNSOLVED, History, Measured, standing_still
from huitou.insights.models import Goal, GoalClock

CHANGED = ("warn_at", "due_at", "stopped_at", "void")


def goals_of_shop(shop_id: UUID) -> dict[tuple[str, str], Goal]:
    """The shop's goals by (measure, kind); kind "" for all."""
    return {(goal.measure, goal.kind): goal for goal in Goal.objects.filter(shop_id=shop_id)}


def bring_up_clocks(
    shop_id: UUID,
    found: Mapping[UUID, History],
    kinds: Mapping[UUID, str],
    goals: Mapping[tuple[str, str], Goal],
    calendar: Calendar,
    *,
    at: datetime,
) -> None:
    """Start the clocks that goals ask for, and bring the running ones up to what happened."""
    running = {(clock.case_id, clock.measure): clock for clock in GoalClock.objects.filter(case_id__in=list(found))}
    new: list[GoalClock] = []
    changed: list[GoalClock] = []
    for case, history in found.items():
        for measure in MEASURES.values():
            step = measure.read(history)
            clock = running.get((case, measure.code))
            if clock is None:
                goal = goals.get((measure.code, kinds[case])) or goals.get((measure.code, ""))
                # A goal looks forward: what was over when it was set is not judged by it.
                if goal is None or step is None or (step.ended_at is not None and step.ended_at <= goal.set_at):
                    continue
                clock = _clock(shop_id, case, kinds[case], goal, step)
                new.append(clock)
            else:
                changed.append(clock)
            _follow(clock, step, history, calendar)
    GoalClock.objects.bulk_create(new)
    GoalClock.objects.bulk_update(changed, CHANGED)


def _clock(shop_id: UUID, case: UUID, kind: str, goal: Goal, step: Measured) -> GoalClock:
    return GoalClock(
        shop_id=shop_id,
        case_id=case,
        measure=goal.measure,
        kind=kind,
        minutes=goal.minutes,
        in_open_hours=goal.in_open_hours,
        warn_minutes=goal.warn_minutes,
        started_at=step.began_at,
    )


def _follow(clock: GoalClock, step: Measured | None, history: History, calendar: Calendar) -> None:
    """Set when the clock is due, and whether it has stopped."""
    clock.void = step is None or step.outcome in UNSOLVED
    clock.stopped_at = step.ended_at if step is not None else None
    pauses = [pause for pause in history.pauses if pause.end > clock.started_at]
    stood = standing_still(
        pauses, clock.started_at, clock.stopped_at or max([p.end for p in pauses], default=clock.started_at)
    )
    clock.due_at = _after(clock, clock.minutes, calendar) + stood
    clock.warn_at = _after(clock, clock.minutes - clock.warn_minutes, calendar) + stood


def _after(clock: GoalClock, minutes: int, calendar: Calendar) -> datetime:
    length = timedelta(minutes=minutes)
    if clock.in_open_hours:
        return calendar.after_open_hours(clock.started_at, length)
    return clock.started_at + length


def running_late(*, at: datetime) -> Sequence[GoalClock]:
    """The clocks of the open shop that run and whose warning has come, most urgent first."""
    rows = GoalClock.objects.filter(stopped_at=None, void=False, warn_at__lte=at)
    return list(rows.select_related("case").order_by("due_at", "pk")[:500])
