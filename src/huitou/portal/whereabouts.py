"""Where each order of a list is, in one line: what asks for something first, then the day it is expected.

Called by the list of orders inside `in_shop`; two queries for any number of orders. Decides nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.core.flow.texts import gap
from huitou.core.models import Shop
from huitou.core.when import written
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.queries import promises_of
from huitou.lanes.stages import OVER, Stage, stage_of
from huitou.news import parcel_words as words
from huitou.news.promise_words import expected
from huitou.orders.models import Order
from huitou.parcels.models import Parcel
from huitou.parcels.queries import outbound_by_order

# Of several parcels the one that is told: what went wrong, what the buyer can do, what comes next, what came.
_URGENT = (
    Stage.LOST, Stage.GOING_BACK, Stage.CAME_BACK, Stage.STOPPED, Stage.READY, Stage.ATTEMPTED, Stage.HELD,
    Stage.OUT_FOR_DELIVERY, Stage.CUSTOMS, Stage.MOVING, Stage.COLLECTED, Stage.ANNOUNCED, Stage.DELIVERED,
)  # fmt: skip
_TURN = frozenset({Stage.READY, Stage.ATTEMPTED})


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`text`: where the goods are. `tone`: "harm" where they are not coming, "turn" where the buyer is waited for."""

    text: str
    tone: str = ""


def whereabouts(shop: Shop, orders: Sequence[Order], at: datetime) -> dict[UUID, Whereabouts]:
    """One line for each of the orders."""
    parcels = outbound_by_order(orders)
    coming = [parcel for found in parcels.values() for parcel in found if _stage(parcel) not in OVER]
    promises = promises_of(coming) if coming else {}
    return {order.pk: _of_order(shop, order, parcels[order.pk], promises, at) for order in orders}


def _of_order(
    shop: Shop,
    order: Order,
    parcels: Sequence[Parcel],
    promises: Mapping[UUID, Sequence[DeliveryPromise]],
    at: datetime,
) -> Whereabouts:
    zone = ZoneInfo(shop.timezone)
    if order.state == Order.State.CANCELLED:
        return Whereabouts(_("This order was cancelled."))
    if not parcels:
        return Whereabouts(_("Not sent yet."))
    told = min(parcels, key=lambda parcel: _URGENT.index(_stage(parcel)))
    stage, carrier = _stage(told), carrier_name(told.carrier)
    if stage == Stage.DELIVERED:
        came = max((parcel.delivered_at for parcel in parcels if parcel.delivered_at), default=None)
        text = _("Delivered on %(day)s.") % {"day": written(came, zone, "day")} if came else _("Delivered.")
        return Whereabouts(text)
    text = words.sentence(stage, carrier=carrier)
    if when := expected(promises.get(told.pk, ()), carrier=carrier, zone=zone, today=at.astimezone(zone).date()):
        text += gap() + when.line
    if arrived := sum(_stage(parcel) == Stage.DELIVERED for parcel in parcels):
        came_of = _("%(came)s of %(count)s parcels have come.") % {"came": arrived, "count": len(parcels)}
        text = came_of + gap() + text
    return Whereabouts(text, "harm" if stage in words.HARM else "turn" if stage in _TURN else "")


def _stage(parcel: Parcel) -> Stage:
    return stage_of(parcel.status, parcel.state)
