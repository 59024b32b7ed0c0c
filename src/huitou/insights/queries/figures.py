"""How long the steps of a shop's cases took: middle, nine of ten, how many, by kind and by week.

Honest with few data: below `ENOUGH` cases a figure is not `enough`, and the pages say so instead of showing it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.cache import cache
from django.db import connection

from huitou.cases.models import Case
from huitou.core.models import Shop
from huitou.insights.measures import MEASURES, UNSOLVED
from huitou.insights.models import CaseStep, RollUp

ENOUGH = 20
SOLVED_WITHIN = timedelta(minutes=100)
USUAL_DAYS = 90
# The published page is open to everybody: its figures are computed at most once in so many seconds per shop.
KEPT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Period:
    """From the beginning of a day to the moment of asking. `since` and `until` are aware; `zone` is the shop's."""

    since: datetime
    until: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step: how often it ended, its middle and the bound of nine in ten, in seconds; the same in open hours.

    `by_silence`: how often the clock ended it instead of a person.
    """

    step: str
    count: int
    median: int
    ninth: int
    open_median: int
    by_silence: int
    enough: bool


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """The whole of the cases that ended in the week that begins on `monday`."""

    monday: date
    count: int
    median: int
    in_time: int


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the performance pages show of one shop and one period.

    `solved`: cases that came to an end other than by the buyer's own doing; `in_time` of them within
    `SOLVED_WITHIN`. `unsolved`: taken back by the buyer or closed because nothing was sent. `open_now`: still running.
    """

    period: Period
    kind: str
    steps: Mapping[str, StepFigures]
    weeks: Sequence[WeekFigures]
    solved: int
    in_time: int
    within_day: int
    within_three_days: int
    unsolved: int
    open_now: int
    rolled_up_at: datetime | None

    @property
    def enough(self) -> bool:
        """Whether there are enough cases for a figure to mean something."""
        return self.solved >= ENOUGH

    def per_cent(self, count: int) -> int:
        """Of the solved cases, rounded down: nobody is told 100 % because of 99.6."""
        return count * 100 // self.solved if self.solved else 0

    @property
    def in_time_per_cent(self) -> int:
        return self.per_cent(self.in_time)

    @property
    def within_day_per_cent(self) -> int:
        return self.per_cent(self.within_day)

    @property
    def within_three_days_per_cent(self) -> int:
        return self.per_cent(self.within_three_days)


def last_days(shop: Shop, at: datetime, days: int = USUAL_DAYS) -> Period:
    """The last `days` whole days of the shop and today so far."""
    zone = ZoneInfo(shop.timezone)
    first = (at.astimezone(zone) - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    return Period(first, at, shop.timezone)


def published(shop: Shop, at: datetime) -> Figures:
    """The figures that everybody may see. Inside `in_shop`; kept for ten minutes."""
    key = f"insights.figures.{shop.pk}.{USUAL_DAYS}"
    found: Figures | None = cache.get(key)
    if found is None:
        found = figures(last_days(shop, at))
        cache.set(key, found, KEPT_SECONDS)
    return found


def figures(period: Period, *, kind: str = "") -> Figures:
    """The figures of the open shop's cases that ended in the period: four queries."""
    totals = _totals(period, kind)
    running = Case.objects.filter(closed_at=None)
    return Figures(
        period=period,
        kind=kind,
        steps=_steps(period, kind),
        weeks=_weeks(period, kind),
        solved=totals[0],
        in_time=totals[1],
        within_day=totals[2],
        within_three_days=totals[3],
        unsolved=totals[4],
        open_now=(running.filter(kind=kind) if kind else running).count(),
        rolled_up_at=RollUp.objects.values_list("at", flat=True).first(),
    )


_TABLE = CaseStep._meta.db_table
_WHERE = f"""
FROM {_TABLE} WHERE shop_id = current_setting('huitou.shop')::uuid AND ended_at >= %(since)s AND ended_at < %(until)s
    AND (%(kind)s = '' OR kind = %(kind)s)
"""
_SOLVED = "step = 'whole' AND outcome <> ALL (%(unsolved)s)"


def _ask(sql: str, period: Period, kind: str) -> list[tuple[Any, ...]]:
    given: dict[str, Any] = {
        "since": period.since, "until": period.until, "kind": kind, "zone": period.zone,
        "unsolved": sorted(UNSOLVED), "in_time": int(SOLVED_WITHIN.total_seconds()),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _steps(period: Period, kind: str) -> dict[str, StepFigures]:
    rows = _ask(
        "SELECT step, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), "
        "percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds), "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY open_seconds), "
        f"count(*) FILTER (WHERE by = 'system') {_WHERE} AND outcome <> ALL (%(unsolved)s) GROUP BY step",
        period, kind,
    )  # fmt: skip
    found = {
        step: StepFigures(step, count, round(median), round(ninth), round(opened), silent, count >= ENOUGH)
        for step, count, median, ninth, opened, silent in rows
    }
    return {code: found[code] for code in MEASURES if code in found}


def _totals(period: Period, kind: str) -> tuple[int, ...]:
    [row] = _ask(
        f"SELECT count(*) FILTER (WHERE {_SOLVED}), count(*) FILTER (WHERE {_SOLVED} AND seconds <= %(in_time)s), "
        f"count(*) FILTER (WHERE {_SOLVED} AND seconds <= 86400), "
        f"count(*) FILTER (WHERE {_SOLVED} AND seconds <= 259200), "
        f"count(*) FILTER (WHERE NOT ({_SOLVED})) {_WHERE} AND step = 'whole'",
        period, kind,
    )  # fmt: skip
    return tuple(int(value) for value in row)


def _weeks(period: Period, kind: str) -> list[WeekFigures]:
    rows = _ask(
        "SELECT date_trunc('week', ended_at AT TIME ZONE %(zone)s)::date AS monday, count(*), "
        "percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), count(*) FILTER (WHERE seconds <= %(in_time)s) "
        f"{_WHERE} AND {_SOLVED} GROUP BY monday ORDER BY monday",
        period, kind,
    )  # fmt: skip
    return [WeekFigures(monday, count, round(median), in_time) for monday, count, median, in_time in rows]
