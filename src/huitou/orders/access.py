"""The only way to an order or a customer from outside: absent and forbidden look the same.

Called by delivery and by verbs of this and higher areas, inside the actor's shop.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden, NotFound
from huitou.orders.contacts import number_key
from huitou.orders.models import Customer, Order, OwedByHand

SEE = "orders.view"
RULE = "disputes.rule"
SEE_MONEY = "refunds.view"
OrdersOf = Callable[[Actor], "QuerySet[Any, Any]"]
_in_dispute: list[OrdersOf] = []


def shows_arbitrators(orders_of: OrdersOf) -> OrdersOf:
    """Register `f(actor)` → ids of the orders that somebody who rules sees. Disputes stand above: they say it here."""
    _in_dispute.append(orders_of)
    return orders_of


def orders_for(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may see: a buyer's own (or those of their grant), a merchant's all, an arbitrator's
    those that are or were in dispute.
    """
    rows = Order.objects.filter(shop_id=actor.shop_id)
    if actor.role == Role.BUYER:
        mine = Q(pk__in=[])
        if actor.order_ids is not None:
            mine = Q(pk__in=actor.order_ids)
        elif actor.customer_id is not None:
            mine = Q(customer_id=actor.customer_id)
        return rows.filter(mine)
    if actor.role == Role.PLATFORM:
        return rows.filter(_disputed(actor)) if actor.may(RULE) else rows.none()
    return rows if actor.may(SEE) else rows.none()


def _disputed(actor: Actor) -> Q:
    found = Q(pk__in=[])
    for orders_of in _in_dispute:
        found |= Q(pk__in=orders_of(actor))
    return found


def access_order(actor: Actor, ref_or_number: UUID | str, *, lock: bool = False) -> Order:
    """The order by its key or its number, as people type it. Raises: NotFound."""
    rows = orders_for(actor)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    if isinstance(ref_or_number, UUID):
        found = rows.filter(pk=ref_or_number).first()
    else:
        # Exactly this number first: two sources may write numbers that differ only in case.
        key = number_key(ref_or_number)
        matching = list(rows.filter(number_key=key).order_by("pk")[:2]) if key else []
        exact = [order for order in matching if order.number == ref_or_number]
        found = next(iter(exact or matching), None)
        # A number may look like a key (32 hexadecimal signs do), so the number is looked for first.
        if found is None and (named_key := as_key(ref_or_number)) is not None:
            found = rows.filter(pk=named_key).first()
    if found is None:
        raise NotFound()
    return found


def as_key(text: str) -> UUID | None:
    """The text as a key in its usual form with hyphens, else None."""
    try:
        return UUID(text) if len(text) == 36 else None
    except ValueError:
        return None


def access_customer(actor: Actor, customer_id: UUID) -> Customer:
    """The customer by key: staff who see orders, an arbitrator of one in dispute, or the buyer themselves.

    Raises: NotFound.
    """
    own = actor.role == Role.BUYER and actor.customer_id == customer_id
    in_dispute = actor.role == Role.PLATFORM and orders_for(actor).filter(customer_id=customer_id).exists()
    staff = actor.role not in (Role.BUYER, Role.PLATFORM) and actor.may(SEE)
    customer = Customer.objects.filter(shop_id=actor.shop_id, pk=customer_id).first()
    if customer is None or not (own or staff or in_dispute):
        raise NotFound()
    return customer


def demand_own_data(actor: Actor, customer: Customer, permission: str) -> None:
    """What concerns a person's own data: they may, if their session opens all that is theirs; staff by permission.

    A link from a mail opens one order and may have been passed on: it is not enough. Raises: Forbidden.
    """
    if actor.role == Role.BUYER:
        if actor.customer_id != customer.pk or actor.order_ids is not None:
            raise Forbidden()
        return
    actor.require(permission)


def visible_owed(actor: Actor) -> QuerySet[OwedByHand]:
    """What is owed by hand that the actor may see: a buyer what they paid, the shop's people all of it."""
    rows = OwedByHand.objects.filter(shop_id=actor.shop_id)
    if actor.role == Role.BUYER:
        return rows.filter(order__in=orders_for(actor))
    return rows if actor.role == Role.MERCHANT and actor.may(SEE_MONEY) else rows.none()


def access_owed(actor: Actor, ref: str) -> OwedByHand:
    """By the reference of what it was paid for, with its order. Raises: NotFound."""
    found = visible_owed(actor).select_related("order").filter(ref=ref).first()
    if found is None:
        raise NotFound()
    return found
