"""Reading parcels: an order's parcels, and when its goods went and came. Called inside `in_shop`. Never writes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Prefetch

from huitou.orders.models import Line, Order
from huitou.orders.queries import Moments, customer_facts, lines_of, order_facts
from huitou.parcels.meanings import OVERALL
from huitou.parcels.models import Parcel, ParcelEstimate, ParcelLine, ParcelScan, ScanReading
from huitou.parcels.vocabulary.certainty import STATED
from huitou.parcels.vocabulary.pairs import PAIRS, PLAIN
from huitou.parcels.vocabulary.sentences import sentence_of
from huitou.policies.rules.facts import OrderFacts


def parcels_of(order: Order) -> list[Parcel]:
    """All parcels of the order with their lines, the earliest first. Two queries."""
    lines = Prefetch("lines", ParcelLine.objects.select_related("order_line").order_by("order_line__position"))
    return list(Parcel.objects.filter(order=order).order_by("created_at", "pk").prefetch_related(lines))


def outbound_parcels(order: Order) -> list[Parcel]:
    """The parcels that brought the order's goods, with their lines."""
    return [parcel for parcel in parcels_of(order) if parcel.direction == Parcel.Direction.OUTBOUND]


def _outbound_with_parts(order: Order) -> list[Parcel]:
    """The same for the rules, which know the order's lines by their keys. Two queries."""
    rows = Parcel.objects.filter(order=order, direction=Parcel.Direction.OUTBOUND).prefetch_related("lines")
    return sorted(rows, key=lambda parcel: (parcel.created_at, parcel.pk))


def outbound_by_order(orders: Iterable[Order]) -> dict[UUID, list[Parcel]]:
    """The parcels that bring each order's goods, the earliest first, without their lines. One query."""
    found: dict[UUID, list[Parcel]] = {order.pk: [] for order in orders}
    rows = Parcel.objects.filter(order_id__in=found, direction=Parcel.Direction.OUTBOUND)
    for parcel in rows.order_by("created_at", "pk"):
        found[parcel.order_id].append(parcel)
    return found


def delivered_at(order: Order) -> datetime | None:
    """When the last outbound parcel came; None while one is on its way, or no parcel is known."""
    return moments_of(outbound_parcels(order)).delivered_at


def shipped_at(order: Order) -> datetime | None:
    """When the first outbound parcel left."""
    return moments_of(outbound_parcels(order)).shipped_at


def moments_of(parcels: Iterable[Parcel]) -> Moments:
    """The times of several parcels as one journey: first leaving, last coming, last promise.

    A parcel that was lost or came back to the shop will never be delivered, so the others decide; alone it stays
    undelivered. Where all were lost, the promise is broken from then on; one that came back may have been refused.
    """
    parcels = list(parcels)
    gone = {Parcel.State.LOST, Parcel.State.RETURNED}
    awaited = [parcel for parcel in parcels if parcel.state not in gone]
    arrivals = [parcel.delivered_at for parcel in awaited]
    came = [moment for moment in arrivals if moment is not None]
    promised = max((parcel.promised_at for parcel in parcels if parcel.promised_at), default=None)
    known_at = max((parcel.status_at for parcel in parcels if parcel.status_at), default=None)
    if known_at is not None and all(parcel.state == Parcel.State.LOST for parcel in parcels):
        # Nothing is to come any more, so nobody has to wait for the promised day: it passed before this was known.
        over = known_at - timedelta(days=1)
        promised = over if promised is None else min(promised, over)
    return Moments(
        shipped_at=min((parcel.shipped_at for parcel in parcels if parcel.shipped_at), default=None),
        delivered_at=max(came) if came and len(came) == len(arrivals) else None,
        promised_at=promised,
    )


def facts(
    order: Order, *, returns: int = 0, lines: list[Line] | None = None, parcels: list[Parcel] | None = None
) -> OrderFacts:
    """The order's facts for the policy, with the times of the whole order and of each line's own parcels.

    `lines`, `parcels` (outbound): where the caller has read them all.
    """
    parcels = _outbound_with_parts(order) if parcels is None else parcels
    lines = lines_of(order) if lines is None else lines
    return order_facts(order, moments_of(parcels), lines=lines, by_line=_by_line(parcels, lines), returns=returns)


def facts_of_many(orders: Sequence[Order], *, returns: Mapping[UUID, int]) -> dict[UUID, OrderFacts]:
    """As `facts`, for many orders with a constant number of queries. `returns`: by customer, as `facts` takes it."""
    keys = {order.pk: order for order in orders}
    lines: dict[UUID, list[Line]] = {}
    for line in Line.objects.filter(order_id__in=keys).order_by("order_id", "position"):
        line.order = keys[line.order_id]
        lines.setdefault(line.order_id, []).append(line)
    held = Parcel.objects.filter(order_id__in=keys, direction=Parcel.Direction.OUTBOUND).prefetch_related("lines")
    parcels: dict[UUID, list[Parcel]] = {}
    for parcel in held.order_by("created_at", "pk"):
        parcels.setdefault(parcel.order_id, []).append(parcel)
    customers = customer_facts({order.customer_id for order in orders}, returns)
    return {
        order.pk: order_facts(
            order,
            moments_of(parcels.get(order.pk, [])),
            lines=lines.get(order.pk, []),
            by_line=_by_line(parcels.get(order.pk, []), lines.get(order.pk, [])),
            customer=customers[order.customer_id],
        )
        for order in orders
    }


