"""How carriers do on each lane, wholly: speed, promises and losses from `lanes`, what buyers complained of from the
cases, what was claimed and came back. And what came back from all carriers in a time.

Called by the desk and the API inside `in_shop`; five queries, however many lanes.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, Sum

from huitou.cases.models import CaseLine
from huitou.claims.models import CarrierClaim
from huitou.core.models import Shop
from huitou.core.money import Money
from huitou.lanes.counting import LOOKS_BACK
from huitou.lanes.scorecards import Card, scorecards
from huitou.lanes.ways import lane_of, place_name
from huitou.parcels.models import Parcel, ParcelLine
from huitou.policies.rules.vocabulary import REASONS

DAMAGED = "damaged"
# What a buyer writes of because of the carrier.
OF_CARRIERS = frozenset(code for code, reason in REASONS.items() if reason.fault == "carrier")
Way = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class CarrierCard:
    """One lane. `damaged` and `contacted` are parcels; `claims` were opened, `recovered` came back, by currency."""

    lane: Card
    damaged: int = 0
    contacted: int = 0
    claims: int = 0
    recovered: tuple[Money, ...] = ()

    def per_cent(self, number: int) -> float:
        """Of all parcels of the lane: those that came and those that were lost."""
        every = self.lane.parcels + self.lane.lost
        return round(100 * number / every, 1) if every else 0.0

    @property
    def lost_per_cent(self) -> float:
        """How many never came."""
        return self.per_cent(self.lane.lost)

    @property
    def damaged_per_cent(self) -> float:
        """How many came broken, by what buyers said."""
        return self.per_cent(self.damaged)

    @property
    def contacted_per_cent(self) -> float:
        """Of how many a buyer had to write because of the carrier."""
        return self.per_cent(self.contacted)


@dataclass(frozen=True, slots=True)
class Recovered:
    """What was claimed in a time and what has come back of it, in one currency."""

    currency: str
    claims: int
    open: int
    claimed: Money
    recovered: Money


@dataclass(slots=True)
class _Complaints:
    damaged: set[UUID] = field(default_factory=set)
    contacted: set[UUID] = field(default_factory=set)


def carrier_cards(shop: Shop, *, at: datetime) -> list[CarrierCard]:
    """The lanes with the most parcels first, over the time that the lanes are counted from."""
    complaints, claims = _complaints(shop, at), _claims(shop, at)
    none = _Complaints()
    return [
        CarrierCard(
            card, len(complaints.get(_way(card), none).damaged), len(complaints.get(_way(card), none).contacted),
            *claims.get(_way(card), (0, ())),
        )
        for card in scorecards(shop, at=at)
    ]  # fmt: skip


def recovered_between(since: datetime, until: datetime) -> list[Recovered]:
    """Of the claims that were opened from `since` to before `until`. One query."""
    rows = CarrierClaim.objects.filter(opened_at__gte=since, opened_at__lt=until).exclude(state="turned_up")
    sums = rows.values("currency").annotate(
        claims=Count("pk"), open=Count("pk", filter=Q(settled_at=None)), claimed=Sum("loss_minor"),
        back=Sum("recovered_minor"),
    )  # fmt: skip
    return [
        Recovered(
            row["currency"], row["claims"], row["open"], Money(int(row["claimed"]), row["currency"]),
            Money(int(row["back"]), row["currency"]),
        )
        for row in sums.order_by("currency")
    ]  # fmt: skip


def _complaints(shop: Shop, at: datetime) -> Mapping[Way, _Complaints]:
    """By lane, the parcels that held what a case of the carrier's making is about."""
    said: dict[UUID, set[str]] = defaultdict(set)
    lines = CaseLine.objects.filter(reason__in=OF_CARRIERS, case__opened_at__gte=at - LOOKS_BACK)
    for line, reason in lines.values_list("order_line_id", "reason"):
        said[line].add(reason)
    if not said:
        return {}
    found: dict[Way, _Complaints] = defaultdict(_Complaints)
    held = ParcelLine.objects.filter(order_line_id__in=lines.values("order_line_id")).exclude(
        parcel__direction=Parcel.Direction.RETURN
    )
    rows = held.values_list(
        "order_line_id", "parcel_id", "parcel__carrier", "parcel__order__country", "parcel__order__region"
    )
    for line, parcel, carrier, country, region in rows:
        own = found[_lane(shop, carrier, country, region, at)]
        own.contacted.add(parcel)
        if DAMAGED in said[line]:
            own.damaged.add(parcel)
    return found


def _claims(shop: Shop, at: datetime) -> Mapping[Way, tuple[int, tuple[Money, ...]]]:
    counts: dict[Way, int] = defaultdict(int)
    sums: dict[Way, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    rows = CarrierClaim.objects.filter(opened_at__gte=at - LOOKS_BACK).exclude(state="turned_up")
    for carrier, country, region, currency, minor in rows.values_list(
        "parcel__carrier", "order__country", "order__region", "currency", "recovered_minor"
    ):
        way = _lane(shop, carrier, country, region, at)
        counts[way] += 1
        sums[way][currency] += minor
    return {way: (number, tuple(_money(sums[way].items()))) for way, number in counts.items()}


def _money(sums: Iterable[tuple[str, int]]) -> Iterable[Money]:
    return (Money(minor, currency) for currency, minor in sorted(sums) if minor)


def _lane(shop: Shop, carrier: str, country: str, region: str, at: datetime) -> Way:
    origin = place_name(shop.country)
    lane = lane_of(carrier=carrier, origin=origin, country=country, region=region, handed_on=at.date())
    return lane.carrier, lane.origin, lane.destination


def _way(card: Card) -> Way:
    return card.carrier, card.origin, card.destination
