"""Erases a customer's personal data for good. Orders, sums and events stay; they hold no personal data."""

from datetime import datetime
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.locks import lock_rows
from huitou.core.personal import erase
from huitou.core.verbs import verb
from huitou.orders.access import access_customer
from huitou.orders.models import Customer, CustomerContact, Order, OrderAddress

CONTACT_FIELDS = ("name", "email", "phone", "locale")
ADDRESS_FIELDS = ("name", "street", "city", "postcode", "region", "phone")


@verb
def erase_customer(*, customer_id: UUID, actor: Actor, at: datetime) -> Customer:
    """Empty the contact and every address of the customer; doing it again changes nothing. Raises: Forbidden, NotFound.

    The country of an address stays: the law that applies to the order hangs on it.
    """
    actor.require("customers.erase")
    customer = access_customer(actor, customer_id)
    orders = lock_rows(Order.objects.filter(customer=customer))
    contacts = lock_rows(CustomerContact.objects.filter(customer=customer, erased_at=None))
    addresses = lock_rows(OrderAddress.objects.filter(order__in=orders, erased_at=None))
    if not contacts and not addresses:
        return customer
    for contact in contacts:
        erase(contact, at, *CONTACT_FIELDS)
    for address in addresses:
        erase(address, at, *ADDRESS_FIELDS)
    for order in orders:
        events.record(order, "orders.customer.erased", actor=actor, at=at, facts={"customer": customer.pk})
        order.save(update_fields=["chain_length", "chain_head"])
    return customer
