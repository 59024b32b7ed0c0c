"""When a window opens and when it ends, in the shop's own days.

Used by `rules.evaluate`. The day after the delivery (or after the promised day) is day 1; the window's last
moment is the end of its last day, local time, inclusive. Sources: Interim Measures for Seven-Day No-Reason
Returns (CN), Regulation 1182/71 Art. 3 (EU), Civil Code Art. 120 (TW): the day of the event is not counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from huitou.policies.rules.document import Document, Window
from huitou.policies.rules.facts import LineFacts, OrderFacts
from huitou.policies.rules.vocabulary import Stage

MOMENT = timedelta(microseconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Times:
    """What had happened to a line by a moment. `delivered_at`: of the last parcel that has arrived.

    `complete`: the order's last parcel has arrived; until then no window that starts with the delivery can end.
    """

    stage: Stage
    delivered_at: datetime | None
    promised_on: date
    complete: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """An offer's window. Open from `opens_at` (None: not known yet) to `until` inclusive (None: no end)."""

    opens_at: datetime | None
    until: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Say whether one can still ask at this moment."""
        return self.has_begun(at) and (self.until is None or at <= self.until)

    def has_begun(self, at: datetime) -> bool:
        """Say whether the window has opened by this moment."""
        return self.opens_at is not None and self.opens_at <= at


def times_of(document: Document, facts: OrderFacts, line: LineFacts, at: datetime) -> Times:
    """Return where a line stood at `at`; what happened later is not known then.

    The delivery of the order's last parcel counts; before it the line's own opens its windows, and ends none.
    """
    last = _by(facts.delivered_at, at)
    delivered = last or _by(line.delivered_at, at)
    shipped = _by(line.shipped_at, at) or _by(facts.shipped_at, at)
    promised = facts.promised_at or facts.placed_at + document.terms.promise_days * DAY
    stage: Stage = "delivered" if delivered else "in_transit" if shipped else "not_shipped"
    return Times(stage, delivered, promised.astimezone(document.zone).date(), complete=last is not None)


def span_of(document: Document, window: Window, times: Times, placed_at: datetime) -> Span:
    """Return when an offer's window opens and ends for a line with these times."""
    if window.clock == "delivery":
        if times.delivered_at is None:
            return Span(None, None)
        if not times.complete:
            return Span(times.delivered_at, None)
        day_zero = times.delivered_at.astimezone(document.zone).date()
        return Span(times.delivered_at, end_after(document, day_zero, window.days))
    if window.clock == "promise":
        opens_at = start_of(document, times.promised_on + DAY)
        return Span(opens_at, end_after(document, times.promised_on, window.days))
    return Span(placed_at, None)


def end_after(document: Document, day_zero: date, days: int | None) -> datetime | None:
    """Return the last moment of the last of `days` days after `day_zero`, None for no end.

    Moves on to the next working day where the policy says so.
    """
    if days is None:
        return None
    last = day_zero + days * DAY
    calendar = document.calendar
    if calendar.next_working_day:
        while last.weekday() in calendar.days_off or last in calendar.holidays:
            last += DAY
    return start_of(document, last + DAY) - MOMENT


def start_of(document: Document, day: date) -> datetime:
    """Return the first moment of a local day, in UTC."""
    return datetime.combine(day, time(), tzinfo=document.zone).astimezone(UTC)


def was_late(times: Times, document: Document) -> bool:
    """Say whether a delivered line came after its promised day."""
    assert times.delivered_at is not None
    return times.delivered_at.astimezone(document.zone).date() > times.promised_on


def _by(moment: datetime | None, at: datetime) -> datetime | None:
    return moment if moment is not None and moment <= at else None