def _by_line(parcels: list[Parcel], lines: list[Line]) -> dict[UUID, Moments]:
    """Lines whose parcels hold all their pieces; a line that is still partly unsent goes by the order."""
    moments = {}
    for line in lines:
        own = [parcel for parcel in parcels if any(part.order_line_id == line.pk for part in parcel.lines.all())]
        sent = sum(part.quantity for parcel in own for part in parcel.lines.all() if part.order_line_id == line.pk)
        if own and sent >= line.quantity:
            moments[line.pk] = moments_of(own)
    return moments


@dataclass(frozen=True, slots=True)
class Told:
    """One report of a parcel as it is read now. `status` is empty where nobody can read it; `text` is the source's own.

    `why` says how we came to the status; `zone` how sure the moment's time zone is (`vocabulary.certainty`).
    `set_aside` is empty for what counts.
    """

    scan: UUID
    state: str
    status: str
    occurred_at: datetime
    recorded_at: datetime
    source: str
    code: str
    why: str
    zone: str
    text: str
    place: str
    country: str
    set_aside: str

    @property
    def sentence(self) -> str:
        """What it says, in the reader's language."""
        return sentence_of(self.status)


def timeline_of(parcel: Parcel, *, all_reports: bool = False) -> list[Told]:
    """Everything that was reported of the parcel and counts, the newest first. Two queries.

    `all_reports`: also what was withdrawn, cannot be, or belongs to another parcel: for staff.
    """
    readings = {reading.scan_id: reading for reading in ScanReading.objects.filter(parcel=parcel)}
    scans = list(ParcelScan.objects.filter(parcel=parcel))
    told = {scan.pk: _told(scan, readings.get(scan.pk)) for scan in scans}
    if not all_reports:
        told = {key: one for key, one in told.items() if not one.set_aside}
        _say_overall_with_its_words(scans, told)
    return sorted(told.values(), key=_place_in_time, reverse=True)


def estimates_of(parcel: Parcel) -> list[ParcelEstimate]:
    """Every window in which a source said the parcel comes, the first word first. One query."""
    return list(ParcelEstimate.objects.filter(parcel=parcel).order_by("said_at", "recorded_at", "pk"))


def status_of(parcel: Parcel) -> str:
    """Where the parcel stands, as a pair of the vocabulary; rows older than it say their coarse state."""
    return parcel.status or PLAIN[parcel.state]


def _say_overall_with_its_words(scans: Sequence[ParcelScan], told: dict[UUID, Told]) -> None:
    """A source that gives its events no code of their own says the state beside them: both become one report."""
    wordless = {(one.source, one.occurred_at): key for key, one in told.items() if not one.code}
    for scan in scans:
        if scan.fingerprint.startswith(OVERALL) and scan.pk in told and (scan.source, scan.occurred_at) in wordless:
            words = told.pop(wordless[scan.source, scan.occurred_at])
            told[scan.pk] = replace(told[scan.pk], text=words.text, place=words.place, country=words.country)


def _told(scan: ParcelScan, reading: ScanReading | None) -> Told:
    plain = scan.status or PLAIN.get(scan.state, "")
    return Told(
        scan=scan.pk,
        state=reading.state if reading else scan.state,
        status=reading.status if reading else plain,
        occurred_at=scan.occurred_at,
        recorded_at=scan.recorded_at,
        source=scan.source,
        code=scan.code,
        why=reading.why if reading else scan.why,
        zone=scan.zone or STATED,
        text=reading.text if reading else "",
        place=reading.place if reading else "",
        country=reading.country if reading else "",
        set_aside=reading.set_aside if reading else "",
    )


def _place_in_time(one: Told) -> tuple[datetime, int]:
    return one.occurred_at, PAIRS[one.status].rank if one.status else -1


def timelines_of(parcels: Iterable[Parcel]) -> dict[UUID, list[Told]]:
    """As `timeline_of`, of several parcels. Two queries, whatever their number."""
    keys = [parcel.pk for parcel in parcels]
    readings = {reading.scan_id: reading for reading in ScanReading.objects.filter(parcel_id__in=keys)}
    scans: dict[UUID, list[ParcelScan]] = {key: [] for key in keys}
    for scan in ParcelScan.objects.filter(parcel_id__in=keys):
        scans[scan.parcel_id].append(scan)
    found = {}
    for key, own in scans.items():
        every = {scan.pk: _told(scan, readings.get(scan.pk)) for scan in own}
        told = {scan: one for scan, one in every.items() if not one.set_aside}
        _say_overall_with_its_words(own, told)
        found[key] = sorted(told.values(), key=_place_in_time, reverse=True)
    return found
