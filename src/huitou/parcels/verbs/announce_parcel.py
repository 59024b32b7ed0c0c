"""Says that a parcel will leave. Called by the desk, the API, and logistics (for what comes back)."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Invalid
from huitou.core.ids import new_ref
from huitou.core.verbs import verb
from huitou.orders.access import access_order
from huitou.orders.models import Line, Order
from huitou.parcels.kept_back import demand_not_cancelled, kept_back
from huitou.parcels.models import Parcel, ParcelLine
from huitou.parcels.numbers import compact

RECORD = "parcels.record"


class ParcelLineInvalid(Invalid):
    """A line of another order, or a quantity that the line does not have."""

    code = "parcel_line_invalid"
    message = _("A parcel holds items of its own order only, and no more of them than were bought.")


class ParcelExists(Conflict):
    """The order has a parcel of this name."""

    code = "parcel_exists"
    message = _("This order already has a parcel “%(name)s” in that direction. Record what happened to it instead.")


@verb
def announce_parcel(
    *,
    order_id: UUID,
    direction: str,
    actor: Actor,
    at: datetime,
    lines: Mapping[UUID, int] | None = None,
    external_id: str = "",
    carrier: str = "",
    tracking_number: str = "",
    promised_at: datetime | None = None,
    begins_at: datetime | None = None,
) -> Parcel:
    """Create a parcel of the order. `lines`: order line → pieces; None means all pieces that were not cancelled.

    `begins_at`: what a source tells of earlier moments is not about this parcel; where nothing is said, that is the
    order's moment, and for what comes back its announcement.
    Raises: Forbidden, NotFound, ParcelLineInvalid, PiecesCancelled, ParcelExists.
    """
    # A buyer says only that something comes back.
    if not (actor.role == Role.BUYER and direction == Parcel.Direction.RETURN):
        actor.require(RECORD)
    order = access_order(actor, order_id, lock=True)
    contents = _contents(order, lines, outbound=direction == Parcel.Direction.OUTBOUND)
    ref, number = new_ref("P"), compact(tracking_number)
    # The number is no name: it goes when the buyer's data is erased, names stay.
    name = external_id or ref
    same = Q(external_id=name) | (Q(tracking_number=number) if number and not external_id else Q())
    if Parcel.objects.filter(same, order=order, direction=direction).exists():
        raise ParcelExists(name=external_id or number)
    parcel = Parcel(
        shop_id=actor.shop_id,
        order=order,
        ref=ref,
        external_id=name,
        direction=Parcel.Direction(direction),
        carrier=carrier,
        tracking_number=number,
        state=Parcel.State.ANNOUNCED,
        promised_at=promised_at,
        begins_at=begins_at or (at if direction == Parcel.Direction.RETURN else None),
    )
    facts = {"order": order.pk, "direction": direction, "pieces": sum(contents.values())}
    events.record(parcel, "parcels.parcel.announced", actor=actor, at=at, facts=facts)
    parcel.save(force_insert=True)
    ParcelLine.objects.bulk_create(
        ParcelLine(shop_id=actor.shop_id, parcel=parcel, order_line_id=line_id, quantity=quantity)
        for line_id, quantity in contents.items()
    )
    return parcel


def _contents(order: Order, lines: Mapping[UUID, int] | None, *, outbound: bool) -> dict[UUID, int]:
    """What is in the parcel: order line → pieces. Raises ParcelLineInvalid, PiecesCancelled."""
    bought = {line.pk: line for line in Line.objects.filter(order=order)}
    cancelled = kept_back(order) if outbound else {}
    if lines is None:
        whole = {pk: line.quantity - cancelled.get(pk, 0) for pk, line in bought.items()}
        lines = {pk: pieces for pk, pieces in whole.items() if pieces}
    for line_id, quantity in lines.items():
        if line_id not in bought or not 0 < quantity <= bought[line_id].quantity:
            raise ParcelLineInvalid()
    if outbound:
        demand_not_cancelled(order, lines, bought, cancelled)
    return dict(lines)
