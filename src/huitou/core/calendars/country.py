"""The public holidays of a country and its working weekends (China's 调休), from the library `holidays`.

Called by `calendar`, by the settings' preview and where a law counts working days. What the library does not know for
a year is said by `working_weekends_known`, never guessed; a shop then enters its own days.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

SATURDAY = 5
# Countries whose government moves working days onto weekends anew each year; the list comes out late in the year.
ANNOUNCED_YEARLY = frozenset({"CN"})
_LANGUAGES = {"zh-hans": ("zh_CN", "zh_TW"), "zh-hant": ("zh_TW", "zh_CN"), "en": ("en_US", "en_GB")}


@lru_cache(maxsize=256)
def holidays_of(country: str, year: int) -> Mapping[date, str]:
    """Public holidays of the whole country, by day, named in the library's default language; empty where unknown."""
    return _read(country, year, "")[0]


@lru_cache(maxsize=256)
def working_weekends_of(country: str, year: int) -> frozenset[date]:
    """Saturdays and Sundays on which the country works."""
    return _read(country, year, "")[1]


def working_weekends_known(country: str, year: int) -> bool:
    """Whether the year's working weekends are in the data; true for countries that move none."""
    return country not in ANNOUNCED_YEARLY or bool(working_weekends_of(country, year))


def works_on(country: str, day: date) -> bool:
    """Whether the country works on the day: Monday to Friday without its holidays, and its working weekends."""
    if day in working_weekends_of(country, day.year):
        return True
    return day.weekday() < SATURDAY and day not in holidays_of(country, day.year)


@lru_cache(maxsize=64)
def names_of(country: str, year: int, language: str) -> Mapping[date, str]:
    """The holidays with their names in the reader's language (`zh-hans`, `zh-hant`, `en`) where the library has it."""
    return _read(country, year, language)[0]


def _read(country: str, year: int, language: str) -> tuple[Mapping[date, str], frozenset[date]]:
    import holidays  # a large package that only shops with terms in working days need

    if country not in holidays.list_supported_countries():
        return {}, frozenset()
    found = holidays.country_holidays(country, years=year)
    for code in _LANGUAGES.get(language, ()):
        if code in found.supported_languages:
            found = holidays.country_holidays(country, years=year, language=code)
            break
    working: set[date] = getattr(found, "weekend_workdays", set())
    return dict(found.items()), frozenset(day for day in working if day.year == year)
