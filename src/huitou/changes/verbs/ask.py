"""A buyer (or the shop for a buyer) asks for another address, or cancels. What was previewed is what happens.

The order is locked before anything is looked at: a parcel that leaves at the same moment wins or loses, never both.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal, cast
from uuid import UUID

from django.db.models import CharField
from django.utils.translation import gettext_lazy as _

from huitou.changes.judging import (
    NothingToChange,
    Whereabouts,
    demand_served,
    judge_cancellation,
    read_address,
    whereabouts,
)
from huitou.changes.machine import ADDRESS, CANCELLATION, ORDER_CHANGE
from huitou.changes.models import CancelReason, ChangeLine, NewAddress, OrderChange
from huitou.changes.models.new_address import FIELDS
from huitou.changes.planning import Plan, delivery_difference, plan_address, plan_cancellation
from huitou.changes.verbs.answer import settle_at_once
from huitou.changes.verbs.buyer import refuse_at_door
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.errors import Conflict, Invalid
from huitou.core.ids import new_id, new_ref
from huitou.core.money import Money, format_money
from huitou.core.personal import salted_digest
from huitou.core.verbs import arrive, born, verb
from huitou.orders.access import access_order
from huitou.orders.models import Order
from huitou.orders.verbs import QuantityExceeded

ASK = "changes.ask"
LONGEST = {name: cast("CharField[str, str]", NewAddress._meta.get_field(name)).max_length or 0 for name in FIELDS}
Way = Literal["intercept", "refuse_at_door"]


class ChangeUnderWay(Conflict):
    """One change at a time: two of them could contradict each other."""

    code = "change_under_way"
    message = _("The change %(ref)s of this order is still open. Finish it or take it back, then ask for another one.")


class LeftMeanwhile(Conflict):
    """The page said that nothing had left; since then a parcel has."""

    code = "left_meanwhile"
    message = _("A parcel of this order left in the meantime. Reload to see what can be done on its way.")


class DifferenceChanged(Conflict):
    """Delivery to the new address costs another sum more or less than was seen."""

    code = "difference_changed"
    message = _(
        "This change now costs %(now)s (below zero: you get it back). Look at it and send it again if you agree."
    )


class CancelReasonUnknown(Invalid):
    """Not one of the reasons."""

    code = "cancel_reason_unknown"
    message = _("Choose why you cancel.")


class NothingChosen(Invalid):
    """A cancellation of no pieces."""

    code = "nothing_chosen"
    message = _("Choose what you want to cancel.")


@verb
def ask_for_address(
    *,
    order: UUID | str,
    address: Mapping[str, str],
    actor: Actor,
    at: datetime,
    seen_left: bool | None = None,
    seen_difference_minor: int | None = None,
) -> OrderChange:
    """Ask that the goods go elsewhere. `seen_left`: whether the page said that all had left; `seen_difference_minor`:
    what it said that delivery there costs more (below zero: less).

    Raises: AddressIncomplete, RegionNotServed, NothingToChange, ChangeUnderWay, LeftMeanwhile, DifferenceChanged,
    NotFound, Forbidden.
    """
    actor.require(ASK)
    found = access_order(actor, order, lock=True)
    wanted = read_address(address, FIELDS, LONGEST)
    demand_served(found, wanted["region"], wanted["city"])
    goods = _goods_of(found, seen_left)
    difference = delivery_difference(found, goods, wanted)
    if seen_difference_minor is not None and seen_difference_minor != difference:
        raise DifferenceChanged(now=format_money(Money(difference, found.currency)))
    change = _new(found, ADDRESS, goods, plan_address(found, goods, actor), at, value_minor=found.total_minor)
    change.difference_minor = difference
    row = NewAddress(shop_id=actor.shop_id, change=change, **wanted)
    told = salted_digest(row, "\n".join(wanted[name] for name in FIELDS))
    _begin(change, {"address": row.pk, "digest": told, "difference_minor": difference}, actor, at)
    row.save(force_insert=True)
    arrive(ORDER_CHANGE, change, actor=actor, at=at)
    return _at_once(change, at) if change.state == "requested" and change.at_once else change


@verb
def ask_for_cancellation(
    *,
    order: UUID | str,
    reason: str,
    actor: Actor,
    at: datetime,
    lines: Mapping[UUID, int] | None = None,
    way: Way = "intercept",
    seen_left: bool | None = None,
) -> OrderChange:
    """Cancel. `lines`: order line → pieces; None means everything that can be cancelled.

    Before the hand-over it is settled at once where the policy gives it as a right. After it, `way` says what is
    tried: the shop asks the carrier, or the buyer refuses the parcel at the door.
    Raises: CancelReasonUnknown, NothingChosen, QuantityExceeded, NothingToChange, ChangeUnderWay, LeftMeanwhile,
    NoPolicy, NotFound, Forbidden.
    """
    actor.require(ASK)
    if reason not in CancelReason.values:
        raise CancelReasonUnknown()
    found = access_order(actor, order, lock=True)
    goods = _goods_of(found, seen_left)
    pieces = chosen_pieces(goods, lines)
    judgement = judge_cancellation(found, pieces, at)
    plan = plan_cancellation(goods, judgement, actor)
    change = _new(found, CANCELLATION, goods, plan, at, value_minor=judgement.sheet.total_minor)
    change.reason = CancelReason(reason)
    facts = {"reason": reason, "lines": {str(line): quantity for line, quantity in pieces.items()}}
    _begin(change, facts, actor, at)
    ChangeLine.objects.bulk_create(
        ChangeLine(shop_id=actor.shop_id, change=change, order_line_id=line, quantity=quantity)
        for line, quantity in pieces.items()
    )
    arrive(ORDER_CHANGE, change, actor=actor, at=at)
    if change.at_once:
        return _at_once(change, at)
    if goods.all_left and way == "refuse_at_door" and actor.role == Role.BUYER:
        return cast(OrderChange, refuse_at_door(order_change=change, actor=actor, at=at))
    return change


def open_change_of(order_id: UUID) -> OrderChange | None:
    """The order's open change. Inside the shop."""
    return OrderChange.objects.filter(order_id=order_id, closed_at=None).first()


