"""The figures in words, as portal, desk, platform and API show them: one row per step, the same everywhere.

Called by delivery inside a language; reads no row.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_skeleton
from django.utils.translation import gettext

from huitou.cases.models.case import Kind
from huitou.core.flow.texts import time_left
from huitou.core.when import reader_locale
from huitou.insights.measures import MEASURES
from huitou.insights.models import GoalClock
from huitou.insights.queries.figures import ENOUGH, Figures, WeekFigures
from huitou.insights.queries.goals import GoalFigures
from huitou.insights.words import length_text
from huitou.policies.texts import joined

N_ = str
WHOSE: Mapping[str, str] = {
    "shop": N_("the shop"),
    "buyer": N_("the buyer"),
    "carrier": N_("the carrier"),
    "all": N_("everybody"),
}


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step in words. `median` and `ninth` are empty where there are too few cases."""

    code: str
    name: str
    says: str
    whose: str
    count: int
    median: str
    ninth: str
    open_median: str
    by_silence: int


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week in words. `label` is its Monday."""

    monday: date
    label: str
    count: int
    median: str
    in_time: int


@dataclass(frozen=True, slots=True)
class GoalRow:
    """One goal in words. `kept` is empty where no clock has ended yet."""

    measure: str
    kind: str
    name: str
    kind_name: str
    length: str
    in_open_hours: bool
    warning: str
    per_cent: int | None
    kept: int
    missed: int
    running: int


def step_name(code: str) -> str:
    """The step's name in the active language."""
    return gettext(MEASURES[code].name)


def step_rows(found: Figures) -> list[StepRow]:
    """Every step that occurred, in the order of a case."""
    rows = []
    for code, step in found.steps.items():
        measure = MEASURES[code]
        rows.append(
            StepRow(
                code=code,
                name=gettext(measure.name),
                says=gettext(measure.says),
                whose=gettext(WHOSE[measure.whose]),
                count=step.count,
                median=length_text(step.median) if step.enough else "",
                ninth=length_text(step.ninth) if step.enough else "",
                open_median=length_text(step.open_median) if step.enough else "",
                by_silence=step.by_silence,
            )
        )
    return rows


def split_rows(rows: Sequence[StepRow]) -> tuple[list[StepRow], str]:
    """The steps that have figures; and the others in one sentence with their samples, empty where there are none."""
    few = [f"{row.name} ({row.count})" for row in rows if not row.median]
    said = gettext("Too few cases yet for a figure: %(steps)s.") % {"steps": joined(few)} if few else ""
    return [row for row in rows if row.median], said


def week_rows(weeks: Sequence[WeekFigures]) -> list[WeekRow]:
    """Newest first. Single weeks are the desk's own: they may rest on few cases, and the count stands beside them."""
    locale = reader_locale()
    return [
        WeekRow(
            week.monday,
            str(format_skeleton("yMMMd", week.monday, locale=locale)),
            week.count,
            length_text(week.median),
            week.in_time,
        )
        for week in reversed(weeks)
    ]


def goal_rows(goals: Sequence[GoalFigures]) -> list[GoalRow]:
    """The shop's goals in the order of a case."""
    order = list(MEASURES)
    known = [found for found in goals if found.goal.measure in MEASURES]
    return [
        GoalRow(
            measure=found.goal.measure,
            kind=found.goal.kind,
            name=step_name(found.goal.measure),
            kind_name=str(Kind(found.goal.kind).label) if found.goal.kind in Kind.values else "",
            length=length_text(found.goal.minutes * 60),
            in_open_hours=found.goal.in_open_hours,
            warning=length_text(found.goal.warn_minutes * 60) if found.goal.warn_minutes else "",
            per_cent=found.per_cent,
            kept=found.kept,
            missed=found.missed,
            running=found.running,
        )
        for found in sorted(known, key=lambda one: (order.index(one.goal.measure), one.goal.kind))
    ]


def goal_words(clock: GoalClock | None, at: datetime) -> str:
    """What stands beside a raised case in the queue; empty where none of its goals is in danger."""
    if clock is None:
        return ""
    values = {"goal": step_name(clock.measure), "left": time_left(clock.due_at, at)}
    if clock.due_at <= at:
        return gettext("Goal “%(goal)s” missed") % values
    return gettext("Goal “%(goal)s”: %(left)s left") % values


def too_few(found: Figures) -> str:
    """What is said instead of figures."""
    return gettext("Too few cases yet: %(count)s of the %(enough)s that make a figure mean something.") % {
        "count": found.solved,
        "enough": ENOUGH,
    }
