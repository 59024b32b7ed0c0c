"""Parcels as the tracking pages show them: sentence, line, expected days, reports, contents, what can be done.

Called by the tracking views inside `in_shop`; a constant number of queries, whatever the number of parcels. Who only
knows a number gets `private=False`: no contents, no words of the carrier's, no place finer than a city.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from huitou.cases.carrier_names import carrier_name
from huitou.changes.deliveries.wishes import possible
from huitou.core.models import Shop
from huitou.core.turning_line import Journey
from huitou.core.when import written
from huitou.lanes.carrier_pages import carrier_page
from huitou.lanes.causes import cause_of
from huitou.lanes.models import DeliveryPromise
from huitou.lanes.places import city_of
from huitou.lanes.promising import TROUBLE
from huitou.lanes.queries import promises_of
from huitou.lanes.stages import OVER, Stage, stage_of
from huitou.news import parcel_words as words
from huitou.news.promise_words import Expected, expected
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel
from huitou.parcels.queries import Told, timelines_of
from huitou.parcels.vocabulary.sentences import public_sentence_of
from huitou.portal.addresses import apply_path
from huitou.portal.delivering import WishRow, delivery_path, not_received_path

REPORTS = 40


@dataclass(frozen=True, slots=True)
class Report:
    """One report. `said`: the carrier's own words, for whoever may read them."""

    text: str
    place: str
    at: datetime
    said: str
    trouble: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """Something to do about a parcel now. `first`: the one thing."""

    label: str
    url: str
    first: bool = False
    outside: bool = False


@dataclass(frozen=True, slots=True)
class ShownParcel:
    """One parcel. `contents` and `deeds` are empty for whoever only knows its number."""

    key: UUID
    ref: str
    title: str
    stage: Stage
    sentence: str
    after: str
    tone: str
    journey: Journey
    expected: Expected | None
    carrier: str
    number: str
    reports: Sequence[Report]
    contents: Sequence[tuple[Line, int]]
    deeds: Sequence[Deed]
    wishes: Sequence[WishRow] = ()

    @property
    def calm(self) -> bool:
        """Whether it came: what can be done then is there, and does not stand in the way."""
        return self.stage == Stage.DELIVERED

    @property
    def late(self) -> bool:
        """Whether it is held up, or past the day that was promised."""
        return self.stage == Stage.HELD or (self.expected is not None and self.expected.overdue)

    @property
    def under_way(self) -> bool:
        """Whether it is still waited for."""
        return self.stage not in OVER


def shown_parcels(
    shop: Shop,
    parcels: Sequence[Parcel],
    at: datetime,
    *,
    private: bool,
    order: Order | None = None,
    wishes: Mapping[UUID, Sequence[WishRow]] | None = None,
) -> list[ShownParcel]:
    """The parcels: what is still waited for first. With `private` their lines must have been read.

    `wishes`: for their deliveries, by parcel.
    """
    timelines, promises = timelines_of(parcels), promises_of(parcels)
    numbered, wished = _titles(parcels), wishes or {}
    found = [
        _shown(
            shop, parcel, timelines[parcel.pk], promises[parcel.pk], at,
            title=numbered[parcel.pk], private=private, order=order, wishes=wished.get(parcel.pk, ()),
        )
        for parcel in parcels
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.under_way)


def _shown(
    shop: Shop,
    parcel: Parcel,
    timeline: Sequence[Told],
    promises: Sequence[DeliveryPromise],
    at: datetime,
    *,
    title: str,
    private: bool,
    order: Order | None,
    wishes: Sequence[WishRow],
) -> ShownParcel:
    zone = ZoneInfo(shop.timezone)
    stage, back = stage_of(parcel.status, parcel.state), parcel.direction == Parcel.Direction.RETURN
    carrier = carrier_name(parcel.carrier)
    when = expected(promises, carrier=carrier, zone=zone, today=at.astimezone(zone).date())
    place = next((city for told in timeline if (city := city_of(told.place))), "")
    return ShownParcel(
        key=parcel.pk,
        ref=parcel.ref,
        title=title,
        stage=stage,
        sentence=_sentence(parcel, stage, carrier, place, zone, back=back),
        after=words.what_next(stage, back=back),
        tone="harm"
        if stage in words.HARM
        else "turn"
        if stage in _TURN
        else "good"
        if stage == Stage.DELIVERED
        else "",
        journey=words.journey(stage, _moments(parcel, timeline, when, zone), back=back),
        expected=when if stage not in OVER and not back else None,
        carrier=carrier,
        number=parcel.tracking_number,
        reports=[_report(told, private=private) for told in timeline[:REPORTS] if told.status],
        contents=[(part.order_line, part.quantity) for part in parcel.lines.all()] if private else (),
        deeds=deeds_of(shop, parcel, stage, when, order, private=private),
        wishes=[row for row in wishes if row.open],
    )


