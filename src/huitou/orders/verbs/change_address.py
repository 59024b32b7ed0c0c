"""Writes down that an order's goods go elsewhere, before they leave or on their way. Called by changes of orders.

Unlike a correction of personal data (`correct_customer`) it needs no right to a person's data: the change was decided.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.personal import salted_digest
from huitou.core.verbs import verb
from huitou.orders.access import access_order
from huitou.orders.models import OrderAddress
from huitou.orders.verbs.correct_customer import ADDRESS_FIELDS, DataErased


@verb
def change_address(
    *, order: UUID | str, address: Mapping[str, str], cause: UUID, actor: Actor, at: datetime
) -> OrderAddress:
    """Let `address` replace the order's; the country stays. `cause` is the change that was decided.

    The event holds salted digests of the old and of the new lines only. Raises: DataErased, NotFound.
    """
    found = access_order(actor, order, lock=True)
    row = OrderAddress.objects.select_for_update(of=("self",), no_key=True).filter(order=found).first()
    if row is None:
        row = OrderAddress(shop_id=actor.shop_id, order=found, country=found.country)
    if row.erased_at is not None:
        raise DataErased()
    old = salted_digest(row, _told(row))
    for name in ADDRESS_FIELDS:
        setattr(row, name, address.get(name, ""))
    row.save()
    facts = {"cause": cause, "address": row.pk, "before": old, "after": salted_digest(row, _told(row))}
    # Where the rules of a policy ask for the region, the new one counts.
    found.region = row.region
    events.record(found, "orders.order.readdressed", actor=actor, at=at, facts=facts)
    found.save()
    return row


def _told(row: OrderAddress) -> str:
    """The address as one text, in the order of its fields."""
    return "\n".join(getattr(row, name) for name in ADDRESS_FIELDS)
