"""Who may see covers and claims: the order's buyer, the shop's people. An insurer acts on those that are with it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from huitou.core.actors import Actor, Role
from huitou.core.lookup import named, of_buyer, only
from huitou.core.verbs import accessed_by
from huitou.insurance.machine import FREIGHT_CLAIM, SETTLES
from huitou.insurance.models import FreightClaim, FreightCover, InsuranceTerms

SEE = "insurance.view"


@accessed_by(FREIGHT_CLAIM)
def access_claim(actor: Actor, name: FreightClaim | UUID | str, *, lock: bool = False) -> FreightClaim:
    """The claim that the actor may see, by row, id or reference. Raises NotFound."""
    return only(named(visible_claims(actor), name), lock=lock)


def visible_claims(actor: Actor) -> "QuerySet[FreightClaim, Any]":
    """All claims that the actor may see, newest first."""
    return _visible(FreightClaim.objects.order_by("-opened_at", "pk"), actor)


def access_cover(actor: Actor, name: FreightCover | UUID | str, *, lock: bool = False) -> FreightCover:
    """The cover that the actor may see. Raises NotFound."""
    return only(named(visible_covers(actor), name), lock=lock)


def visible_covers(actor: Actor) -> "QuerySet[FreightCover, Any]":
    """All covers that the actor may see, newest first."""
    return _visible(FreightCover.objects.order_by("-starts_at", "pk"), actor)


def _visible(rows: "QuerySet[Any, Any]", actor: Actor) -> "QuerySet[Any, Any]":
    if actor.role == Role.BUYER:
        return of_buyer(rows, actor)
    if actor.role in (Role.SYSTEM, Role.GATEWAY) or (actor.role == Role.MERCHANT and actor.may(SEE)):
        return rows
    if actor.role == Role.PLATFORM and actor.may(SETTLES):
        return rows.filter(state="escalated") if rows.model is FreightClaim else rows
    return rows.none()


def terms_of_shop(shop_id: UUID) -> InsuranceTerms:
    """The shop's terms; those of a shop that insures nothing where it has set none. Inside the shop."""
    return InsuranceTerms.objects.filter(shop_id=shop_id).first() or InsuranceTerms(shop_id=shop_id)
