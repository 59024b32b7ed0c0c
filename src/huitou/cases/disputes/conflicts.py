"""Who must not decide a dispute: no one is judge in their own cause, nor twice in the same one.

Asked by the verbs before anybody takes or rules a dispute, and by the pages before anything is shown to them.
"""

from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import ApiToken, Membership, Staff
from huitou.cases.models import DeclaredConflict, Dispute, Ruling
from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.models import Shop
from huitou.orders.models import CustomerContact

# After a ruling another person looks at it: for the second opinion and for the appeal.
BY_ANOTHER = ("second_opinion", "escalated", "appealed")


class Conflict(StrEnum):
    """Why somebody cannot decide."""

    WORKS_FOR_SHOP = "works_for_shop"
    WORKS_FOR_COMPETITOR = "works_for_competitor"
    IS_BUYER = "is_buyer"
    RULED_BEFORE = "ruled_before"
    DECLARED = "declared"


# Whoever has such an interest sees nothing of the file either.
CLOSES_THE_FILE = frozenset({Conflict.WORKS_FOR_SHOP, Conflict.WORKS_FOR_COMPETITOR, Conflict.IS_BUYER})
WORDS = {
    Conflict.WORKS_FOR_SHOP: _("You work for this shop."),
    Conflict.WORKS_FOR_COMPETITOR: _("You work for another shop on this platform."),
    Conflict.IS_BUYER: _("You are the buyer: your e-mail address is the one of the order."),
    Conflict.RULED_BEFORE: _("You ruled on this before; somebody else must look at it now."),
    Conflict.DECLARED: _("You declared that you have an interest in this."),
}


class ConflictOfInterest(Forbidden):
    """Somebody wants to decide who has an interest in it, or has decided before."""

    code = "conflict_of_interest"
    message = _("You cannot decide this dispute. %(why)s It stays in the queue for the other arbitrators.")

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(why=str(WORDS[conflict]))
        self.conflict = conflict


def conflict_of(actor: Actor, dispute: Dispute) -> Conflict | None:
    """Why the actor must not decide the dispute as it stands; None where they may. A few queries."""
    if actor.role != Role.PLATFORM:
        return None
    person = person_of(actor)
    # Where the shop stands alone its owner is the last instance; both sides are told so.
    if person is not None and not dispute.alone and (employed := _employment(person, dispute.shop_id)):
        return employed
    if person is not None and _is_buyer(person, dispute):
        return Conflict.IS_BUYER
    if DeclaredConflict.objects.filter(dispute=dispute, actor_id=identity(actor)).exists():
        return Conflict.DECLARED
    if dispute.state in BY_ANOTHER and Ruling.objects.filter(dispute=dispute, by_id=identity(actor)).exists():
        return Conflict.RULED_BEFORE
    return None


def demand_no_conflict(actor: Actor, dispute: Dispute) -> None:
    """Raise ConflictOfInterest unless the actor may decide."""
    conflict = conflict_of(actor, dispute)
    if conflict is not None:
        raise ConflictOfInterest(conflict)


def may_see_files(actor: Actor, shop: Shop) -> bool:
    """Whether the actor may see the disputes of the shop at all: nobody who works for it or a competitor may."""
    if actor.role != Role.PLATFORM or shop.sole:
        return True
    person = person_of(actor)
    return person is None or _employment(person, shop.pk) is None


def without_own(rows: "QuerySet[Any, Any]", actor: Actor, *, customer: str) -> "QuerySet[Any, Any]":
    """The rows without those whose buyer (at `customer`) is the person behind the actor: by their e-mail address."""
    person = person_of(actor)
    if person is None:
        return rows
    me = Staff.objects.filter(pk=person).exclude(email="")
    return rows.exclude(Exists(me.filter(email__iexact=OuterRef(f"{customer}__contact__email"))))


def identity(actor: Actor) -> str:
    """The same for a person and for the programs that act with their token."""
    person = person_of(actor)
    return f"staff:{person}" if person is not None else actor.id


def person_of(actor: Actor) -> UUID | None:
    """The person behind the actor; None for a program that nobody's token stands for."""
    kind, _sep, key = actor.id.partition(":")
    if kind == "staff":
        return UUID(key)
    if kind == "token":
        return ApiToken.objects.filter(pk=key).values_list("staff_id", flat=True).first()
    return None


def _employment(person: UUID, shop_id: UUID) -> Conflict | None:
    shops = set(Membership.objects.filter(staff_id=person).values_list("shop_id", flat=True))
    if shop_id in shops:
        return Conflict.WORKS_FOR_SHOP
    return Conflict.WORKS_FOR_COMPETITOR if shops else None


def _is_buyer(person: UUID, dispute: Dispute) -> bool:
    email = Staff.objects.filter(pk=person).values_list("email", flat=True).first()
    contacts = CustomerContact.objects.filter(customer_id=dispute.case.customer_id)
    return bool(email) and contacts.filter(email__iexact=email).exists()
