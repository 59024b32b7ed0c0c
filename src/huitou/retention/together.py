"""What is bought together, counted from baskets: how much likelier one product is where another was bought. Pure.

Called by the nightly job and by `bench together`. A pair's score is the share of baskets with `a` that also had `b`,
shrunk towards nothing where few baskets had `a`, times the logarithm of its lift: so that neither the bestseller that
goes with everything nor the rarity bought twice comes first.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

# Below so many baskets a pair is chance.
LEAST_SUPPORT = 3
# As if so many more baskets had had the first product and nothing else.
SHRINK = 10
# Baskets of wholesalers say little of what goes with what, and cost the square of their size.
LARGEST_BASKET = 40
KEPT_PER_PRODUCT = 12


@dataclass(frozen=True, slots=True)
class Pair:
    """`other` goes with `product`: bought together in `baskets` baskets."""

    product: str
    other: str
    baskets: int
    score: float


def pairs(baskets: Iterable[Iterable[str]]) -> list[Pair]:
    """The best pairs of each product, the best first. A product counts once per basket."""
    kept = [whole for basket in baskets if 0 < len(whole := frozenset(basket)) <= LARGEST_BASKET]
    number = len(kept)
    single = Counter(product for basket in kept for product in basket)
    # Only what is frequent by itself can be so in pairs: the others would fill the memory.
    frequent = {product for product, count in single.items() if count >= LEAST_SUPPORT}
    both: Counter[tuple[str, str]] = Counter(
        pair for basket in kept for pair in combinations(sorted(basket & frequent), 2)
    )
    found: defaultdict[str, list[Pair]] = defaultdict(list)
    for (one, other), together in both.items():
        if together < LEAST_SUPPORT:
            continue
        lift = together * number / (single[one] * single[other])
        if lift <= 1:
            continue
        for a, b in ((one, other), (other, one)):
            found[a].append(Pair(a, b, together, together / (single[a] + SHRINK) * math.log1p(lift)))
    best = []
    for product in sorted(found):
        ranked = sorted(found[product], key=lambda pair: (-pair.score, pair.other))
        best += ranked[:KEPT_PER_PRODUCT]
    return best


def bestsellers(baskets: Iterable[Iterable[str]]) -> list[tuple[str, int]]:
    """Products by the number of baskets that they are in, the most first."""
    counted: Counter[str] = Counter()
    for basket in baskets:
        counted.update(set(basket))
    return sorted(counted.items(), key=lambda row: (-row[1], row[0]))


def choose(
    bought: Iterable[str],
    scores: Mapping[str, Sequence[tuple[str, float]]],
    *,
    fallback: Sequence[str] = (),
    pinned: Sequence[str] = (),
    never: frozenset[str] = frozenset(),
    count: int = 3,
) -> list[str]:
    """What to show beside `bought`: what the shop pinned, what goes with it, then bestsellers; never what was bought.

    `scores`: product → (other, score). Scores of several bought products add up.
    """
    own = set(bought)
    summed: Counter[str] = Counter()
    for product in sorted(own):
        for other, score in scores.get(product, ()):
            summed[other] += score  # type: ignore[assignment]  # a Counter of floats
    ranked = sorted(summed, key=lambda other: (-summed[other], other))
    found = dict.fromkeys(one for one in (*pinned, *ranked, *fallback) if one not in own and one not in never)
    return list(found)[:count]
