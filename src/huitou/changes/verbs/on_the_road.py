"""A change of goods that have left: the shop asks the carrier, the parcel comes back, and goes out again."""

from datetime import datetime
from typing import Any

from huitou.changes.judging import whereabouts
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.verbs.difference import owe_back
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.orders.models import Order
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import carrier_code, read_number
from huitou.parcels.verbs import announce_parcel, record_scan


@verb(ORDER_CHANGE, "overtake")
def overtake(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The parcel left before the shop had answered: the change goes on on the road.

    Who has said that they paid is not asked again: it counts as paid, or the shop still says whether it came, as the
    word was taken; it is owed back where the goods do not go there.
    """
    if order_change.state == "payment_said":
        order_change.paid_minor = order_change.difference_minor
    order_change.paid_unseen = order_change.state in ("payment_said", "payment_to_check")
    goods = whereabouts(Order.objects.get(pk=order_change.order_id))
    order_change.left_at = goods.left_at or at
    return {"left_at": order_change.left_at}


@verb(ORDER_CHANGE, "redirect")
def redirect(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier brings it to the new address: nothing is sent again, so nothing is to be paid for that.

    What the buyer said to have paid before the parcel left is owed back.
    """
    owe_back(order_change, order_change.paid, actor, at)
    order_change.difference_minor = 0
    return {}


@verb(ORDER_CHANGE, "stop_parcel")
def stop_parcel(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has stopped it and brings it back to the shop."""
    return {}


@verb(ORDER_CHANGE, "fail_to_stop")
def fail_to_stop(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier cannot, or nobody asked in time: the buyer is told and asked."""
    return {}


@verb(ORDER_CHANGE, "come_back")
def come_back(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods are back at the shop: the carrier's scan, or the shop's word."""
    return {}


@verb(ORDER_CHANGE, "deliver")
def deliver(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """It was delivered all the same."""
    return {}


@verb(ORDER_CHANGE, "trace")
def trace(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """No sign of the parcel for too long: the shop asks the carrier."""
    return {}


@verb(ORDER_CHANGE, "declare_lost")
def declare_lost(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """It is not found. Until it is in the buyer's hands it is the shop's risk."""
    return {}


@verb(ORDER_CHANGE, "resend")
def resend(
    *, order_change: OrderChange, actor: Actor, at: datetime, tracking_number: str, carrier: str = ""
) -> dict[str, Any]:
    """The goods went out again, to the new address. Raises: TrackingNumberMissing, TrackingNumberMalformed."""
    order_change.carrier, order_change.tracking_number = carrier.strip()[:60], read_number(tracking_number)
    parcel = announce_parcel(
        order_id=order_change.order_id, direction=Parcel.Direction.OUTBOUND, external_id=order_change.ref,
        carrier=order_change.carrier, tracking_number=order_change.tracking_number, actor=actor, at=at,
    )  # fmt: skip
    record_scan(parcel=parcel, state="collected", occurred_at=at, actor=actor, at=at)
    return {
        "carrier": carrier_code(order_change.carrier),
        "tracking_number": order_change.tracking_number,
        "parcel": parcel.pk,
    }
