"""Who may see a return: its buyer, the shop's people, a platform's arbitrator once its goods are contested."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, only
from huitou.core.verbs import accessed_by
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn


@accessed_by(GOODS_RETURN)
def access_return(actor: Actor, name: GoodsReturn | UUID | str, *, lock: bool = False) -> GoodsReturn:
    """The return that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_returns(actor), name), lock=lock)


def visible_returns(actor: Actor) -> "QuerySet[GoodsReturn, Any]":
    """All returns of the shop that the actor may see."""
    rows = GoodsReturn.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        if actor.order_ids is not None:
            return rows.filter(order_id__in=actor.order_ids)
        return rows.filter(order__customer_id=actor.customer_id) if actor.customer_id else rows.none()
    if actor.role in (Role.SYSTEM, Role.CARRIER) or actor.may("returns.view"):
        return rows
    if actor.role == Role.PLATFORM and actor.may("disputes.view"):
        return rows.filter(state="contested")  # what a dispute about goods is about; the rest is the shop's
    raise NotFound()
