"""Days as the shop counts them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from huitou.core.models import Shop


def local(moment: datetime, shop: Shop) -> datetime:
    """The moment on the shop's own clock."""
    return moment.astimezone(ZoneInfo(shop.timezone))


def bounds(first: date, last: date, shop: Shop) -> tuple[datetime, datetime]:
    """From the begin of the first day to the end of the last one, which is not within, in UTC."""
    zone = ZoneInfo(shop.timezone)
    begin = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    return begin.astimezone(UTC), end.astimezone(UTC)
