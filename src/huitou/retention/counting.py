"""Counts anew what is bought together, from the shop's own orders of the last year. Called by the nightly job."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from django.db.models import F

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.verbs import verb
from huitou.orders.models import Line, Order, Variant
from huitou.retention.models import Pairing
from huitou.retention.together import LEAST_SUPPORT, bestsellers, pairs

MEMORY = timedelta(days=365)
SELLERS = 50
# The newest so many lines: more change nothing but the time that counting takes.
MOST_LINES = 400_000


@verb
def recount_pairings(*, actor: Actor, at: datetime) -> int:
    """How many pairs there are now. It writes no event: everything follows from the orders. Raises: Forbidden."""
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    products = dict(Variant.objects.values_list("sku", "product"))
    baskets = [basket for basket in _baskets(products, at) if basket]
    rows = [Pairing(shop_id=actor.shop_id, product=pair.product, other=pair.other, source=Pairing.Source.ORDERS,
                    score=pair.score, baskets=pair.baskets) for pair in pairs(baskets)]  # fmt: skip
    rows += [
        Pairing(shop_id=actor.shop_id, product="", other=name, source=Pairing.Source.ORDERS, score=number,
                baskets=number)
        for name, number in bestsellers(baskets)[:SELLERS] if number >= LEAST_SUPPORT
    ]  # fmt: skip
    Pairing.objects.filter(source=Pairing.Source.ORDERS).delete()
    Pairing.objects.bulk_create(rows, batch_size=1000)
    return len(rows)


def _baskets(products: dict[str, str], at: datetime) -> Iterator[set[str]]:
    """Per order the products that are in the catalogue and were kept."""
    if not products:
        return
    lines = Line.objects.filter(order__placed_at__gte=at - MEMORY, order__placed_at__lte=at)
    # What was placed and never paid was not bought.
    kept = lines.filter(order__state=Order.State.PAID).exclude(sku="").filter(quantity__gt=F("returned"))
    rows = kept.order_by("-order__placed_at", "order_id").values_list("order_id", "sku")[:MOST_LINES]
    for _order, group in groupby(rows.iterator(chunk_size=5000), key=_order_of):
        yield {products[sku] for _key, sku in group if sku in products}


def _order_of(row: tuple[UUID, str]) -> UUID:
    return row[0]
