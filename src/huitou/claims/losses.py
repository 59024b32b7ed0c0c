"""What a shop has lost with a parcel: the price of the goods in it. Read inside `in_shop`; minor units of the order."""

from collections.abc import Mapping
from uuid import UUID

from huitou.cases.models import Case
from huitou.core.money import allocate
from huitou.parcels.models import Parcel, ParcelLine


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


def pieces_of(case: Case, reason: str) -> dict[UUID, int]:
    """Order line → pieces that the case is about for this reason. One query."""
    return {line.order_line_id: line.quantity for line in case.lines.all() if line.reason == reason}
