"""What a cover costs: the risk class of a parcel, from counts that can be read out, and its premium. Pure.

Called by `verbs.insure` and by `settlements`. Imports nothing of Django; knows no names of people.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from huitou.core.money import portion

BASIS_POINTS: Final = 10_000
# Share of the cover that the premium is, by class: about what a class of this kind returns, and a fifth on top.
PREMIUM_SHARE: Final = {"low": 600, "usual": 1_500, "raised": 3_000, "high": 5_000}
# A rate below the bound belongs to the class; the last class takes the rest.
BOUNDS: Final = (("low", 500), ("usual", 1_500), ("raised", 3_000))
# Little is known of a new category or buyer: as if these many pieces or orders had been seen at the usual rate.
PRIOR_RATE: Final = 1_000
PRIOR_PIECES, PRIOR_ORDERS = 50, 5


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """Counts so far: pieces of the parcel's categories sold and returned, the buyer's orders and returns."""

    sold: int
    returned: int
    orders: int
    returns: int


@dataclass(frozen=True, slots=True)
class Assessment:
    """The class, and why: the two rates in basis points that it follows from (`buyer_rate` None where not asked)."""

    risk_class: str
    rate: int
    category_rate: int
    buyer_rate: int | None

    def as_json(self, facts: RiskFacts) -> dict[str, Any]:
        """Everything that `assess` needs to come to the same again, with what it came to."""
        return {
            "sold": facts.sold, "returned": facts.returned, "orders": facts.orders, "returns": facts.returns,
            "rate": self.rate, "category_rate": self.category_rate, "buyer_rate": self.buyer_rate,
        }  # fmt: skip


def assess(facts: RiskFacts, *, by_buyer: bool) -> Assessment:
    """The risk class. `by_buyer`: the buyer's own history counts for half; where the buyer pays the premium it must
    not: what somebody may have returned before never makes their own price.
    """
    category = _rate(facts.returned, facts.sold, PRIOR_RATE, PRIOR_PIECES)
    buyer = _rate(min(facts.returns, facts.orders), facts.orders, category, PRIOR_ORDERS) if by_buyer else None
    rate = category if buyer is None else (category + buyer) // 2
    risk_class = next((name for name, bound in BOUNDS if rate < bound), "high")
    return Assessment(risk_class, rate, category, buyer)


def premium_minor(risk_class: str, cover_minor: int) -> int:
    """What the cover costs in minor units, halves rounded up; never for nothing."""
    return max(1, portion(cover_minor, PREMIUM_SHARE[risk_class], BASIS_POINTS))


def _rate(times: int, of: int, prior: int, weight: int) -> int:
    return (times * BASIS_POINTS + prior * weight) // (of + weight)


@dataclass(frozen=True, slots=True)
class CoverRow:
    """Up to so many grams to this destination a cover of so much. `to`: `CN:新疆`, `CN` or `*`."""

    to: str
    up_to_grams: int
    cover_minor: int


def cover_minor(table: Iterable[CoverRow], *, country: str, region: str, grams: int) -> int | None:
    """The cover for the destination and weight, minor units; the narrowest destination counts. None: not insured."""
    rows = list(table)
    for to in (f"{country}:{region}" if region else "", country, "*"):
        own = sorted((row.up_to_grams, row.cover_minor) for row in rows if to and row.to == to)
        if own:
            return next((minor for up_to, minor in own if grams <= up_to), None)
    return None
