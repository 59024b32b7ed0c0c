"""Who may see a wish for a delivery: the order's buyer, the shop's people."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.changes.access import SEE
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.models import DeliveryRequest
from huitou.core.actors import Actor, Role
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by


@accessed_by(DELIVERY_REQUEST)
def access_delivery(actor: Actor, name: DeliveryRequest | UUID | str, *, lock: bool = False) -> DeliveryRequest:
    """The wish that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_deliveries(actor), name), lock=lock)


def visible_deliveries(actor: Actor) -> "QuerySet[DeliveryRequest, Any]":
    """All wishes for the shop's parcels that the actor may see, newest first."""
    rows = DeliveryRequest.objects.order_by("-opened_at", "pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.CARRIER) or (actor.role == Role.MERCHANT and actor.may(SEE)):
        return rows
    return rows.none()
