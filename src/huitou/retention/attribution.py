"""What selling beside parcels brought: those who saw it against those held out, with how sure that is. Pure.

Shares are compared by Newcombe's interval of two Wilson intervals (Statistics in Medicine 17, 1998, method 10).
"""

import math
from dataclasses import dataclass

Z = 1.96
FEWEST_PEOPLE = 50
FEWEST_ORDERS = 10


@dataclass(frozen=True, slots=True)
class Group:
    """So many people; `ordered` of them ordered again in time, for `net_minor` less what was paid back."""

    people: int = 0
    ordered: int = 0
    net_minor: int = 0

    @property
    def share(self) -> float:
        """Of the people, how many ordered."""
        return self.ordered / self.people if self.people else 0.0

    @property
    def per_person_minor(self) -> int:
        """Net per person, rounded to whole minor units."""
        return round(self.net_minor / self.people) if self.people else 0


@dataclass(frozen=True, slots=True)
class Effect:
    """The difference of the shares (shown less held out) with its 95 % bounds; None where there are too few."""

    enough: bool
    difference: float | None = None
    low: float | None = None
    high: float | None = None


def effect(shown: Group, held: Group) -> Effect:
    """Whether more of those who saw it ordered again than of those held out."""
    if min(shown.people, held.people) < FEWEST_PEOPLE or shown.ordered + held.ordered < FEWEST_ORDERS:
        return Effect(False)
    low_a, high_a = wilson(shown.ordered, shown.people)
    low_b, high_b = wilson(held.ordered, held.people)
    difference = shown.share - held.share
    low = difference - math.hypot(shown.share - low_a, high_b - held.share)
    high = difference + math.hypot(high_a - shown.share, held.share - low_b)
    return Effect(True, difference, low, high)


def wilson(hits: int, number: int) -> tuple[float, float]:
    """Wilson's 95 % bounds of a share."""
    share, spread = hits / number, Z * Z / number
    middle = (share + spread / 2) / (1 + spread)
    half = Z * math.sqrt(share * (1 - share) / number + spread / (4 * number)) / (1 + spread)
    return middle - half, middle + half
