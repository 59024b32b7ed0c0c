"""Counts a shop's lanes anew from its parcels, in the order of time, and keeps what came of it. Called each night.

The same walk judges what would have been promised to each parcel, so that every lane knows its own error.
"""

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.core.models import Shop
from huitou.lanes.days_off import country_of, days_between
from huitou.lanes.models import LaneRecord
from huitou.lanes.rolling import Days, Judged, Level, Rolling
from huitou.lanes.times import Counts, Key, Lane, LaneTimes, Spread
from huitou.lanes.ways import lane_of, place_name
from huitou.parcels.models import Parcel

LOOKS_BACK = timedelta(days=400)
MOST_PARCELS = 100_000
# The level that came out of the walk stands in a row of its own.
LEVEL_KEY = "level"
# Carrier, origin, destination: a lane without its weekday.
LANE_PARTS = 3


@dataclass(frozen=True, slots=True)
class Travelled:
    """A parcel that arrived: which lane, handed over and arrived on which days of the shop's zone."""

    lane: Lane
    handed_on: date
    arrived_on: date


def walk(parcels: Iterator[Travelled], rolling: Rolling) -> Rolling:
    """Promise, judge and learn in the order of time. `parcels` come in the order of their hand-over."""
    under_way: list[tuple[int, int, Lane, Days | None, int]] = []
    for place, parcel in enumerate(parcels):
        today = parcel.handed_on.toordinal()
        _learn(rolling, under_way, before=today)
        promised = rolling.promise(parcel.lane, on=today)
        took = days_between(country_of(parcel.lane.destination), parcel.handed_on, parcel.arrived_on)
        heapq.heappush(under_way, (parcel.arrived_on.toordinal(), place, parcel.lane, promised, took))
    _learn(rolling, under_way, before=date.max.toordinal())
    return rolling


def _learn(rolling: Rolling, under_way: list[tuple[int, int, Lane, Days | None, int]], *, before: int) -> None:
    """Take in what had arrived before that day."""
    while under_way and under_way[0][0] < before:
        arrived, _place, lane, promised, took = heapq.heappop(under_way)
        rolling.arrived(lane, promised, took=took, on=arrived)


def recount(shop: Shop, *, at: datetime) -> int:
    """Count the shop's lanes anew; how many there are, coarser ones too. Inside a writing transaction of the shop."""
    rolling = walk(_travelled(shop, at), Rolling())
    LaneRecord.objects.all().delete()
    today = at.astimezone(ZoneInfo(shop.timezone)).date()
    rows = [_record(shop.pk, key, counts, today, rolling) for key, counts in rolling.times.counts.items()]
    if rows:
        asked = {"asked": round(rolling.level.asked * 1000)}
        rows.append(LaneRecord(shop_id=shop.pk, key=LEVEL_KEY, days=asked, number=0, as_of=today))
    LaneRecord.objects.bulk_create(rows, batch_size=1000)
    return max(0, len(rows) - 1)


def spread_of(lane: Lane, *, on: date) -> tuple[Spread | None, float]:
    """What is kept of the lane, and the level to ask of it. One query. Inside `in_shop`."""
    found, asked = spreads_of([lane], on=on)
    return found[lane], asked


def spreads_of(lanes: Iterable[Lane], *, on: date) -> tuple[dict[Lane, Spread | None], float]:
    """The same of many lanes. One query, none without lanes."""
    wanted = set(lanes)
    if not wanted:
        return {}, Level().asked
    keys = {_name(key): key for lane in wanted for key in lane.levels()}
    rows = {row.key: row for row in LaneRecord.objects.filter(key__in=[*keys, LEVEL_KEY])}
    times = LaneTimes({key: _counts(rows[name]) for name, key in keys.items() if name in rows})
    asked = rows[LEVEL_KEY].days["asked"] / 1000 if LEVEL_KEY in rows else Level().asked
    return {lane: times.spread(lane, on=on.toordinal()) for lane in wanted}, asked


def _travelled(shop: Shop, at: datetime) -> Iterator[Travelled]:
    zone, origin = ZoneInfo(shop.timezone), place_name(shop.country)
    rows = Parcel.objects.filter(
        shipped_at__gte=at - LOOKS_BACK, delivered_at__isnull=False,
        direction__in=(Parcel.Direction.OUTBOUND, Parcel.Direction.REPLACEMENT),
    ).order_by("-shipped_at", "-pk").values_list(
        "carrier", "shipped_at", "delivered_at", "order__country", "order__region"
    )[:MOST_PARCELS]  # fmt: skip
    for carrier, shipped, delivered, country, region in reversed(rows):
        assert shipped is not None  # the query asked for both
        assert delivered is not None
        handed_on, arrived_on = shipped.astimezone(zone).date(), delivered.astimezone(zone).date()
        if arrived_on >= handed_on:
            lane = lane_of(carrier=carrier, origin=origin, country=country, region=region, handed_on=handed_on)
            yield Travelled(lane, handed_on, arrived_on)


def _record(shop_id: UUID, key: Key, counts: Counts, today: date, rolling: Rolling) -> LaneRecord:
    """The counts as they weigh today; the error of a lane proper with it."""
    weight = counts.weight_on(today.toordinal()) / counts.weight if counts.weight else 0.0
    days = {str(place): round(share * weight * 1000) for place, share in enumerate(counts.days)}
    judged = rolling.judged.get((key[0], key[1], key[2]), Judged()) if len(key) == LANE_PARTS else Judged()
    return LaneRecord(
        shop_id=shop_id, key=_name(key), days={place: share for place, share in days.items() if share},
        number=counts.number, as_of=today, judged=judged.number, kept=judged.kept, width=judged.width,
        off_halves=round(judged.off * 2),
    )  # fmt: skip


def _counts(row: LaneRecord) -> Counts:
    counts = Counts(number=row.number, as_of=row.as_of.toordinal())
    stored: Mapping[str, int] = row.days
    for place, share in stored.items():
        counts.days[int(place)] = share / 1000
    counts.weight = sum(counts.days)
    return counts


def _name(key: Key) -> str:
    return "|".join(key)
