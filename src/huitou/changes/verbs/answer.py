"""The shop's answer to a change before the hand-over: yes, no, or an offer to keep the goods; and what silence does."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.changes.judging import whereabouts
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.money_back import most_to_keep
from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.money import Money, format_money
from huitou.core.verbs import verb
from huitou.orders.access import access_order


class KeepOfferOutOfBounds(Invalid):
    """Nothing, all that is at stake, or more than the goods were paid with."""

    code = "keep_offer_out_of_bounds"
    message = _("Offer more than zero and at most %(most)s: what was paid for the goods, without their delivery.")


@verb(ORDER_CHANGE, "agree")
def agree(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Yes. Where a parcel has left in the meantime, the yes counts on the road: the carrier is asked."""
    return look_at_goods(order_change, actor, at)


@verb(ORDER_CHANGE, "refuse")
def refuse(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """No: the goods go out as they were ordered."""
    return {}


@verb(ORDER_CHANGE, "settle_at_once")
def settle_at_once(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """In the moment in which it was asked for: the shop's rules or its policy say yes."""
    return {}


@verb(ORDER_CHANGE, "settle_by_silence")
def settle_by_silence(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Nobody answered: what the shop's rules say about silence counts, while the goods are in the house."""
    return look_at_goods(order_change, actor, at)


@verb(ORDER_CHANGE, "offer_to_keep")
def offer_to_keep(*, order_change: OrderChange, actor: Actor, at: datetime, amount_minor: int) -> dict[str, Any]:
    """Persuade: the buyer keeps the goods and gets `amount_minor` back. Raises: KeepOfferOutOfBounds."""
    most = most_to_keep(order_change)
    if not 0 < amount_minor <= most:
        raise KeepOfferOutOfBounds(most=format_money(Money(most, order_change.currency)))
    order_change.offer_minor, order_change.offered_by = amount_minor, actor.id[:80]
    order_change.offers_made += 1
    return {"offer_minor": amount_minor, "currency": order_change.currency}


def look_at_goods(change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """Lock the order and its parcels and write down whether everything has left by now."""
    order = access_order(actor, change.order_id, lock=True)
    goods = whereabouts(order, lock=True)
    if goods.all_left:
        change.left_at = goods.left_at or at
    return {"left_at": change.left_at}
