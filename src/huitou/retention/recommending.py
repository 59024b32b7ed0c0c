"""What to recommend beside an order: a Protocol with the house's way, which takes what the shop told before what was
counted. Called by `offering` inside `in_shop`; a constant number of queries.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.models import Q

from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.orders.models import Line, Variant
from huitou.retention.links import product_address
from huitou.retention.models import Pairing, SellingRules
from huitou.retention.together import choose

SHOWN = 3
# Candidates looked up in the catalogue: some are sold out.
LOOKED_AT = 24


@dataclass(frozen=True, slots=True)
class Recommended:
    """A product that can be had now. `more`: its variant where there is one."""

    product: str
    title: str
    image: str
    category: str
    price: Money
    url: str


class Recommender(Protocol):
    """Names products that go with those bought, the best first. `never`: products that must not be named."""

    def recommend(self, bought: Collection[str], *, never: frozenset[str], count: int) -> Sequence[str]:
        """At most `count` products as the catalogue names them."""


class FromPairings:
    """What the shop told of a product, then what its orders say, then bestsellers."""

    def __init__(self, pinned: Sequence[str] = ()) -> None:
        self.pinned = pinned

    def recommend(self, bought: Collection[str], *, never: frozenset[str], count: int) -> Sequence[str]:
        """One query."""
        rows = Pairing.objects.filter(Q(product__in=bought) | Q(product=""))
        told: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        counted: defaultdict[str, list[tuple[str, float]]] = defaultdict(list)
        sellers: list[tuple[float, str]] = []
        for product, other, source, score in rows.values_list("product", "other", "source", "score"):
            if not product:
                sellers.append((-score, other))
            else:
                (told if source == Pairing.Source.SHOP else counted)[product].append((other, score))
        first = choose(bought, told, pinned=self.pinned, never=never, count=count)
        fallback = [other for _score, other in sorted(sellers)]
        return choose(bought, counted, pinned=first, fallback=fallback, never=never, count=count)


def recommended(
    shop: Shop, rules: SellingRules, lines: Sequence[Line], returned: Collection[str], *, by: Recommender | None = None
) -> list[Recommended]:
    """At most SHOWN products beside an order with these `lines`: never bought with it, sent back before (`returned`
    article numbers), sold out, in another currency, or excluded.
    """
    skus = {line.sku for line in lines if line.sku} | set(returned)
    named = dict(Variant.objects.filter(sku__in=skus).values_list("sku", "product"))
    bought = {named[line.sku] for line in lines if line.sku in named}
    never = frozenset(rules.excluded) | {named[sku] for sku in returned if sku in named}
    way = by or FromPairings(rules.pinned)
    wanted = way.recommend(bought, never=never, count=LOOKED_AT)
    cheapest: dict[str, Variant] = {}
    for variant in Variant.objects.filter(product__in=wanted, currency=shop.currency).order_by("price_minor", "sku"):
        if variant.free is None or variant.free > 0:
            cheapest.setdefault(variant.product, variant)
    return [_shown(rules, cheapest[product]) for product in wanted if product in cheapest][:SHOWN]


def _shown(rules: SellingRules, variant: Variant) -> Recommended:
    return Recommended(
        product=variant.product,
        title=variant.title,
        image=variant.image,
        category=variant.category,
        price=Money(variant.price_minor, variant.currency),
        url=product_address(rules.product_link, product=variant.product, sku=variant.sku),
    )
