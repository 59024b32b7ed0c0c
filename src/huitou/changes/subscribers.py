"""Takes what happens to parcels as the change's own steps, and tells parcels which pieces must not leave."""

from collections import Counter
from collections.abc import Mapping
from uuid import UUID

from huitou.changes import mails  # noqa: F401  (registers itself)
from huitou.changes.deliveries import subscribers as of_deliveries  # noqa: F401  (they register themselves)
from huitou.changes.judging import whereabouts
from huitou.changes.machine import CANCELLATION, ORDER_CHANGE
from huitou.changes.models import ChangeLine, OrderChange
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.events import subscriber
from huitou.core.flow import NotTheirTurn
from huitou.core.models import Event
from huitou.core.verbs import verb_of
from huitou.orders.models import Order
from huitou.parcels.kept_back import keeps_back
from huitou.parcels.models import Parcel

LEFT = ("parcels.parcel.collected", "parcels.parcel.went_on")
# What a parcel that leaves overtakes.
BEFORE_IT_LEFT = ("requested", "awaiting_difference", "payment_said", "payment_to_check")
ENDED = {"parcels.parcel.delivered": "deliver", "parcels.parcel.returned": "come_back"}


@keeps_back
def cancelled_pieces(order: Order) -> Mapping[UUID, int]:
    """Pieces that were cancelled before they left the house."""
    pieces: Counter[UUID] = Counter()
    rows = ChangeLine.objects.filter(
        change__order=order, change__kind=CANCELLATION, change__state="cancelled", change__left_at=None
    )
    for line, quantity in rows.values_list("order_line_id", "quantity"):
        pieces[line] += quantity
    return pieces


@subscriber(*LEFT)
def parcel_left(event: Event) -> None:
    """The shop sent it before it had answered: both sides go on with a parcel on the road."""
    change, parcel = _of(event)
    if change is None or parcel.direction != Parcel.Direction.OUTBOUND or change.state not in BEFORE_IT_LEFT:
        return
    if whereabouts(Order.objects.get(pk=parcel.order_id)).all_left:
        _take(change, "overtake", system_actor(change.shop_id), event)


@subscriber(*ENDED)
def parcel_ended(event: Event) -> None:
    """Delivered all the same, or back at the shop."""
    change, parcel = _of(event)
    if change is None or parcel.direction != Parcel.Direction.OUTBOUND or change.left_at is None:
        return
    if whereabouts(Order.objects.get(pk=parcel.order_id)).under_way:
        return  # another parcel of the order is still on the road
    carrier = Actor(role=Role.CARRIER, shop_id=change.shop_id, id=f"parcel:{parcel.pk}")
    _take(change, ENDED[event.kind], carrier, event)


def _of(event: Event) -> tuple[OrderChange | None, Parcel]:
    parcel = Parcel.objects.get(pk=event.subject_id)
    return OrderChange.objects.filter(order_id=parcel.order_id, closed_at=None).first(), parcel


def _take(change: OrderChange, action: str, actor: Actor, event: Event) -> None:
    try:
        verb_of(ORDER_CHANGE, action)(order_change=change, actor=actor, at=event.at)
    except NotTheirTurn:
        return  # it was settled in the meantime
