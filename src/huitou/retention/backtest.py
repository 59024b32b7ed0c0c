"""How the recommendations would have come out, in the order of time. Pure. Called by `bench together`.

For each order of a returning customer after the first ones: was one of the three products shown beside their last
order in it? Only baskets from before that last order are known, counted anew every so many orders.
"""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from huitou.retention.together import bestsellers, choose, pairs

SHOWN = 3
# What is remembered of the past, as the job does it.
MEMORY = timedelta(days=365)
# A next order later than this is no answer to what was shown.
ANSWER = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Bought:
    """One order of the past."""

    customer: Hashable
    on: date
    products: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Of `judged` orders: hits of what goes together, hits of bestsellers, and how many had a known product."""

    judged: int
    together: int
    sellers: int
    known: int

    def share(self, hits: int) -> float:
        """The hit rate."""
        return hits / self.judged if self.judged else 0.0


def backtest(past: Sequence[Bought], *, first: int, every: int = 1000) -> Outcome:
    """`first` orders only teach; the counts are made anew after each `every` orders."""
    ordered = sorted(past, key=lambda one: one.on)
    following: dict[int, frozenset[str]] = {}
    last: dict[Hashable, int] = {}
    for place, one in enumerate(ordered):
        before = last.get(one.customer)
        if before is not None and one.on - ordered[before].on <= ANSWER and one.on > ordered[before].on:
            following[before] = one.products
        last[one.customer] = place
    judged = together = sellers = known = 0
    scores: dict[str, list[tuple[str, float]]] = {}
    best: list[str] = []
    for place, one in enumerate(ordered):
        if place >= first and (place - first) % every == 0:
            recent = [two.products for two in ordered[:place] if one.on - two.on <= MEMORY]
            grouped: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
            for pair in pairs(recent):
                grouped[pair.product].append((pair.other, pair.score))
            scores, best = dict(grouped), [name for name, _count in bestsellers(recent)[:100]]
        if place < first or place not in following:
            continue
        judged += 1
        # What the customer bought anew of this order is no hit: it was never shown.
        wanted = following[place] - one.products
        together += bool(wanted.intersection(choose(one.products, scores, fallback=best, count=SHOWN)))
        sellers += bool(wanted.intersection(choose(one.products, {}, fallback=best, count=SHOWN)))
        known += any(product in scores for product in one.products)
    return Outcome(judged, together, sellers, known)
