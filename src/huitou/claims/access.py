"""Who may see claims on carriers: the shop's people who see its parcels. Buyers and platform have no part in them."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.core.actors import Actor, Role
from huitou.core.lookup import named, only
from huitou.core.verbs import accessed_by
from huitou.parcels.access import SEE


@accessed_by(CARRIER_CLAIM)
def access_claim(actor: Actor, name: CarrierClaim | UUID | str, *, lock: bool = False) -> CarrierClaim:
    """The claim that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_claims(actor), name), lock=lock)


def visible_claims(actor: Actor) -> "QuerySet[CarrierClaim, Any]":
    """All claims that the actor may see, newest first."""
    rows = CarrierClaim.objects.order_by("-opened_at", "pk")
    if actor.role in (Role.SYSTEM, Role.CARRIER) or (actor.role == Role.MERCHANT and actor.may(SEE)):
        return rows
    return rows.none()


def rule_of(shop_id: UUID, carrier: str) -> ClaimRule:
    """What the shop has set for the carrier, else for every other one, else an empty rule. One query."""
    rows = {row.carrier: row for row in ClaimRule.objects.filter(shop_id=shop_id, carrier__in=("", carrier))}
    return rows.get(carrier) or rows.get("") or ClaimRule(shop_id=shop_id)