def _goods_of(order: Order, seen_left: bool | None) -> Whereabouts:
    goods = whereabouts(order, lock=True)
    if seen_left is not None and not goods.over and seen_left != goods.all_left:
        raise LeftMeanwhile()
    demand_open(order, goods)
    return goods


def demand_open(order: Order, goods: Whereabouts) -> None:
    """Raise NothingToChange where nothing of the order is still to come, ChangeUnderWay where a change is open."""
    if goods.over or order.state == Order.State.CANCELLED:
        raise NothingToChange()
    if (other := open_change_of(order.pk)) is not None:
        raise ChangeUnderWay(ref=other.ref)


def chosen_pieces(goods: Whereabouts, lines: Mapping[UUID, int] | None) -> dict[UUID, int]:
    """What is cancelled: what is still in the house, or on the road where everything has left.

    Raises NothingChosen, QuantityExceeded.
    """
    possible = goods.under_way if goods.all_left else goods.unsent
    chosen = dict(possible) if lines is None else {line: pieces for line, pieces in lines.items() if pieces}
    if not chosen:
        raise NothingChosen()
    for line, pieces in chosen.items():
        if not 0 < pieces <= possible.get(line, 0):
            raise QuantityExceeded(available=possible.get(line, 0))
    return chosen


def _new(order: Order, kind: str, goods: Whereabouts, plan: Plan, at: datetime, *, value_minor: int) -> OrderChange:
    return OrderChange(
        id=new_id(),
        shop_id=order.shop_id,
        order=order,
        ref=new_ref("A"),
        kind=kind,
        state=plan.state,
        at_once=plan.at_once,
        silence_agrees=plan.silence_agrees,
        currency=order.currency,
        value_minor=value_minor,
        left_at=(goods.left_at or at) if goods.all_left else None,
        opened_at=at,
    )


def _begin(change: OrderChange, facts: Mapping[str, object], actor: Actor, at: datetime) -> None:
    told = {
        "order": change.order_id,
        "kind": change.kind,
        "value_minor": change.value_minor,
        "currency": change.currency,
        "at_once": change.at_once and change.state == "requested",
        "left_at": change.left_at,
    }
    born(ORDER_CHANGE, change, "ask", actor=actor, at=at, facts={**told, **facts})


def _at_once(change: OrderChange, at: datetime) -> OrderChange:
    """What the shop or its policy allows by itself waits for nobody."""
    return cast(OrderChange, settle_at_once(order_change=change, actor=system_actor(change.shop_id), at=at))
