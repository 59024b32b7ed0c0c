"""How long a state waits: the term classes of the machines' tables, and the moment at which such a wait is over.

Called by `core.verbs` when a state is entered, by diagrams and help pages for the words. Pure Python: which days and
hours count is asked of a `WorkingTime`, which a shop's calendar is (`core.calendars`).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol


class WorkingTime(Protocol):
    """What a term asks of a calendar. Moments are aware; the answers are in UTC."""

    def after_workdays(self, start: datetime, number: int) -> datetime:
        """The end of `number` working days counted from `start`."""

    def after_open_hours(self, start: datetime, length: timedelta) -> datetime:
        """The moment by which the shop has been open for `length` since `start`."""

    def next_workday(self, moment: datetime) -> datetime:
        """`moment` itself on a day that the law counts as working; else the same time of the next such day."""


class Weekdays:
    """The calendar of nobody in particular, for a term that is asked without a shop: Monday to Friday, in UTC."""

    def after_workdays(self, start: datetime, number: int) -> datetime:
        """Skips weekends."""
        moment, left = start, number
        while left:
            moment += timedelta(days=1)
            if moment.weekday() < 5:
                left -= 1
        return moment

    def after_open_hours(self, start: datetime, length: timedelta) -> datetime:
        """Open day and night."""
        return start + length

    def next_workday(self, moment: datetime) -> datetime:
        """Moves off a weekend."""
        while moment.weekday() >= 5:
            moment += timedelta(days=1)
        return moment


WEEKDAYS = Weekdays()


@dataclass(frozen=True, slots=True)
class Term:
    """A length. `name` lets a policy or a law set another one.

    `workdays`: counted in working days of the shop. `open_hours`: runs only while the shop is open. `rolls`: a term
    of the law that ends on a day off ends on the next working day instead.
    """

    length: timedelta
    name: str = ""
    workdays: int = 0
    open_hours: bool = False
    rolls: bool = False

    @property
    def needs_calendar(self) -> bool:
        """Whether the end depends on the shop's days and hours."""
        return bool(self.workdays or self.open_hours or self.rolls)

    def end(self, start: datetime, calendar: WorkingTime = WEEKDAYS) -> datetime:
        """The moment the wait is over, counted from `start` (aware)."""
        if self.workdays:
            return calendar.after_workdays(start, self.workdays)
        if self.open_hours:
            return calendar.after_open_hours(start, self.length)
        return calendar.next_workday(start + self.length) if self.rolls else start + self.length

    def lasting(self, length: timedelta) -> "Term":
        """The same wait with a length that a policy or a law sets, in calendar days or hours."""
        return replace(self, length=length, workdays=0, open_hours=False)


def minutes(number: int, name: str = "") -> Term:
    """Minutes by the clock."""
    return Term(timedelta(minutes=number), name)


def hours(number: int, name: str = "") -> Term:
    """Hours by the clock."""
    return Term(timedelta(hours=number), name)


def days(number: int, name: str = "", *, rolls: bool = False) -> Term:
    """Calendar days, to the same time of day. `rolls`: off a day off, where the law says so."""
    return Term(timedelta(days=number), name, rolls=rolls)


def workdays(number: int, name: str = "") -> Term:
    """Working days of the shop."""
    return Term(timedelta(days=number), name, workdays=number)


def open_hours(number: int, name: str = "") -> Term:
    """Hours in which the shop is open."""
    return Term(timedelta(hours=number), name, open_hours=True)
