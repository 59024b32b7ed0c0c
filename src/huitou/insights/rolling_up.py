"""Builds the roll-ups from events: the steps of the cases that moved, and the clocks of the shop's goals.

Run every minute by `jobs`, shop by shop, and by `rebuild`. Doing it twice changes nothing: a case's steps are always
made anew from its whole history.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.db.models.expressions import RawSQL

from huitou.cases.models import Case
from huitou.core.calendars import Calendar, calendar_of
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.insights.clocks import bring_up_clocks, goals_of_shop
from huitou.insights.histories import cases_of, histories
from huitou.insights.measures import History, measured, standing_still
from huitou.insights.models import CaseStep, RollUp

EVENTS_AT_ONCE = 1000
CASES_AT_ONCE = 200
# Transactions that are still open may commit earlier positions later: what they could write is left for next time.
SETTLED = RawSQL("pg_snapshot_xmin(pg_current_snapshot())", ())


def roll_up(shop_id: UUID, *, at: datetime) -> int:
    """Take in what happened since the last time; how many cases were measured anew."""
    count = 0
    while True:
        with in_shop(shop_id):
            moved, more = _batch(shop_id, at)
            count += moved
        if not more:
            return count


def rebuild(shop_id: UUID, *, at: datetime) -> int:
    """Throw the steps away and measure every case anew; goals' clocks keep the goal they started with."""
    with in_shop(shop_id):
        CaseStep.objects.filter(shop_id=shop_id).delete()
        cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
        state = _state(shop_id)
        last = Event.objects.filter(shop_id=shop_id, written_in__lt=SETTLED).aggregate(last=Max("position"))["last"]
        state.position, state.at = last or 0, at
        state.save()
    for start in range(0, len(cases), CASES_AT_ONCE):
        with in_shop(shop_id):
            measure_cases(shop_id, cases[start : start + CASES_AT_ONCE], at=at)
    return len(cases)


def _batch(shop_id: UUID, at: datetime) -> tuple[int, bool]:
    state = _state(shop_id)
    rows = Event.objects.filter(shop_id=shop_id, position__gt=state.position, written_in__lt=SETTLED)
    events = list(rows.order_by("position").values_list("position", "subject_type", "subject_id")[:EVENTS_AT_ONCE])
    state.at = at
    if events:
        state.position = events[-1][0]
    state.save()
    subjects: dict[str, set[UUID]] = {}
    for _position, kind, subject in events:
        subjects.setdefault(kind, set()).add(subject)
    cases = cases_of(subjects) if subjects else set()
    measure_cases(shop_id, cases, at=at)
    return len(cases), len(events) == EVENTS_AT_ONCE


def _state(shop_id: UUID) -> RollUp:
    """The shop's row, locked: two workers never measure the same shop at once."""
    RollUp.objects.bulk_create([RollUp(shop_id=shop_id)], ignore_conflicts=True)
    return RollUp.objects.select_for_update().get(shop_id=shop_id)


def measure_cases(shop_id: UUID, cases: Collection[UUID], *, at: datetime) -> None:
    """Make the steps and clocks of these cases anew. Inside `in_shop`."""
    if not cases:
        return
    calendar = calendar_of(shop_id)
    kinds = dict(Case.objects.filter(pk__in=cases).values_list("pk", "kind"))
    goals = goals_of_shop(shop_id)
    rows: list[CaseStep] = []
    found = histories(cases)
    for case, history in found.items():
        rows += _steps(shop_id, case, kinds[case], history, calendar)
    CaseStep.objects.filter(case_id__in=cases).delete()
    CaseStep.objects.bulk_create(rows)
    bring_up_clocks(shop_id, found, kinds, goals, calendar, at=at)


def _steps(shop_id: UUID, case: UUID, kind: str, history: History, calendar: Calendar) -> list[CaseStep]:
    rows = []
    for step in measured(history):
        if step.ended_at is None:
            continue
        # Events of machines that work beside each other may be told a moment late: never less than nothing.
        ended = max(step.ended_at, step.began_at)
        stood = standing_still(history.pauses, step.began_at, ended)
        length = step.worked if step.worked is not None else ended - step.began_at - stood
        spans = step.spans if step.spans is not None else [(step.began_at, ended)]
        opened = sum((calendar.open_between(begin, end) for begin, end in spans), timedelta())
        rows.append(
            CaseStep(
                shop_id=shop_id,
                case_id=case,
                step=step.step,
                kind=kind,
                began_at=step.began_at,
                ended_at=ended,
                seconds=whole_seconds(length),
                open_seconds=whole_seconds(opened),
                outcome=step.outcome,
                by=step.by,
            )
        )
    return rows


def whole_seconds(length: timedelta) -> int:
    """Full seconds, never below zero."""
    return max(0, int(length.total_seconds()))