def _sentence(parcel: Parcel, stage: Stage, carrier: str, place: str, zone: ZoneInfo, *, back: bool) -> str:
    if stage == Stage.DELIVERED and not back and parcel.delivered_at is not None:
        return _("Delivered on %(day)s.") % {"day": written(parcel.delivered_at, zone, "day")}
    return words.sentence(stage, carrier=carrier, place=place, back=back)


_TURN = frozenset({Stage.READY, Stage.ATTEMPTED})


def deeds_of(
    shop: Shop, parcel: Parcel, stage: Stage, when: Expected | None, order: Order | None, *, private: bool
) -> list[Deed]:
    """What can be done now; the first where something is wrong. Cases open with the parcel's own items filled in."""
    found: list[Deed] = []
    if order is not None and parcel.direction == Parcel.Direction.OUTBOUND:
        if stage == Stage.DELIVERED:
            found += [
                Deed(_("It has not arrived"), not_received_path(shop, order, parcel)),
                Deed(_("It arrived damaged"), case_for(shop, order, parcel, "damaged")),
                Deed(_("I got something else"), case_for(shop, order, parcel, "wrong_item")),
            ]
        elif stage in words.HARM or (when is not None and when.overdue):
            missing = case_for(shop, order, parcel, "not_received")
            found.append(Deed(_("It has not arrived"), missing, stage in words.HARM))
    comes = parcel.direction != Parcel.Direction.RETURN and bool(possible(stage))
    if order is not None and order.state != Order.State.CANCELLED and comes:
        found.append(Deed(_("Have it delivered otherwise"), delivery_path(shop, order, parcel)))
    if (page := carrier_page(parcel.carrier, parcel.tracking_number)) and (private or parcel.tracking_number):
        name = carrier_name(parcel.carrier)
        found.append(Deed(_("Look at %(carrier)s's own page") % {"carrier": name}, page, outside=True))
    return found


def case_for(shop: Shop, order: Order, parcel: Parcel, reason: str) -> str:
    """The application with the parcel's own items and the reason filled in. Its lines were read."""
    pieces = {part.order_line.position: min(part.quantity, part.order_line.available) for part in parcel.lines.all()}
    chosen = {f"i{place}": str(count) for place, count in pieces.items() if count}
    return f"{apply_path(shop, order)}?{urlencode({'step': 'why', **chosen, 'r': reason})}"


def _report(told: Told, *, private: bool) -> Report:
    return Report(
        text=told.sentence if private else public_sentence_of(told.status),
        place=told.place if private else city_of(told.place),
        at=told.occurred_at,
        said=told.text if private and cause_of(told.text) else "",
        trouble=stage_of(told.status, told.state) in TROUBLE | words.HARM,
    )


def _moments(parcel: Parcel, timeline: Sequence[Told], when: Expected | None, zone: ZoneInfo) -> words.Moments:
    """When each stop was reached, as few letters as a phone has room for."""

    def first(*stages: Stage) -> str:
        times = [told.occurred_at for told in timeline if stage_of(told.status, "") in stages and told.status]
        return written(min(times), zone, "day") if times else ""

    collected = parcel.collected_at or parcel.shipped_at
    return words.Moments(
        collected=written(collected, zone, "day") if collected else "",
        moving=first(Stage.MOVING, Stage.CUSTOMS),
        latest=written(timeline[0].occurred_at, zone, "day") if timeline else "",
        delivered=written(parcel.delivered_at, zone, "day") if parcel.delivered_at else "",
        expected=when.last if when and not when.overdue else "",
    )


def _titles(parcels: Sequence[Parcel]) -> dict[object, str]:
    """What each is called where there are several: "Parcel 1 of 2", "Replacement", "Your return"."""
    out = [parcel for parcel in parcels if parcel.direction == Parcel.Direction.OUTBOUND]
    named: dict[object, str] = {}
    for parcel in parcels:
        if parcel.direction == Parcel.Direction.RETURN:
            named[parcel.pk] = _("Your return")
        elif parcel.direction == Parcel.Direction.REPLACEMENT:
            named[parcel.pk] = _("Your replacement")
        elif len(out) > 1:
            place = out.index(parcel) + 1
            named[parcel.pk] = _("Parcel %(place)s of %(count)s") % {"place": place, "count": len(out)}
        else:
            named[parcel.pk] = _("Your parcel")
    return named
