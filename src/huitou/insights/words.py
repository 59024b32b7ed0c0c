"""Lengths of time as the pages and mails of the insights write them."""

from babel.dates import format_timedelta
from django.utils.translation import get_language, gettext, to_locale

MINUTE, HOUR, DAY = 60, 3600, 86_400


def length_text(seconds: float) -> str:
    """`40 minutes`, `3 hours`, `2.5 days` in the active language: one unit, with half days where they matter."""
    locale = to_locale(get_language() or "en")
    whole = max(0, round(seconds))
    if whole < MINUTE:
        return gettext("less than a minute")
    if whole < 2 * HOUR:
        return _spaced(format_timedelta(whole, granularity="minute", threshold=1000, locale=locale))
    if whole < 2 * DAY:
        return _spaced(format_timedelta(whole, granularity="hour", threshold=1000, locale=locale))
    days = round(whole / DAY * 2) / 2
    said = _spaced(format_timedelta(int(days) * DAY, granularity="day", threshold=1000, locale=locale))
    return said if days == int(days) else said.replace(str(int(days)), f"{days:.1f}")


def _spaced(text: str) -> str:
    """CLDR writes 31小时; between a figure and Han we set a space."""
    for place in range(len(text) - 1, 0, -1):
        if "\u4e00" <= text[place] <= "\u9fff" and text[place - 1].isdigit():
            text = f"{text[:place]} {text[place:]}"
    return text
