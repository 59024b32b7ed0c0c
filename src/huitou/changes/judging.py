"""What an order's goods are doing, and what the shop's rules and policy say to a change: the one code that previews
and performs.

Called by pages and the API to preview, and by the verbs that open a change.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.cases.judging import Judgement, NoPolicy, binding_version, judge
from huitou.cases.wishing import WishedLine
from huitou.core.errors import Conflict, Invalid
from huitou.orders.contacts import plain
from huitou.orders.models import Line, Order
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.policies.queries import document_of

# Every reason for a cancellation is judged as what it is in law: a change of mind before the goods are there.
MIND_CHANGED = "no_longer_wanted"
STAYED = frozenset({Parcel.State.ANNOUNCED, Parcel.State.LOST, Parcel.State.RETURNED})


class RegionNotServed(Invalid):
    """The new address lies where the shop does not deliver."""

    code = "region_not_served"
    message = _("The shop does not deliver to %(place)s. Choose another address, or cancel the order.")


class AddressIncomplete(Invalid):
    """Without these nobody can deliver."""

    code = "address_incomplete"
    message = _("Fill in name, street and city: without them nobody can deliver.")


class NothingToChange(Conflict):
    """Everything was delivered, or cancelled before."""

    code = "nothing_to_change"
    message = _("Nothing of this order is still to come, so it cannot be changed. Something delivered can be returned.")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where an order's goods are. `unsent`: order line → pieces still in the house; `under_way`: pieces on the road.

    `left_at`: when the first of them left, None while all are in the house. `parcels`: those on the road.
    """

    unsent: Mapping[UUID, int]
    under_way: Mapping[UUID, int]
    left_at: datetime | None
    parcels: Sequence[Parcel]

    @property
    def all_left(self) -> bool:
        """Whether a change can only be made on the road."""
        return not self.unsent and bool(self.under_way)

    @property
    def undelivered(self) -> dict[UUID, int]:
        """Order line → pieces that the buyer does not have: in the house or on the road."""
        places = (self.unsent, self.under_way)
        return {pk: sum(place.get(pk, 0) for place in places) for pk in {*self.unsent, *self.under_way}}

    @property
    def over(self) -> bool:
        """Whether there is nothing that could still be changed."""
        return not self.unsent and not self.under_way


def whereabouts(
    order: Order,
    *,
    lines: Sequence[Line] | None = None,
    parcels: Sequence[Parcel] | None = None,
    lock: bool = False,
) -> Whereabouts:
    """Where the goods are. `lock`: with the parcels locked, so that none leaves meanwhile. Inside the shop.

    `lines` and `parcels` (outbound, with their lines) where the caller has read them already.
    """
    gone = {parcel.pk: parcel for parcel in _outbound(order, parcels, lock) if parcel.state not in STAYED}
    unsent = {line.pk: line.available for line in (lines if lines is not None else lines_of(order))}
    under_way: dict[UUID, int] = {}
    for parcel in gone.values():
        for row in parcel.lines.all():
            unsent[row.order_line_id] = max(0, unsent.get(row.order_line_id, 0) - row.quantity)
            if parcel.state != Parcel.State.DELIVERED:
                under_way[row.order_line_id] = under_way.get(row.order_line_id, 0) + row.quantity
    roads = [parcel for parcel in gone.values() if parcel.state != Parcel.State.DELIVERED]
    left = [moment for parcel in roads if (moment := parcel.shipped_at or parcel.collected_at) is not None]
    return Whereabouts(
        unsent={pk: pieces for pk, pieces in unsent.items() if pieces},
        under_way=under_way,
        left_at=min(left, default=None),
        parcels=roads,
    )


def _outbound(order: Order, parcels: Sequence[Parcel] | None, lock: bool) -> Sequence[Parcel]:
    if parcels is not None:
        return parcels
    rows = Parcel.objects.filter(order=order, direction=Parcel.Direction.OUTBOUND).order_by("pk")
    rows = rows.select_for_update(of=("self",), no_key=True) if lock else rows
    return list(rows.prefetch_related("lines"))


def read_address(given: Mapping[str, str], fields: Sequence[str], longest: Mapping[str, int]) -> dict[str, str]:
    """The address as it is stored: plain signs, cut to what fits. Raises AddressIncomplete."""
    found = {name: plain(str(given.get(name, "")).replace("\x00", ""))[: longest[name]] for name in fields}
    if not (found["name"] and found["street"] and found["city"]):
        raise AddressIncomplete()
    return found


def demand_served(order: Order, region: str, city: str = "") -> None:
    """Raise RegionNotServed where the order's policy does not deliver to the region or the city."""
    try:
        document = document_of(binding_version(order))
    except NoPolicy:
        return
    if document.markets and order.country not in document.markets:
        raise RegionNotServed(place=order.country)
    for place in (region, city):
        if not document.serves.reaches(order.country, place):
            raise RegionNotServed(place=place or order.country)


def judge_cancellation(order: Order, pieces: Mapping[UUID, int], at: datetime) -> Judgement:
    """What the policy says to cancelling these pieces, and what is paid back.

    Raises NoPolicy, LineOfAnotherOrder, QuantityExceeded.
    """
    return judge(order, "refund_only", wished(pieces), evidence=(), at=at)


def wished(pieces: Mapping[UUID, int], reason: str = MIND_CHANGED) -> list[WishedLine]:
    """The pieces as a case asks for them."""
    return [WishedLine(line=pk, quantity=quantity, reason=reason) for pk, quantity in pieces.items()]


def is_right(judgement: Judgement) -> bool:
    """Whether the policy gives it without anybody's yes."""
    verdict = judgement.verdict
    return verdict.allowed and (verdict.entitled or verdict.automatic)
