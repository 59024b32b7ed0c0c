"""The only way to an order or a customer from outside: absent and forbidden look the same.

Called by delivery and by verbs of this and higher areas, inside the actor's shop.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.orders.contacts import number_key
from huitou.orders.models import Customer, Order

SEE = "orders.view"


def orders_for(actor: Actor) -> QuerySet[Order]:
    """The orders that the actor may see: a buyer's own (or the ones of their grant), a merchant's all."""
    rows = Order.objects.filter(shop_id=actor.shop_id)
    if actor.role == Role.BUYER:
        mine = Q(pk__in=[])
        if actor.order_ids is not None:
            mine = Q(pk__in=actor.order_ids)
        elif actor.customer_id is not None:
            mine = Q(customer_id=actor.customer_id)
        return rows.filter(mine)
    return rows if actor.may(SEE) else rows.none()


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
    """The customer by key: staff with the right to see orders, or the buyer themselves. Raises: NotFound."""
    own = actor.role == Role.BUYER and actor.customer_id == customer_id
    customer = Customer.objects.filter(shop_id=actor.shop_id, pk=customer_id).first()
    if customer is None or not (own or (actor.role != Role.BUYER and actor.may(SEE))):
        raise NotFound()
    return customer
