"""Who may see an advance: the case's buyer, the shop's people; and what a shop allows."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, of_buyer, one_or_none, only
from huitou.core.verbs import accessed_by
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, InstantRules

SEE = "instant.view"


@accessed_by(ADVANCE)
def access_advance(actor: Actor, name: Advance | UUID | str, *, lock: bool = False) -> Advance:
    """The advance that the actor may see, by row, id or reference (`V-…`). Raises NotFound."""
    return only(named(visible_advances(actor), name), lock=lock)


def visible_advances(actor: Actor) -> "QuerySet[Advance, Any]":
    """All advances of the shop that the actor may see, newest first. Raises NotFound for who may see none."""
    rows = Advance.objects.order_by("-opened_at", "-pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role == Role.SYSTEM or (actor.role == Role.MERCHANT and actor.may(SEE)):
        return rows
    raise NotFound()


def rules_of_shop(shop_id: UUID) -> InstantRules:
    """The shop's rules; switched off where it has set none. Inside the shop."""
    return one_or_none(InstantRules.objects.all()) or InstantRules(shop_id=shop_id)
