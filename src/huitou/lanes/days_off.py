"""The days of a lane: calendar days without the public holidays on which the carriers of a country rest.

Called wherever days of a lane are counted or named. Weekends stay in the count: the lane knows the weekday of its
hand-over and learns them.
"""

from datetime import date, timedelta
from typing import Final

from huitou.core.calendars.country import holidays_of

DAY: Final = timedelta(days=1)
SATURDAY: Final = 5
# Where parcels are not brought on public holidays. Brazil is measured (docs/mechanisms/promised-date.md), the others
# are taken to be like it. Not China, Japan or Korea: couriers go out there.
RESTING: Final = frozenset(
    {"AT", "BE", "BR", "CA", "CH", "DE", "DK", "ES", "FI", "FR", "GB", "IE", "IT", "NL", "NO", "PL", "PT", "SE", "US"}
)


def rests(country: str, day: date) -> bool:
    """Whether carriers of the country rest on what would otherwise be a weekday."""
    return country in RESTING and day.weekday() < SATURDAY and day in holidays_of(country, day.year)


def days_between(country: str, since: date, until: date) -> int:
    """How many days of the lane it is from the hand-over `since` to `until`; below zero where that lies before."""
    whole = (until - since).days
    if whole <= 0 or country not in RESTING:
        return whole
    return whole - sum(rests(country, since + number * DAY) for number in range(1, whole + 1))


def day_after(country: str, since: date, number: int) -> date:
    """The first day that is so many days of the lane after `since`."""
    day = since + number * DAY
    while (missing := number - days_between(country, since, day)) > 0:
        day += missing * DAY
    return day


def country_of(place: str) -> str:
    """The country of a place as `ways.place_name` writes it."""
    return place.partition("-")[0]
