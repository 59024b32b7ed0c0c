"""What a change pays back: through a case, like everything else. Called by arrivals and by the buyer's verbs.

A cancellation that the policy gives is opened as the buyer's; what the shop agreed to is opened as the shop's.
"""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from huitou.cases.judging import NoPolicy
from huitou.cases.models import Case, Kind
from huitou.cases.seen import demand_seen
from huitou.cases.verbs import open_case
from huitou.cases.verbs.open_case import NotPossible
from huitou.cases.wishing import paid_for
from huitou.changes.judging import MIND_CHANGED, whereabouts, wished
from huitou.changes.models import ChangeLine, OrderChange
from huitou.core.actors import Actor, Role
from huitou.orders.models import Order
from huitou.orders.queries import lines_of
from huitou.refunds.sheet_facts import NothingToRefund

# What opening a case for an agreed change needs; the agreement itself was checked by the change's own verb.
AS_AGREED = frozenset({"cases.open", "cases.agree", "cases.view", "orders.view"})


def pay_back(change: OrderChange, at: datetime, *, refunds_delivery: bool = False) -> Case | None:
    """Open the case that refunds the change's pieces, agreed; the change remembers it.

    `refunds_delivery`: it is the shop's doing that the goods do not come, so the delivery is paid back as well.

    None where nothing is left to be paid back: the pieces stand in a case already, or were refunded before.
    """
    pieces = _pieces(change)
    if not pieces:
        return None
    for reason in _reasons(change):
        try:
            lines = wished(pieces, reason)
            case = open_case(
                order=change.order_id, kind=Kind.REFUND_ONLY, lines=lines, refunds_delivery=refunds_delivery,
                actor=_shop(change), at=at,
            )  # fmt: skip
        except (NothingToRefund, NoPolicy):
            return None
        except NotPossible:
            continue
        change.case = case
        return case
    return None


def give_difference_back(change: OrderChange, at: datetime) -> None:
    """Open the case that pays back what delivery to the new address costs less, at most what was paid for delivery."""
    order = Order.objects.get(pk=change.order_id)
    sum_minor = min(-change.difference_minor, order.shipping_minor)
    if sum_minor > 0:
        try:
            _pay_part(change, sum_minor, _shop(change), at)
        except (NothingToRefund, NoPolicy, NotPossible):
            return  # the shop sees on the change that no refund was opened


def compensate(change: OrderChange, seen_minor: int | None, at: datetime) -> Case:
    """Open the case that pays what the shop offered for keeping the goods. Raises SheetChanged."""
    demand_seen(seen_minor, change.offer_minor, change.currency)
    return _pay_part(change, change.offer_minor, _shop(change, change.offered_by), at)


def most_to_keep(change: OrderChange) -> int:
    """The largest sum that can be paid for keeping the goods, minor units: what their lines were paid with, and less
    than what is at stake.
    """
    order = Order.objects.get(pk=change.order_id)
    return min(sum(paid_for(order, row) for row in wished(_pieces(change))), change.value_minor - 1)


def _pay_part(change: OrderChange, sum_minor: int, shop: Actor, at: datetime) -> Case:
    """Open the case that pays the sum for the change's pieces, which the buyer keeps."""
    pieces, left = _pieces(change), sum_minor
    lines = []
    order = Order.objects.get(pk=change.order_id)
    for row in wished(pieces):
        # The sum is named line by line: as much as each line was paid with, until the offer is spent.
        most = paid_for(order, row)
        part = min(left, most)
        if part:
            lines.append(row.model_copy(update={"amount_minor": part, "reason": "other"}))
        left -= part
    change.case = open_case(order=change.order_id, kind=Kind.PARTIAL_REFUND, lines=lines, actor=shop, at=at)
    return change.case


def _pieces(change: OrderChange) -> dict[UUID, int]:
    """The pieces that can still be paid back; of a change of address: all that the buyer does not hold in hand."""
    order = Order.objects.get(pk=change.order_id)
    rows = lines_of(order)
    lines = {line.pk: line.available for line in rows}
    asked = dict(ChangeLine.objects.filter(change=change).values_list("order_line_id", "quantity"))
    wanted = asked or whereabouts(order, lines=rows).undelivered
    return {pk: min(pieces, lines[pk]) for pk, pieces in wanted.items() if min(pieces, lines[pk]) > 0}


def _reasons(change: OrderChange) -> Iterator[str]:
    """A parcel that never came is the shop's risk; otherwise the buyer changed their mind."""
    yield from ("not_received", MIND_CHANGED) if change.left_at is not None else (MIND_CHANGED, "other")


def _shop(change: OrderChange, who: str = "") -> Actor:
    """The shop, which has agreed: by its answer, its rules, its policy, or because it has the goods again."""
    return Actor(role=Role.MERCHANT, shop_id=change.shop_id, id=who or "shop", permissions=AS_AGREED)
