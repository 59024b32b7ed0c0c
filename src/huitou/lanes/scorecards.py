"""How the carriers do on each lane: speed, promises kept, losses. Read by the desk inside `in_shop`; two queries."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from huitou.core.models import Shop
from huitou.lanes.counting import LANE_PARTS, LOOKS_BACK
from huitou.lanes.models import LaneRecord
from huitou.lanes.ways import lane_of, place_name
from huitou.parcels.models import Parcel

MOST = 200


@dataclass(frozen=True, slots=True)
class Card:
    """One lane. `usual`, `slow`: days within which half and nine of ten parcels came; `kept` of `judged` windows held,
    which were `width` days wide on the mean; `lost` in the same time.
    """

    carrier: str
    origin: str
    destination: str
    parcels: int
    usual: int
    slow: int
    judged: int
    kept: int
    width: float
    lost: int

    @property
    def kept_per_cent(self) -> int:
        """The share of windows that held."""
        return round(100 * self.kept / self.judged) if self.judged else 0


def scorecards(shop: Shop, *, at: datetime) -> list[Card]:
    """The lanes with the most parcels first."""
    lost = _lost(shop, at)
    rows = [row for row in LaneRecord.objects.exclude(number=0) if row.key.count("|") == LANE_PARTS - 1]
    cards = [_card(row, lost) for row in rows]
    return sorted(cards, key=lambda card: (-card.parcels, card.carrier, card.destination))[:MOST]


def _card(row: LaneRecord, lost: Mapping[tuple[str, str, str], int]) -> Card:
    carrier, origin, destination = row.key.split("|")
    return Card(
        carrier, origin, destination, row.number, _within(row.days, 0.5), _within(row.days, 0.9), row.judged, row.kept,
        row.width / row.judged if row.judged else 0.0, lost.get((carrier, origin, destination), 0),
    )  # fmt: skip


def _within(days: Mapping[str, int], share: float) -> int:
    """The days within which this share of the parcels came."""
    wanted, held = share * sum(days.values()), 0
    ordered: Sequence[tuple[int, int]] = sorted((int(day), count) for day, count in days.items())
    for day, count in ordered:
        held += count
        if held >= wanted:
            return day
    return 0


def _lost(shop: Shop, at: datetime) -> Counter[tuple[str, str, str]]:
    found: Counter[tuple[str, str, str]] = Counter()
    rows = Parcel.objects.filter(state=Parcel.State.LOST, created_at__gte=at - LOOKS_BACK - timedelta(days=60)).exclude(
        direction=Parcel.Direction.RETURN
    )
    for carrier, country, region in rows.values_list("carrier", "order__country", "order__region"):
        lane = lane_of(
            carrier=carrier, origin=place_name(shop.country), country=country, region=region, handed_on=at.date()
        )
        found[lane.carrier, lane.origin, lane.destination] += 1
    return found
