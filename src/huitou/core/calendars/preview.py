"""The next weeks as the calendar counts them, day by day with the reason. Called by the settings' page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from babel.dates import format_skeleton
from django.utils.translation import get_language

from huitou.core.calendars.calendar import Calendar
from huitou.core.calendars.country import names_of, working_weekends_known, working_weekends_of
from huitou.core.calendars.week import write_spans
from huitou.core.when import reader_locale

WEEKS = 8


@dataclass(frozen=True, slots=True)
class PreviewDay:
    """One day, `label` as the reader writes it.

    `why`: "own", "holiday", "working_weekend" or "" where the week decides. `name`: of the holiday.
    """

    day: date
    label: str
    hours: str
    why: str
    name: str
    today: bool

    @property
    def open(self) -> bool:
        return bool(self.hours)


def preview(
    calendar: Calendar, at: datetime, labels: Mapping[date, str], *, weeks: int = WEEKS
) -> list[list[PreviewDay]]:
    """Whole weeks from Monday of this week on; `labels` are the shop's own words for its special days."""
    today = at.astimezone(calendar.zone).date()
    monday = today - timedelta(days=today.weekday())
    days = [_day(calendar, monday + timedelta(days=ahead), today, labels) for ahead in range(weeks * 7)]
    return [days[start : start + 7] for start in range(0, len(days), 7)]


def unknown_years(calendar: Calendar, at: datetime, *, weeks: int = WEEKS) -> list[int]:
    """Years that the preview reaches whose working weekends are not in the data yet."""
    first = at.astimezone(calendar.zone).date()
    last = first + timedelta(weeks=weeks)
    reached = range(first.year, last.year + 1)
    return [year for year in reached if calendar.country and not working_weekends_known(calendar.country, year)]


def _day(calendar: Calendar, day: date, today: date, labels: Mapping[date, str]) -> PreviewDay:
    why, name = "", ""
    label = format_skeleton("MMMd", day, locale=reader_locale())
    if day in calendar.special:
        why, name = "own", labels.get(day, "")
    elif calendar.country:
        holiday = names_of(calendar.country, day.year, get_language() or "en").get(day)
        if day in working_weekends_of(calendar.country, day.year):
            why = "working_weekend"
        elif holiday is not None:
            why, name = "holiday", holiday
    return PreviewDay(day, label, write_spans(calendar.spans(day)), why, name, day == today)
