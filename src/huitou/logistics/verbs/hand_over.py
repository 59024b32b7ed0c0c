"""The buyer parts with the goods, or does not send them after all."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.logistics.labels import label_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, PickUp, ReturnLabel, Way
from huitou.logistics.pick_ups.seats import end_pick_up
from huitou.logistics.ways import USUAL
from huitou.orders.models import Order
from huitou.parcels.course import NUMBER_RESTS, SILENCE_ENDS
from huitou.parcels.models import Parcel
from huitou.parcels.numbers import carrier_code, compact, read_number


class WayNotOffered(Invalid):
    """The shop does not take these goods back this way."""

    code = "way_not_offered"
    message = _("This way is not offered for these goods. Choose one of those on the page.")


class BringItYourself(Invalid):
    """What is brought to the store is taken there, by somebody who scans the buyer's code."""

    code = "bring_it_yourself"
    message = _("In the store nothing has to be entered: show the code of this page, and the goods are taken at once.")


class CalledOff(Invalid):
    """The waybill of a courier who was called off: no parcel travels under it, and nobody pays for one that is lost."""

    code = "number_called_off"
    message = _("This number belongs to a courier who was called off. Take the one on the receipt of the parcel.")


class NumberOfVoidLabel(Invalid):
    """The number of a label that was given back: no parcel travels under it."""

    code = "number_of_void_label"
    message = _("This number belongs to a label that is no longer valid. Take the one on the receipt of the parcel.")


class NumberOfDelivery(Invalid):
    """The number of a parcel that the shop sent: the scan of its delivery would pass for the goods' arrival."""

    code = "number_of_delivery"
    message = _("Under this number a parcel came from the shop. Take the one on the receipt of the parcel you send.")


@verb(GOODS_RETURN, "hand_over")
def hand_over(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    way: Way = Way.OWN_PARCEL,
    carrier: str = "",
    tracking_number: str = "",
) -> dict[str, Any]:
    """Say that the goods are on their way. A parcel needs its tracking number; the shop's label brings its own.

    Raises: WayNotOffered, BringItYourself, TrackingNumberMissing, TrackingNumberMalformed, CalledOff,
    NumberOfVoidLabel, NumberOfDelivery, NotTheirTurn.
    """
    if goods_return.state == "pick_up_booked":
        way = Way.PICK_UP
    if way == Way.STORE:
        raise BringItYourself()
    label = label_of(goods_return, at) if way in (Way.SHOP_LABEL, Way.DROP_OFF) else None
    offered = set(goods_return.ways or USUAL) | ({str(Way.SHOP_LABEL)} if label else set())
    if str(way) not in offered or (way == Way.PICK_UP and goods_return.state != "pick_up_booked"):
        raise WayNotOffered()
    if label is not None and not tracking_number.strip():
        carrier, tracking_number = carrier or label.carrier, label.tracking_number
    # Whoever gets money for goods that are lost must have parted with them where somebody counts parcels.
    number = read_number(tracking_number, needed=way != Way.PICK_UP)
    demand_not_called_off(goods_return, number)
    if label is None or number != label.tracking_number:
        demand_not_sent(goods_return, number, at)
    booked = end_pick_up(goods_return, "collected", at)
    if booked is not None and not number:
        # The waybill of this very booking: that of one before would name a parcel that never was.
        carrier, number = carrier or booked.carrier, booked.tracking_number
    goods_return.way = way
    goods_return.carrier = carrier.strip()[:60]
    goods_return.tracking_number = number
    goods_return.handed_over_at = at
    return {"way": str(way), "carrier": carrier_code(goods_return.carrier), "tracking_number": number}


def demand_not_called_off(goods_return: GoodsReturn, number: str) -> None:
    """Raise CalledOff for the waybill of a booking that ended without a courier, NumberOfVoidLabel for a label's.

    No query where nobody could book, and no label was given back.
    """
    if number and goods_return.label_standing == "voided":
        void = ReturnLabel.objects.filter(goods_return=goods_return, tracking_number=number, voided_at__isnull=False)
        if void.exists():
            raise NumberOfVoidLabel()
    if not number or Way.PICK_UP not in goods_return.ways:
        return
    dead = PickUp.objects.filter(goods_return=goods_return, ended_at__isnull=False, tracking_number=number)
    if dead.exclude(outcome="collected").exists():
        raise CalledOff()


def demand_not_sent(goods_return: GoodsReturn, number: str, at: datetime) -> None:
    """Raise NumberOfDelivery for a parcel that the shop sent to this customer, until carriers give its number out anew.

    Of others' parcels nothing is said: whoever tries numbers does not learn here which ones the shop knows.
    """
    whose = Order.objects.filter(pk=goods_return.order_id).values("customer_id")
    sent = Parcel.objects.filter(tracking_number=number, created_at__gte=at - 2 * SILENCE_ENDS)
    sent = sent.filter(order__customer_id__in=whose)
    sent = sent.exclude(direction=Parcel.Direction.RETURN).exclude(status_at__lt=at - NUMBER_RESTS)
    if number and sent.exists():
        raise NumberOfDelivery()


@verb(GOODS_RETURN, "collect")
def collect(
    *, goods_return: GoodsReturn, actor: Actor, at: datetime, carrier: str = "", tracking_number: str = ""
) -> dict[str, Any]:
    """The courier has it: the first scan, or the word of the shop whose courier it is.

    `tracking_number`: what it travels under, where the scan says so; else the waybill of the booking.
    """
    booked = end_pick_up(goods_return, "collected", at)
    if goods_return.state == "pick_up_booked":
        goods_return.way = Way.PICK_UP
    if not goods_return.tracking_number:
        number, by = compact(tracking_number), carrier
        if booked is not None and not number:
            number, by = booked.tracking_number, booked.carrier
        goods_return.tracking_number, goods_return.carrier = number[:80], by.strip()[:60]
        labels = ReturnLabel.objects.filter(goods_return=goods_return, tracking_number=number)
        if number and not goods_return.way and labels.exists():
            goods_return.way = Way.SHOP_LABEL
    goods_return.handed_over_at = at
    return {"way": str(goods_return.way), "tracking_number": goods_return.tracking_number}


@verb(GOODS_RETURN, "join")
def join(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods go back together with others of the order: this return ends, and one for all of them is opened."""
    return {}


@verb(GOODS_RETURN, "cancel")
def cancel(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer keeps the goods after all; possible until they are handed over. A booked courier is called off."""
    end_pick_up(goods_return, "cancelled", at)
    return {}
