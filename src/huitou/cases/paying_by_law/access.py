"""Who may see what is due by law: whoever may see its case."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.cases.models import Case, MoneyDue
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, only
from huitou.core.verbs import accessed_by


@accessed_by(MONEY_DUE)
def access_money_due(actor: Actor, name: MoneyDue | UUID | str, *, lock: bool = False) -> MoneyDue:
    """What is due, by row, id or reference (`L-…`). Raises NotFound."""
    found = only(named(visible_money_due(actor), name), lock=lock)
    if lock:
        # What follows is the case's matter: it stands still while it is looked at.
        Case.objects.select_for_update(of=("self",), no_key=True).only("pk").get(pk=found.case_id)
    return found


def visible_money_due(actor: Actor) -> "QuerySet[MoneyDue, Any]":
    """All of the shop that the actor may see. Raises NotFound for who may see none."""
    rows = MoneyDue.objects.order_by("deadline_at", "pk")
    if actor.role == Role.BUYER:
        if actor.order_ids is not None:
            return rows.filter(case__order_id__in=actor.order_ids)
        return rows.filter(case__customer_id=actor.customer_id) if actor.customer_id else rows.none()
    if actor.role == Role.SYSTEM or (actor.role == Role.MERCHANT and actor.may("cases.view")):
        return rows
    raise NotFound()
