"""A shop's parcels in trouble, most urgent first. Called by the desk inside `in_shop`; a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from huitou.core.models import Shop
from huitou.lanes.counting import spreads_of
from huitou.lanes.days_off import country_of, days_between
from huitou.lanes.models import DeliveryPromise, TroubleStep
from huitou.lanes.queries import promises_of
from huitou.lanes.stages import stage_of
from huitou.lanes.times import Lane, Spread
from huitou.lanes.trouble import Found, Step, Watched, trouble_of
from huitou.lanes.ways import lane_of, place_name
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

# Nobody waits for older ones any more, or their case has long begun.
LOOKS_BACK = timedelta(days=60)
ENDED_LATELY = timedelta(days=21)
MOST = 400
_SURELY = (
    "attempt.", "customs.action_required", "exception.", "returning.", "pickup_ready.", "expired.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Troubled:
    """One parcel. `best`: what to do next; `resting`: something was done lately, so it waits below the others."""

    parcel: Parcel
    found: Found
    done: Sequence[TroubleStep]
    best: Step
    resting: bool


def troubled(
    shop: Shop, *, at: datetime, apart_from: "QuerySet[Any, Any] | None" = None, only: str = ""
) -> list[Troubled]:
    """All, most urgent first, those at rest last. `apart_from`: keys of orders that somebody looks after already.

    `only`: the parcel of this ref, or nothing.
    """
    zone, today = ZoneInfo(shop.timezone), at.astimezone(ZoneInfo(shop.timezone)).date()
    rows, surely = _candidates(at)
    rows = rows if apart_from is None else rows.exclude(order_id__in=apart_from)
    # What its own status says is never cut off by how many may only be late.
    parcels = list(rows.filter(ref=only)) if only else [*rows.filter(surely), *rows.exclude(surely)[:MOST]]
    promises = promises_of(parcels)
    lanes = {parcel.pk: _lane(parcel, shop, zone) for parcel in parcels}
    spreads, _asked = spreads_of(lanes.values(), on=today)
    steps: dict[UUID, list[TroubleStep]] = {parcel.pk: [] for parcel in parcels}
    for step in TroubleStep.objects.filter(parcel_id__in=list(steps)).order_by("-at"):
        steps[step.parcel_id].append(step)
    found = []
    for parcel in parcels:
        watched = _watched(parcel, promises[parcel.pk], spreads[lanes[parcel.pk]], lanes[parcel.pk], today, zone)
        if (wrong := trouble_of(watched)) is not None:
            found.append(_row(parcel, wrong, steps[parcel.pk], at))
    return sorted(found, key=lambda row: (row.resting, *row.found.urgency, row.parcel.pk))


def _candidates(at: datetime) -> tuple[QuerySet[Parcel], Q]:
    """What may be in trouble by what the database can see, and which of it surely is; the rest is judged one by one."""
    states = Parcel.State
    surely = Q(pk__in=[])
    for status in _SURELY:
        surely |= Q(status__startswith=status)
    under_way = Q(state__in=(states.ANNOUNCED, states.COLLECTED, states.IN_TRANSIT), created_at__gte=at - LOOKS_BACK)
    yesterday = at - timedelta(days=1)
    announced = Q(created_at__lte=yesterday) | Q(status_at__lte=yesterday)
    old = Q(state=states.ANNOUNCED) & announced | Q(shipped_at__lte=yesterday)
    ended = Q(state__in=(states.LOST, states.RETURNED), status_at__gte=at - ENDED_LATELY)
    rows = Parcel.objects.filter(under_way & (surely | old) | ended)
    rows = rows.exclude(direction=Parcel.Direction.RETURN).exclude(order__state=Order.State.CANCELLED)
    rows = rows.select_related("order", "order__customer").order_by("created_at", "pk")
    return rows, surely | Q(state__in=(states.LOST, states.RETURNED))


def _watched(
    parcel: Parcel, words: Sequence[DeliveryPromise], spread: Spread | None, lane: Lane, today: date, zone: ZoneInfo
) -> Watched:
    handed_on = parcel.shipped_at.astimezone(zone).date() if parcel.shipped_at else None
    since = handed_on or today
    return Watched(
        stage=stage_of(parcel.status, parcel.state), status=parcel.status, today=today,
        announced_on=min(parcel.created_at, parcel.status_at or parcel.created_at).astimezone(zone).date(),
        handed_on=handed_on, rested=(today - since).days - days_between(country_of(lane.destination), since, today),
        news_on=parcel.status_at.astimezone(zone).date() if parcel.status_at else None,
        latest_on=words[0].latest_on if words else None, spread=spread,
    )  # fmt: skip


def _lane(parcel: Parcel, shop: Shop, zone: ZoneInfo) -> Lane:
    handed = parcel.shipped_at or parcel.created_at
    return lane_of(
        carrier=parcel.carrier, origin=place_name(shop.country), country=parcel.order.country,
        region=parcel.order.region, handed_on=handed.astimezone(zone).date(),
    )  # fmt: skip


def _row(parcel: Parcel, found: Found, steps: Sequence[TroubleStep], at: datetime) -> Troubled:
    """Steps count while the trouble is the same one; news since then ask for another look."""
    about = [step for step in steps if step.kind == found.kind]
    last = about[0] if about else None
    news = parcel.status_at is not None and last is not None and parcel.status_at > last.at
    resting = last is not None and last.rests_until > at and not news
    return Troubled(parcel, found, about, found.best([Step(step.did) for step in about]), resting)
