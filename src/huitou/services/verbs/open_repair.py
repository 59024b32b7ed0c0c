"""The goods are at the workshop: a repair begins, and it is settled what covers it."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.ids import new_ref
from huitou.core.verbs import born, verb
from huitou.orders.models import Order
from huitou.services.cover import limits_of, warranties_of
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairLine


@verb
def open_repair(
    *,
    order_id: UUID,
    quantities: Mapping[UUID, int],
    currency: str,
    terms: Mapping[str, int],
    actor: Actor,
    at: datetime,
    claimed_at: datetime | None = None,
    provider_id: UUID | None = None,
) -> Repair:
    """The goods are at the workshop. `quantities`: order line id → pieces. `terms`: hours by term name.

    `claimed_at`: when the buyer told of the fault; the way to the workshop costs no cover. `provider_id`: the company
    that has the goods, and gets the repair with them.
    """
    order = Order.objects.select_related("policy_version").get(pk=order_id)
    told_at = claimed_at or at
    warranties = warranties_of(order)
    ends = [warranties[line].until for line in quantities if line in warranties]
    until = min(ends) if len(ends) == len(quantities) else None
    repair = Repair(
        shop_id=actor.shop_id,
        order=order,
        ref=new_ref("W"),
        state="diagnosing",
        terms=dict(terms),
        currency=currency,
        provider_id=provider_id,
        claimed_at=told_at,
        covered=until is not None and told_at < until,
        cover_until=until,
        opened_at=at,
        moved_at=at,
    )
    days = limits_of(order).days
    if days is not None:
        repair.days_in_all = days
    told = {str(line): pieces for line, pieces in quantities.items()}
    facts = {"order": order_id, "quantities": told, "covered": repair.covered, "cover_until": until}
    born(REPAIR, repair, "open", actor=actor, at=at, facts=facts)
    RepairLine.objects.bulk_create(
        RepairLine(shop_id=actor.shop_id, repair=repair, order_line_id=line, quantity=pieces)
        for line, pieces in quantities.items()
    )
    return repair
