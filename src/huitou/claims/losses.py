"""What a shop has lost with a parcel: the price of the goods in it. Read inside `in_shop`; minor units of the order.

A case speaks of pieces, not of parcels: where they came in several, each piece is claimed of one carrier only.
"""

from collections.abc import Iterable, Mapping
from uuid import UUID

from huitou.cases.models import Case
from huitou.claims.models import CarrierClaim
from huitou.core.money import allocate
from huitou.parcels.models import Parcel, ParcelLine

Pieces = dict[UUID, int]


def goods_minor(parcel: Parcel, pieces: Mapping[UUID, int] | None = None) -> int:
    """What the buyer paid for the goods in the parcel, less their discounts, without shipping. One query.

    `pieces`: only so many of these order lines, never more than the parcel holds.
    """
    total = 0
    for held in ParcelLine.objects.filter(parcel=parcel).select_related("order_line__order"):
        line = held.order_line
        wanted = held.quantity if pieces is None else min(held.quantity, pieces.get(line.pk, 0))
        if wanted:
            total += sum(allocate(line.total_minor, [1] * line.quantity)[:wanted])
    return total


def pieces_of(case: Case, reason: str) -> Pieces:
    """Order line → pieces that the case is about for this reason. One query."""
    return {line.order_line_id: line.quantity for line in case.lines.all() if line.reason == reason}


def damaged_in(parcel: Parcel, case: Case, reason: str) -> Pieces:
    """Order line → damaged pieces that this parcel may be claimed for: those of the case, less what its other claims
    have taken up already. Two queries.
    """
    others = list(
        CarrierClaim.objects.filter(case=case, what=CarrierClaim.What.DAMAGED)
        .exclude(parcel=parcel)
        .exclude(state="turned_up")
        .order_by("opened_at", "pk")
        .values_list("parcel_id", flat=True)
    )
    held = held_in([*others, parcel.pk])
    left = pieces_of(case, reason)
    for other in others:
        left = _less(left, held.get(other, {}))
    return {line: taken for line, count in held.get(parcel.pk, {}).items() if (taken := min(count, left.get(line, 0)))}


def likeliest_first(parcels: Iterable[Parcel], pieces: Mapping[UUID, int]) -> list[Parcel]:
    """Which of the parcels held the damaged pieces: the one with most of them, then the one that came last."""
    found = list(parcels)
    held = held_in([parcel.pk for parcel in found])

    def rank(parcel: Parcel) -> tuple[int, float, str]:
        fits = sum(min(count, pieces.get(line, 0)) for line, count in held.get(parcel.pk, {}).items())
        came = parcel.delivered_at.timestamp() if parcel.delivered_at else 0.0
        return -fits, -came, str(parcel.pk)

    return sorted(found, key=rank)


def held_in(parcels: Iterable[UUID]) -> dict[UUID, Pieces]:
    """Parcel → order line → pieces in it. One query."""
    found: dict[UUID, Pieces] = {}
    for parcel, line, count in ParcelLine.objects.filter(parcel_id__in=list(parcels)).values_list(
        "parcel_id", "order_line_id", "quantity"
    ):
        mine = found.setdefault(parcel, {})
        mine[line] = mine.get(line, 0) + count
    return found


def _less(left: Pieces, taken: Mapping[UUID, int]) -> Pieces:
    return {line: max(count - taken.get(line, 0), 0) for line, count in left.items()}
