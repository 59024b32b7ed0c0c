"""What comes with a state of a change, whichever way it is reached: each effect in one place."""

from datetime import datetime

from huitou.changes.codes import renew
from huitou.changes.interceptors import ask_carriers
from huitou.changes.judging import whereabouts
from huitou.changes.machine import ADDRESS, ORDER_CHANGE
from huitou.changes.models import NewAddress, OrderChange
from huitou.changes.models.new_address import FIELDS
from huitou.changes.money_back import give_difference_back, pay_back
from huitou.changes.verbs.difference import owe_back
from huitou.core.actors import Actor, Role, system_actor
from huitou.core.verbs import on_arrival
from huitou.orders.models import Order
from huitou.orders.verbs import change_address


@on_arrival(ORDER_CHANGE, "confirming")
def ask_for_code(change: OrderChange, actor: Actor, at: datetime) -> None:
    """A fresh code goes to the contact that was stored before."""
    renew(change, at)


@on_arrival(ORDER_CHANGE, "requested")
def start_the_shops_clock(change: OrderChange, actor: Actor, at: datetime) -> None:
    """The shop's time begins when the buyer has confirmed; after a declined offer it goes on where it stood."""
    wait = ORDER_CHANGE.waiting(change.state)
    if wait is not None and not change.offers_made:
        change.deadline_at = wait.for_.end(at)


@on_arrival(ORDER_CHANGE, "intercepting")
def ask_the_carrier(change: OrderChange, actor: Actor, at: datetime) -> None:
    """Each parcel's carrier is asked, by its interface or by a person of the shop."""
    goods = whereabouts(Order.objects.get(pk=change.order_id))
    change.interception = ask_carriers(goods.parcels, redirect=change.kind == ADDRESS)


@on_arrival(ORDER_CHANGE, "changed")
def write_address(change: OrderChange, actor: Actor, at: datetime) -> None:
    """The order's goods go to the new address."""
    address = NewAddress.objects.get(change=change)
    if address.erased_at is None:
        wanted = {name: getattr(address, name) for name in FIELDS}
        system = system_actor(change.shop_id)
        change_address(order=change.order_id, address=wanted, cause=change.pk, actor=system, at=at)
    change.closed_at = at
    if change.difference_minor < 0 and change.left_at is None:
        give_difference_back(change, at)


@on_arrival(ORDER_CHANGE, "cancelled", "lost")
def give_money_back(change: OrderChange, actor: Actor, at: datetime) -> None:
    """The goods do not reach the buyer: their money goes back.

    With the delivery, where the parcel was lost or the shop did not send it again, be it that it did not say whether
    the buyer's payment for that came; who takes the money instead of waiting for that, or does not pay what sending it
    again costs, has changed their mind.
    """
    change.closed_at = at
    due = max(0, change.difference_minor)
    owe_back(change, change.paid, actor, at)
    buyer_did_theirs = change.paid_minor >= due or change.paid_unseen
    not_sent_again = change.kind == ADDRESS and actor.role == Role.SYSTEM and buyer_did_theirs
    pay_back(change, at, refunds_delivery=change.state == "lost" or not_sent_again)


@on_arrival(ORDER_CHANGE, "refused", "lapsed", "withdrawn", "kept")
def close(change: OrderChange, actor: Actor, at: datetime) -> None:
    """Nothing moves; what was paid for the new address is owed back."""
    change.closed_at = at
    owe_back(change, change.paid, actor, at)
