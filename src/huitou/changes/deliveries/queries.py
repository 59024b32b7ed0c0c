"""Reading wishes: those of some parcels, and what a buyer took on. Called inside `in_shop`; never writes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.models import DeliveryRequest, WhyNot
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.orders.models import Order

NOT_RECEIVED = "not_received"


def wishes_of(parcels: Collection[UUID]) -> dict[UUID, list[DeliveryRequest]]:
    """The wishes for each parcel with their words, the newest first. One query."""
    found: dict[UUID, list[DeliveryRequest]] = {key: [] for key in parcels}
    rows = DeliveryRequest.objects.filter(parcel_id__in=parcels).select_related("words", "parcel")
    for row in rows.order_by("-opened_at", "pk"):
        found[row.parcel_id].append(row)
    return found


def taken_on(order: Order) -> list[DeliveryRequest]:
    """What the buyer took on for parcels of the order and a carrier agreed to: a safe place, a neighbour. One query."""
    rows = DeliveryRequest.objects.filter(order=order, liability=True, state__in=("arranged", "settled"))
    return list(rows.select_related("words", "parcel").order_by("opened_at", "pk"))


def taken_on_in(order: Order, reasons: Collection[str]) -> list[DeliveryRequest]:
    """The same for a case, where it says that something has not come; no query for any other."""
    return taken_on(order) if NOT_RECEIVED in reasons else []


def values_of(request: DeliveryRequest, shop: Shop, at: datetime) -> Mapping[str, Any]:
    """`shop`, `left`, `why` in the active language."""
    why = gettext(str(WhyNot(request.why).label)) if request.why else ""
    return {"shop": shop.name, "left": time_left(request.deadline_at, at), "why": why}


def say_delivery(request: DeliveryRequest, reader: Role, shop: Shop, at: datetime) -> str:
    """The sentence of the wish for this reader."""
    return sentence(DELIVERY_REQUEST, request.state, reader, values_of(request, shop, at))
