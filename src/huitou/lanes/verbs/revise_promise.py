"""Gives a parcel's buyer another day where the old word cannot be kept, or a better one is known.

Called after every report of a parcel, and each day for those that are overdue.
"""

from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.models import Shop
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.lanes.causes import cause_of
from huitou.lanes.counting import spread_of
from huitou.lanes.days_off import country_of
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.places import city_of
from huitou.lanes.promising import NO_DAY, TROUBLE, Known, Window, judge, why_revise
from huitou.lanes.stages import stage_of
from huitou.lanes.ways import lane_of, place_name
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel
from huitou.parcels.queries import estimates_of, timeline_of

# Beyond it a parcel that was never heard of again gets no further day.
MOST_WORDS = 60


@verb
def revise_promise(*, parcel: UUID, actor: Actor, at: datetime) -> DeliveryPromise | None:
    """The new word, or None where the old one stands, or none can be given. Raises: Forbidden, NotFound."""
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    found = access_parcel(actor, parcel, lock=True)
    if found.direction == Parcel.Direction.RETURN or stage_of(found.status, found.state) in NO_DAY:
        return None
    shop = open_shop_row()
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    before = DeliveryPromise.objects.filter(parcel=found).order_by("-number").first()
    stage = stage_of(found.status, found.state)
    window = judge(_known(found, shop, today))
    if window is None or (before is not None and before.number >= MOST_WORDS):
        return None
    because = why_revise(window, _window(before), stage, today)
    if not because:
        return None
    told = _trouble(found) if because == "held_up" or stage in TROUBLE else ("", "", "")
    word = DeliveryPromise(
        shop_id=actor.shop_id, parcel=found, number=before.number + 1 if before else 1, earliest_on=window.earliest,
        latest_on=window.latest, source=window.source, because=because, status=told[0], cause=told[1], place=told[2],
        parcels=window.parcels, level=window.level, said_at=at,
    )  # fmt: skip
    facts = {
        "order": found.order_id, "earliest": window.earliest.isoformat() if window.earliest else "",
        "latest": window.latest.isoformat(), "source": window.source, "because": because,
    }  # fmt: skip
    events.record(found, "lanes.promise.revised" if before else "lanes.promise.given", actor=actor, at=at, facts=facts)
    found.save()
    word.save(force_insert=True)
    return word


def _known(parcel: Parcel, shop: Shop, today: date) -> Known:
    zone = ZoneInfo(shop.timezone)
    said = estimates_of(parcel)
    handed_on = parcel.shipped_at.astimezone(zone).date() if parcel.shipped_at else None
    order = parcel.order
    lane = lane_of(
        carrier=parcel.carrier, origin=place_name(shop.country), country=order.country, region=order.region,
        handed_on=handed_on or today,
    )  # fmt: skip
    spread, asked = spread_of(lane, on=today)
    return Known(
        stage=stage_of(parcel.status, parcel.state),
        today=today,
        handed_on=handed_on,
        carrier=(
            (said[-1].earliest_at.astimezone(zone).date(), said[-1].latest_at.astimezone(zone).date()) if said else None
        ),
        shop_by=parcel.promised_at.astimezone(zone).date() if parcel.promised_at else None,
        spread=spread,
        asked=asked,
        country=country_of(lane.destination),
    )


def _trouble(parcel: Parcel) -> tuple[str, str, str]:
    """The newest report of something wrong: its status, the cause that it names, the city where it happened."""
    for told in timeline_of(parcel):
        if told.status and stage_of(told.status, told.state) in TROUBLE:
            return told.status, cause_of(told.text), city_of(told.place)
    return "", "", ""


def _window(word: DeliveryPromise | None) -> Window | None:
    return None if word is None else Window(word.earliest_on, word.latest_on, word.source)
