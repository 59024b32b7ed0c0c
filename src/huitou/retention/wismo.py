"""How often buyers ask where their parcel is: per 100 parcels shipped, and whether a message made it fewer. Pure.

Called by `queries.contacts`. Rates are compared by their ratio with a 95 % interval (the logarithm of the ratio of two
Poisson counts, half a contact added to each: Rothman, Epidemiology, 2nd edition, chapter 9).
"""

import math
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

Z = 1.96
# Below these nothing is said: a ratio would be chance.
FEWEST_PARCELS = 100
FEWEST_CONTACTS = 10
FEWEST_DAYS = 14
# So far around the day on which a message began: further away other things have changed too.
WINDOW = timedelta(days=56)


class Verdict(StrEnum):
    """What can be said of two rates."""

    TOO_FEW = "too_few"
    FEWER = "fewer"
    MORE = "more"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Rate:
    """So many contacts while so many parcels were shipped."""

    contacts: int
    parcels: int

    @property
    def per_hundred(self) -> float | None:
        """None while nothing was shipped."""
        return 100 * self.contacts / self.parcels if self.parcels else None


@dataclass(frozen=True, slots=True)
class Compared:
    """Two rates. `ratio` of the second to the first with its bounds; None where there are too few."""

    before: Rate
    after: Rate
    verdict: Verdict
    ratio: float | None = None
    low: float | None = None
    high: float | None = None


def compare(before: Rate, after: Rate, *, days: int = FEWEST_DAYS) -> Compared:
    """`days`: how long the shorter side lasted."""
    few = min(before.parcels, after.parcels) < FEWEST_PARCELS
    if few or before.contacts + after.contacts < FEWEST_CONTACTS or days < FEWEST_DAYS:
        return Compared(before, after, Verdict.TOO_FEW)
    first, second = before.contacts + 0.5, after.contacts + 0.5
    ratio = (second / after.parcels) / (first / before.parcels)
    spread = math.exp(Z * math.sqrt(1 / first + 1 / second))
    low, high = ratio / spread, ratio * spread
    verdict = Verdict.FEWER if high < 1 else Verdict.MORE if low > 1 else Verdict.SAME
    return Compared(before, after, verdict, ratio, low, high)


def around(began_on: date, today: date, *, known_since: date) -> tuple[tuple[date, date], tuple[date, date]] | None:
    """Two spans of equal length around the day a message began, as (first day, day after the last).

    None where either side has no whole day. `known_since`: from when on contacts were counted at all.
    """
    length = min(WINDOW, today - began_on, began_on - known_since)
    if length < timedelta(days=1):
        return None
    return (began_on - length, began_on), (began_on, began_on + length)
