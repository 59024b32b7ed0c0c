"""Who may see a repair: its buyer, the shop's people, and the company to which it was given."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by
from huitou.services.machine import REPAIR
from huitou.services.models import Repair


@accessed_by(REPAIR)
def access_repair(actor: Actor, name: Repair | UUID | str, *, lock: bool = False) -> Repair:
    """The repair that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_repairs(actor), name), lock=lock)


def visible_repairs(actor: Actor) -> "QuerySet[Repair, Any]":
    """All repairs of the shop that the actor may see."""
    rows = Repair.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role == Role.PROVIDER and actor.provider_id is not None:
        return rows.filter(provider_id=actor.provider_id)
    sees_all = actor.role in (Role.SYSTEM, Role.CARRIER) or actor.may("returns.view")
    return rows if sees_all else rows.none()
