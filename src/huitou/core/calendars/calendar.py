"""Which days and hours of a shop count, and where a wait ends that is counted in them. Pure; reads no row.

A day is asked in this order: the shop's own special day, the country's holiday or working weekend, the week.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from huitou.core.calendars.country import holidays_of, working_weekends_of, works_on
from huitou.core.calendars.law import rolls_over
from huitou.core.calendars.week import USUAL_DAY, USUAL_WEEK, Span, Spans, Week

DAY = timedelta(days=1)
# A year without an open day is a mistake in the settings: from then on days count as open, so that every wait ends.
FARTHEST = 366

__all__ = ["Calendar", "Span"]


@dataclass(frozen=True, slots=True)
class Calendar:
    """`country`: whose holidays and working weekends count, "" for none. `special`: own days, closed or with hours.

    `law`: the country whose law says what becomes of a term that ends on a day off.
    """

    zone: ZoneInfo
    week: Week = USUAL_WEEK
    country: str = ""
    special: Mapping[date, Spans] = field(default_factory=dict)
    law: str = ""

    def spans(self, day: date) -> Spans:
        """The open hours of the day in minutes from midnight; empty on a day off."""
        if day in self.special:
            return self.special[day]
        if self.country:
            if day in working_weekends_of(self.country, day.year):
                return self.week[day.weekday()] or self._usual_day()
            if day in holidays_of(self.country, day.year):
                return ()
        return self.week[day.weekday()]

    def is_workday(self, day: date) -> bool:
        """Whether the shop works on the day at all."""
        return bool(self.spans(day))

    def after_workdays(self, start: datetime, number: int) -> datetime:
        """The same time of day, `number` working days on. What begins on a day off counts from the next midnight."""
        local = start.astimezone(self.zone)
        day, clock = local.date(), local.time()
        if not self.is_workday(day):
            day, clock = self._next(day), time()
            # The first working day is then a whole one of the number: its end is the following midnight.
            return self._at(self._on(day, number - 1) + DAY, clock)
        return self._at(self._on(day, number), clock)

    def after_open_hours(self, start: datetime, length: timedelta) -> datetime:
        """The moment by which the shop has been open for `length` since `start`."""
        left = length
        for begin, end in self._open_from(start):
            begin = max(begin, start)
            if end - begin >= left:
                return begin + left
            left -= end - begin
        return start + length

    def open_between(self, start: datetime, end: datetime) -> timedelta:
        """How long the shop was open between two moments."""
        total = timedelta()
        for opens, closes in self._open_from(start):
            if opens >= end:
                break
            total += max(min(closes, end) - max(opens, start), timedelta())
        return total

    def next_workday(self, moment: datetime) -> datetime:
        """Off the days off of the law's country, to the same time of the next working day; as it is elsewhere."""
        if not rolls_over(self.law):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date()
        while not works_on(self.law, day):
            day += DAY
        return moment if day == local.date() else self._at(day, local.time())

    def _usual_day(self) -> Spans:
        return next((spans for spans in self.week if spans), USUAL_DAY)

    def _next(self, day: date) -> date:
        """The next working day after the day."""
        for ahead in range(1, FARTHEST):
            if self.is_workday(day + ahead * DAY):
                return day + ahead * DAY
        return day + DAY

    def _on(self, day: date, number: int) -> date:
        for _ in range(number):
            day = self._next(day)
        return day

    def _at(self, day: date, clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=self.zone).astimezone(UTC)

    def _open_from(self, start: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans that end after `start`, in order, in UTC; ends after a year without any."""
        day, idle = start.astimezone(self.zone).date(), 0
        while idle < FARTHEST:
            spans = self.spans(day)
            idle = 0 if spans else idle + 1
            for begin, end in spans:
                opens, closes = self._minute(day, begin), self._minute(day, end)
                if closes > start:
                    yield opens, closes
            day += DAY

    def _minute(self, day: date, minute: int) -> datetime:
        if minute == 24 * 60:
            return self._at(day + DAY, time())
        return self._at(day, time(minute // 60, minute % 60))
