"""Who may see a change of an order: the order's buyer, the shop's people."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import ChangeRules, OrderChange
from huitou.core.actors import Actor, Role
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by

SEE = "changes.view"


@accessed_by(ORDER_CHANGE)
def access_change(actor: Actor, name: OrderChange | UUID | str, *, lock: bool = False) -> OrderChange:
    """The change that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_changes(actor), name), lock=lock)


def visible_changes(actor: Actor) -> "QuerySet[OrderChange, Any]":
    """All changes of the shop's orders that the actor may see, newest first."""
    rows = OrderChange.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.CARRIER) or (actor.role == Role.MERCHANT and actor.may(SEE)):
        return rows
    return rows.none()


def rules_of_shop(actor_shop: UUID) -> ChangeRules:
    """The shop's rules for changes; the defaults where it has set none. Inside the shop."""
    return ChangeRules.objects.filter(shop_id=actor_shop).first() or ChangeRules(shop_id=actor_shop)
