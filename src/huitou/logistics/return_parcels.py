"""The parcel in which a return travels: announced as soon as its number is known, and its scans are the return's steps.

So that whoever tells of parcels is asked about it, the first scan counts as the hand-over, and the last one as the
arrival. Reads events in their own time; a person who was faster is right.
"""

from datetime import datetime

from django.db.models import Q

from huitou.core.actors import Actor, Role, system_actor
from huitou.core.events import subscriber
from huitou.core.flow import NotTheirTurn
from huitou.core.lookup import one_or_none
from huitou.core.models import Event
from huitou.core.verbs import verb_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLabel
from huitou.parcels.models import Parcel, ParcelScan
from huitou.parcels.verbs import announce_parcel
from huitou.parcels.verbs.announce_parcel import ParcelExists

NUMBERED = (
    "logistics.goods_return.handed_over",
    "logistics.goods_return.collected",
    "logistics.goods_return.given_label",
)
ON_THE_ROAD = ("parcels.parcel.collected", "parcels.parcel.went_on")
HERE = "parcels.parcel.delivered"


@subscriber(*NUMBERED)
def goods_have_a_number(event: Event) -> None:
    """Announce the parcel under the number that it travels under."""
    back = one_or_none(GoodsReturn.objects.filter(pk=event.subject_id))
    if back is None or back.state in GOODS_RETURN.finals:
        return
    lines = dict(back.lines.values_list("order_line_id", "quantity"))
    for number, carrier in numbers_of(back).items():
        try:
            announce_parcel(
                order_id=back.order_id, direction=Parcel.Direction.RETURN, lines=lines, carrier=carrier,
                tracking_number=number, begins_at=back.opened_at, actor=system_actor(back.shop_id), at=event.at,
            )  # fmt: skip
        except ParcelExists:
            continue


@subscriber("parcels.parcel.lost")
def return_parcel_was_lost(event: Event) -> None:
    """The carrier says that it lost it: the shop asks at once, and need not wait for the carrier's silence."""
    parcel = Parcel.objects.get(pk=event.subject_id)
    back = _return_of(parcel) if parcel.direction == Parcel.Direction.RETURN and parcel.tracking_number else None
    if back is not None:
        _take(back, "trace", system_actor(back.shop_id), event.at)


@subscriber(*ON_THE_ROAD, HERE)
def return_parcel_was_scanned(event: Event) -> None:
    """With the carrier: handed over. At the shop's door: arrived, with what the carrier weighed."""
    parcel = Parcel.objects.get(pk=event.subject_id)
    if parcel.direction != Parcel.Direction.RETURN or not parcel.tracking_number:
        return
    back = _return_of(parcel)
    if back is None:
        return
    actor = Actor(role=Role.CARRIER, shop_id=back.shop_id, id=f"parcel:{parcel.pk}")
    # A scan before it was handed over by anybody's word: the word is not needed any more.
    _take(back, "collect", actor, event.at, carrier=parcel.carrier, tracking_number=parcel.tracking_number)
    if event.kind == HERE:
        rows = ParcelScan.objects.filter(parcel=parcel, weight_grams__isnull=False).order_by("-occurred_at", "-pk")
        grams = rows.values_list("weight_grams", flat=True).first()
        _take(back, "arrive", actor, event.at, weight_grams=grams)


def numbers_of(back: GoodsReturn) -> dict[str, str]:
    """Number → carrier of what the return travels under: its own, else that of the newest label.

    Never a waybill of a courier before he has the goods: one who was called off would leave a parcel that never was.
    """
    if back.tracking_number:
        return {back.tracking_number: back.carrier}
    labels = ReturnLabel.objects.filter(goods_return=back, voided_at=None).order_by("-given_at", "-pk")
    return {row.tracking_number: row.carrier for row in labels[:1] if row.tracking_number}


def _return_of(parcel: Parcel) -> GoodsReturn | None:
    """The return of the order that travels under the parcel's number."""
    number = parcel.tracking_number
    rows = GoodsReturn.objects.filter(order_id=parcel.order_id).exclude(state__in=GOODS_RETURN.finals)
    labelled = ReturnLabel.objects.filter(tracking_number=number).values("goods_return_id")
    mine = Q(tracking_number=number) | Q(tracking_number="", pk__in=labelled)
    return rows.filter(mine).order_by("-opened_at", "pk").first()


def _take(back: GoodsReturn, action: str, actor: Actor, at: datetime, **given: object) -> None:
    try:
        verb_of(GOODS_RETURN, action)(goods_return=back.pk, actor=actor, at=at, **given)
    except NotTheirTurn:
        return  # it is further on already
