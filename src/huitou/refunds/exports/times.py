"""Days as the shop counts them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from huitou.core.models import Shop

# A day's begin in another time zone is still a moment that there is: who asks for all of time gets all of it.
FIRST_DAY, LAST_DAY = date.min + timedelta(days=1), date.max - timedelta(days=2)


def local(moment: datetime, shop: Shop) -> datetime:
    """The moment on the shop's own clock."""
    return moment.astimezone(ZoneInfo(shop.timezone))


def bounds(first: date, last: date, shop: Shop) -> tuple[datetime, datetime]:
    """From the begin of the first day to the end of the last one, which is not within, in UTC."""
    zone = ZoneInfo(shop.timezone)
    begin = datetime.combine(_within(first), time(), zone)
    end = datetime.combine(_within(last) + timedelta(days=1), time(), zone)
    return begin.astimezone(UTC), end.astimezone(UTC)


def _within(day: date) -> date:
    return min(max(day, FIRST_DAY), LAST_DAY)
