"""Dates, times and time left, as the reader's language writes them, in the shop's time zone.

Called by the template tags. Must never look at the clock itself: `at` comes in.
"""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_skeleton
from django.utils.translation import get_language
from django.utils.translation import gettext as _

# English without a country: day before month and a 24-hour clock, so that no reader takes 3/4 for the other day.
LOCALES = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant", "en": "en_001"}
STYLES = ("date", "day", "time", "short", "full", "exact")
SOON = timedelta(hours=3)


def reader_locale() -> Locale:
    """The locale whose customs the active language follows."""
    return Locale.parse(LOCALES.get(get_language() or "en", "en_001"))


def written(moment: datetime, zone: ZoneInfo, style: str) -> str:
    """`date` 20 Nov 2025 · `day` Thu 20 Nov · `time` 14:00 · `short` Thu 14:00 · `full` Thu 20 Nov, 14:00 ·
    `exact` 20 Nov 2025, 14:00:00 CET.

    Raises: ValueError for another style, or a time without zone.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    local, locale = moment.astimezone(zone), reader_locale()
    time = format_datetime(local, "HH:mm", locale=locale)
    if style == "time":
        return time
    if style == "date":
        return _skeleton("yMMMd", local, locale)
    day = _skeleton("MMMEd", local, locale).replace(", ", " ")
    if style == "day":
        return day
    if style == "short":
        return f"{format_datetime(local, 'EEE', locale=locale)} {time}"
    if style == "full":
        return f"{day} {time}" if locale.language == "zh" else f"{day}, {time}"
    if style == "exact":
        date = _skeleton("yMMMd", local, locale)
        return f"{date} {format_datetime(local, 'HH:mm:ss z', locale=locale)}"
    raise ValueError(f"no such style of time: {style}")


def span(first: date, last: date, *, year: bool = False) -> str:
    """Both days and those between: 16–22 Nov · 30 Nov – 6 Dec; with the year where it is asked for."""
    return str(format_interval(first, last, "yMMMd" if year else "MMMd", locale=reader_locale()))


def day_text(day: date) -> str:
    """A day of a calendar, of no zone: 20 Nov 2025."""
    return str(format_date(day, format="medium", locale=reader_locale()))


def clock_left(deadline: datetime, at: datetime, zone: ZoneInfo) -> str:
    """Time left as a timetable shows it: `02:14` within a day, `Tomorrow`, then the day."""
    left = deadline - at
    if left <= timedelta(0):
        return _("Overdue")
    if left < timedelta(days=1):
        minutes = int(left.total_seconds()) // 60
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    days = (deadline.astimezone(zone).date() - at.astimezone(zone).date()).days
    if days == 1:
        return _("Tomorrow")
    if days < 7:
        return format_datetime(deadline.astimezone(zone), "EEE", locale=reader_locale())
    return _skeleton("MMMd", deadline.astimezone(zone), reader_locale())


def _skeleton(skeleton: str, local: datetime, locale: Locale) -> str:
    return format_skeleton(skeleton, local, locale=locale)
