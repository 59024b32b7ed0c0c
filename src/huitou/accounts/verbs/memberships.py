"""Changing what somebody is in a shop, and letting them go. Called by the desk's settings.

The last owner always stays: a shop without one could never be opened again.
"""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Membership, Staff
from huitou.accounts.records import note
from huitou.accounts.roles import StaffRole
from huitou.core.actors import Actor
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.verbs import verb


class LastOwner(HuitouError):
    """The shop would be left without an owner."""

    code = "last_owner"
    message = _("The shop needs an owner. Make somebody else the owner first.")


class WorkshopIsAskedIn(HuitouError):
    """Somebody from a workshop is to become staff of the shop, or the other way round, by a mere choice."""

    code = "workshop_is_asked_in"
    message = _("People of a workshop are outside the shop. Let this person go, then invite them anew.")


@verb
def change_role(*, membership_id: UUID, role: StaffRole, actor: Actor, at: datetime) -> Membership:
    """Give the person another role; it holds from their next click, and their sessions end.

    Raises: Forbidden, NotFound, LastOwner, WorkshopIsAskedIn.
    """
    actor.require("staff.change_role")
    member, owners = _locked(membership_id, actor)
    if (member.role == StaffRole.WORKSHOP) != (role == StaffRole.WORKSHOP):
        raise WorkshopIsAskedIn()
    if member.role == StaffRole.OWNER and role != StaffRole.OWNER and owners == 1:
        raise LastOwner()
    if member.role != role:
        facts = {"member": member.staff_id, "from": member.role, "role": str(role)}
        member.role = StaffRole(role)
        member.save(update_fields=["role"])
        note("accounts.member.role_changed", actor=actor, at=at, facts=facts)
        member.staff.end_sessions()
    return member


@verb
def remove_member(*, membership_id: UUID, actor: Actor, at: datetime) -> Staff:
    """Take the person out of the shop; their sessions end, tokens that they made are refused.

    Raises: Forbidden, NotFound, LastOwner.
    """
    actor.require("staff.remove")
    member, owners = _locked(membership_id, actor)
    if member.role == StaffRole.OWNER and owners == 1:
        raise LastOwner()
    staff = member.staff
    note("accounts.member.removed", actor=actor, at=at, facts={"member": staff.pk, "role": member.role})
    member.delete()
    return staff.end_sessions()


def may_give(actor: Actor, role: StaffRole) -> bool:
    """Nobody hands out more than their own: only who may change roles makes owners and managers."""
    return actor.may("staff.change_role") or role in (StaffRole.AGENT, StaffRole.READONLY)


def require_may_give(actor: Actor, role: StaffRole) -> None:
    """Raises: Forbidden."""
    if not may_give(actor, role):
        raise Forbidden()


def _locked(membership_id: UUID, actor: Actor) -> tuple[Membership, int]:
    # All members of the shop are locked in one order: two owners cannot remove each other at the same time.
    members = list(
        Membership.objects.filter(shop_id=actor.shop_id)
        .select_related("staff")
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    owners = sum(1 for member in members if member.role == StaffRole.OWNER and member.staff.is_active)
    for member in members:
        if member.pk == membership_id:
            return member, owners
    raise NotFound()
