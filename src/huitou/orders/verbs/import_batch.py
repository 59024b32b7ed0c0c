"""Writes one batch of drafts in one transaction. Called by `orders.imports`; the API writes one by `place_order`."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.models import Shop
from huitou.core.verbs import verb
from huitou.orders.drafts import OrderDraft
from huitou.orders.writing.batch import write_batch
from huitou.orders.writing.result import BatchResult, Terms, Written
from huitou.policies.queries import binding, published_versions

# Writes what areas above keep of the same orders (parcels), in the same transaction; returns how many it wrote.
Then = Callable[[UUID, Sequence[Written]], int]


@verb
def import_batch(
    *,
    drafts: Sequence[OrderDraft],
    actor: Actor,
    at: datetime,
    move_by_days: int = 0,
    then: Then | None = None,
) -> BatchResult:
    """Write the drafts of one source: new ones, changed ones; unchanged ones are left alone.

    Raises: Forbidden. A clash with other orders is a reject in the result, never an error.
    """
    actor.require("orders.import")
    result = write_batch(drafts, terms_of(actor.shop_id), actor=actor, at=at, move_by_days=move_by_days)
    if then and result.written:
        result.parcels = then(actor.shop_id, result.written)
    return result


def terms_of(shop_id: UUID) -> Terms:
    """How this shop's orders are written: the gateway their refunds go through, and the policies that bind them."""
    shop = Shop.objects.get(pk=shop_id)
    published = list(published_versions(shop_id))

    def policy_at(placed_at: datetime) -> UUID | None:
        version = binding(published, placed_at)
        return version.pk if version else None

    return Terms(gateway="sandbox" if shop.demo else "offline", country=shop.country, policy_at=policy_at)
