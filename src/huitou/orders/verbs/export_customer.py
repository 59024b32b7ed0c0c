"""Hands a person's data out, and writes down that it was."""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.personal_export import Collected, collect
from huitou.core.personal_registry import person
from huitou.core.verbs import verb
from huitou.orders.access import access_customer, demand_own_data
from huitou.orders.models import DataRequest
from huitou.orders.verbs.erase_customer import make_done


@verb
def export_customer(*, customer_id: UUID, actor: Actor, at: datetime) -> Collected:
    """Everything about the customer, as `core.personal_export` writes it. Raises: Forbidden, NotFound."""
    customer = access_customer(actor, customer_id)
    demand_own_data(actor, customer, "customers.export")
    collected = collect(person(actor.shop_id, customer.pk), at)
    facts = {"customer": customer.pk, "sha256": collected.sha256}
    make_done(customer, DataRequest.Kind.EXPORT, actor=actor, at=at, facts=facts)
    return collected
