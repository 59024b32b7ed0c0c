"""Moments and days as sources write them, with how sure their zone is. Called by adapters' `read`. Pure."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from huitou.parcels.carriers.protocol import Unreadable, Window
from huitou.parcels.vocabulary.certainty import ASSUMED, DAY, KNOWN, STATED

CHINA: Final = ZoneInfo("Asia/Shanghai")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def moment(said: Any, zone: ZoneInfo, *, known: bool = False) -> tuple[datetime, str]:
    """The moment in UTC and how sure its zone is. A day alone counts from its noon: it is never the day before or
    after for anybody near. `known`: the source always speaks in `zone`. Raises Unreadable.
    """
    text = said.strip().replace("/", "-") if isinstance(said, str) else ""
    if _DAY.fullmatch(text):
        return _aware(datetime.combine(_day(text), time(12)), zone), DAY
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("moment") from error
    if found.tzinfo is not None:
        return _aware(found, zone), STATED
    return _aware(found, zone), KNOWN if known else ASSUMED


def window(earliest: Any, latest: Any, zone: ZoneInfo) -> Window | None:
    """The window between two things said, either of which may be missing; None where neither can be read."""
    found = [one for one in (_half(earliest, zone), _half(latest, zone)) if one is not None]
    if not found:
        return None
    (first, first_end, only), (last, last_end, also) = min(found), max(found)
    begin, end = min(first, last), max(first_end, last_end)
    return Window(begin, end, only and also)


def _half(said: Any, zone: ZoneInfo) -> tuple[datetime, datetime, bool] | None:
    """A day as from its beginning to its end; an hour as itself. Midnight is how days are written as moments."""
    if not isinstance(said, str) or not said.strip():
        return None
    try:
        found, sure = moment(said, zone)
    except Unreadable:
        return None
    written = said.strip()
    if sure == DAY or re.search(r"T00:00:00(\.0+)?(Z|[+-]00:?00)?$", written):
        day = _day(written[:10])
        begin = _aware(datetime.combine(day, time()), zone)
        return begin, begin + timedelta(days=1, seconds=-1), True
    return found, found, False


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Unreadable("moment") from error


def _aware(found: datetime, zone: ZoneInfo) -> datetime:
    try:
        return (found if found.tzinfo is not None else found.replace(tzinfo=zone)).astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise Unreadable("moment") from error
