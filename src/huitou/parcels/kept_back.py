"""Pieces that are not to leave the house any more, because they were cancelled. Asked before a parcel is sent.

Who cancels stands above parcels and says it here (`keeps_back`); this module never names them.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel, ParcelLine

KeptBack = Callable[[Order], Mapping[UUID, int]]
_told: list[KeptBack] = []
_LEAVES = frozenset({Parcel.State.COLLECTED, Parcel.State.IN_TRANSIT})


class PiecesCancelled(Conflict):
    """The parcel would hold pieces that the buyer has cancelled."""

    code = "pieces_cancelled"
    message = _("Do not send it: the buyer cancelled %(what)s, and the money goes back. Take it out of the parcel.")


def keeps_back(function: KeptBack) -> KeptBack:
    """Register `f(order)` → cancelled pieces by order line."""
    _told.append(function)
    return function


def kept_back(order: Order) -> Mapping[UUID, int]:
    """The pieces of the order, by line, that must not leave."""
    pieces: Counter[UUID] = Counter()
    for function in _told:
        pieces.update(function(order))
    return pieces


def demand_not_cancelled(
    order: Order, contents: Mapping[UUID, int], bought: Mapping[UUID, Line], cancelled: Mapping[UUID, int]
) -> None:
    """Raise PiecesCancelled where these contents, with what is announced already, need cancelled pieces."""
    if not cancelled:
        return
    rows = ParcelLine.objects.filter(parcel__order=order, parcel__direction=Parcel.Direction.OUTBOUND)
    _demand(contents, _pieces(rows), bought, cancelled)
    if not contents:
        raise PiecesCancelled(what=", ".join(bought[pk].title for pk in cancelled))


def leaves(parcel: Parcel, state: str) -> bool:
    """Whether a parcel that stands ready would leave the house by this."""
    return parcel.direction == Parcel.Direction.OUTBOUND and parcel.state == Parcel.State.ANNOUNCED and state in _LEAVES


def hold_order(parcel: Parcel) -> None:
    """Lock the order's row, as a cancellation does: whoever comes second sees the other.

    Before the parcel's own row, for a cancellation locks the parcels after the order.
    """
    Order.objects.select_for_update(of=("self",), no_key=True).get(pk=parcel.order_id)


def demand_may_leave(parcel: Parcel, state: str) -> None:
    """Raise PiecesCancelled where the parcel would leave with cancelled pieces in it. With the order held."""
    if not leaves(parcel, state):
        return
    order = Order.objects.get(pk=parcel.order_id)
    if cancelled := kept_back(order):
        bought = {line.pk: line for line in Line.objects.filter(order=order)}
        inside = {line.order_line_id: line.quantity for line in ParcelLine.objects.filter(parcel=parcel)}
        gone = ParcelLine.objects.filter(parcel__order=order, parcel__direction=Parcel.Direction.OUTBOUND)
        _demand(inside, _pieces(gone.exclude(parcel__state=Parcel.State.ANNOUNCED)), bought, cancelled)


def _pieces(rows: "QuerySet[ParcelLine, ParcelLine]") -> dict[UUID, int]:
    return dict(rows.values_list("order_line_id").annotate(pieces=Sum("quantity")))


def _demand(
    contents: Mapping[UUID, int], sent: Mapping[UUID, int], bought: Mapping[UUID, Line], cancelled: Mapping[UUID, int]
) -> None:
    over = [
        bought[pk].title
        for pk, pieces in contents.items()
        if cancelled.get(pk) and pieces + sent.get(pk, 0) > bought[pk].quantity - cancelled[pk]
    ]
    if over:
        raise PiecesCancelled(what=", ".join(over))
