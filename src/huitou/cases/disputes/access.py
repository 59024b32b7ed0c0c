"""Who may see a dispute: the buyer of its case, the shop's people, and the platform's."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.cases.disputes.conflicts import without_own
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.models import Dispute
from huitou.core.actors import Actor, Role
from huitou.core.errors import NotFound
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by


@accessed_by(DISPUTE)
def access_dispute(actor: Actor, name: Dispute | UUID | str, *, lock: bool = False) -> Dispute:
    """The dispute that the actor may see, by row, id or reference (`D-…`). Raises NotFound."""
    return only(named(visible_disputes(actor), name), lock=lock)


def visible_disputes(actor: Actor) -> "QuerySet[Dispute, Any]":
    """All disputes of the shop that the actor may see, newest first. Raises NotFound for who may see none."""
    rows = Dispute.objects.order_by("-opened_at", "-pk")
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor, order="case__order", customer="case__customer")
    if actor.role == Role.PLATFORM and actor.may("disputes.view"):
        # Past disputes are for those who rule; an operator sees what is open.
        rows = without_own(rows, actor, customer="case__customer")
        return rows if actor.may("cases.view") else rows.filter(closed_at=None)
    if actor.role == Role.SYSTEM or (actor.role == Role.MERCHANT and actor.may("cases.view")):
        return rows
    raise NotFound()
