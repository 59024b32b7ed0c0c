"""When a message may go: quiet hours in the reader's own zone, and how many a day are enough. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

MINUTES_A_DAY: Final = 24 * 60


@dataclass(frozen=True, slots=True)
class Quiet:
    """In minutes after midnight on the reader's clock; over midnight where from is later. Equal: none."""

    from_minute: int = 21 * 60
    until_minute: int = 8 * 60


@dataclass(frozen=True, slots=True)
class Budget:
    """At most so many messages a day to one customer, and so many about one parcel in all. 0 is none but important."""

    per_day: int = 2
    per_parcel: int = 8


def is_quiet(at: datetime, zone: ZoneInfo, quiet: Quiet) -> bool:
    """Whether the moment lies in the quiet hours."""
    local = at.astimezone(zone)
    minute = local.hour * 60 + local.minute
    begin, end = quiet.from_minute, quiet.until_minute
    if begin == end:
        return False
    return begin <= minute < end if begin < end else minute >= begin or minute < end


def when_awake(at: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """`at` itself, or the end of the quiet hours that it lies in; in UTC.

    An end that the change to summer time leaves out is the first moment after it.
    """
    at = at.astimezone(UTC)
    if not is_quiet(at, zone, quiet):
        return at
    local = at.astimezone(zone)
    for days in (0, 1):
        end = _moment(local + timedelta(days=days), quiet.until_minute, zone)
        if end > at:
            break
    # The hour that comes twice in autumn: its second half may still be quiet.
    while is_quiet(end, zone, quiet):
        end += timedelta(minutes=15)
    return end


def next_morning(at: datetime, zone: ZoneInfo, quiet: Quiet) -> datetime:
    """The next day's end of the quiet hours (nine o'clock without any), in UTC: for what goes beyond today's budget."""
    minute = quiet.until_minute if quiet.from_minute != quiet.until_minute else 9 * 60
    return when_awake(_moment(at.astimezone(zone) + timedelta(days=1), minute, zone), zone, quiet)


def day_began(at: datetime, zone: ZoneInfo) -> datetime:
    """Midnight before the moment on the reader's clock."""
    return _moment(at.astimezone(zone), 0, zone)


def within(budget: Budget, *, today: int, of_parcel: int) -> bool:
    """Whether one more message may go to a customer who got so many today, and so many about this parcel."""
    return today < budget.per_day and of_parcel < budget.per_parcel


def _moment(day: datetime, minute: int, zone: ZoneInfo) -> datetime:
    """That minute of the local day in UTC."""
    clock = time(minute // 60 % 24, minute % 60)
    return datetime.combine(day.date(), clock, tzinfo=zone).astimezone(UTC)
