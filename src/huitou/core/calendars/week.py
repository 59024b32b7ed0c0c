"""The hours of one week, weekday by weekday, as they are stored and as they are counted. Pure; read by `calendar`."""

import re
from collections.abc import Mapping, Sequence
from datetime import time
from typing import Any

from huitou.core.errors import HuitouError

N_ = str
# Minutes of the day from midnight, the end excluded; several spans where the shop closes at noon.
Span = tuple[int, int]
Spans = tuple[Span, ...]
Week = tuple[Spans, Spans, Spans, Spans, Spans, Spans, Spans]

DAY_MINUTES = 24 * 60
USUAL_DAY: Spans = ((9 * 60, 18 * 60),)
USUAL_WEEK: Week = (USUAL_DAY, USUAL_DAY, USUAL_DAY, USUAL_DAY, USUAL_DAY, (), ())
_SPAN = re.compile(r"\s*(\d{1,2}):(\d{2})\s*[-–—~至]\s*(\d{1,2}):(\d{2})\s*")


class WeekMalformed(HuitouError):
    """Hours that cannot be read, overlap, run backwards, or leave no open time in the whole week."""

    code = "hours_malformed"
    status = 422
    message = N_("Write the hours as 09:00-18:00, several with commas, one after the other; leave closed days empty.")


def read_spans(text: str) -> Spans:
    """`09:00-12:00, 13:30-18:00` as spans; empty for a closed day. Raises WeekMalformed."""
    if not text.strip():
        return ()
    return checked_spans([_span(part) for part in re.split(r"[,，、;；]", text) if part.strip()])


def _span(text: str) -> Span:
    found = _SPAN.fullmatch(text)
    if found is None:
        raise WeekMalformed()
    hour, minute, to_hour, to_minute = map(int, found.groups())
    if minute > 59 or to_minute > 59:
        raise WeekMalformed()
    return hour * 60 + minute, to_hour * 60 + to_minute


def checked_spans(spans: Sequence[Span]) -> Spans:
    """In order, within one day, none touching the next. Raises WeekMalformed."""
    before = -1
    for begin, end in spans:
        if not before < begin < end <= DAY_MINUTES:
            raise WeekMalformed()
        before = end
    return tuple(spans)


def write_spans(spans: Spans) -> str:
    """The spans as `read_spans` takes them."""
    return ", ".join(f"{_clock(begin)}-{_clock(end)}" for begin, end in spans)


def _clock(minute: int) -> str:
    return "24:00" if minute == DAY_MINUTES else f"{time(minute // 60, minute % 60):%H:%M}"


def read_week(stored: Any) -> Week:
    """A stored week: `{"0": [[540, 1080]], …}`, Monday = 0. Raises WeekMalformed."""
    if not isinstance(stored, Mapping) or not set(stored) <= set("0123456"):
        raise WeekMalformed()
    try:
        days = [checked_spans([(int(begin), int(end)) for begin, end in stored.get(str(day), [])]) for day in range(7)]
    except (TypeError, ValueError) as error:
        raise WeekMalformed() from error
    return checked_week(days)


def checked_week(days: Sequence[Spans]) -> Week:
    """Seven days of which at least one is open: a clock that never runs would end no wait. Raises WeekMalformed."""
    monday, tuesday, wednesday, thursday, friday, saturday, sunday = days
    if not any(days):
        raise WeekMalformed()
    return monday, tuesday, wednesday, thursday, friday, saturday, sunday


def week_to_json(week: Week) -> dict[str, list[list[int]]]:
    """The week as it is stored."""
    return {str(day): [list(span) for span in spans] for day, spans in enumerate(week)}
