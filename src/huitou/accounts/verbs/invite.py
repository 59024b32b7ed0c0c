"""Invitations: the owner or a manager asks somebody in, a signed link in the mail, the person joins.

The link is the only proof that the address is theirs, so joining verifies it. Called by the desk and ``join``.
"""

from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Invitation, Membership, Staff
from huitou.accounts.records import note
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.accounts.verbs.memberships import require_may_give
from huitou.accounts.verbs.people import (
    AlreadyMember,
    add_platform_role,
    check_workshop,
    checked_email,
    create_staff,
    note_joined,
)
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.core.jobs import enqueue
from huitou.core.verbs import verb
from huitou.core.writing import writing

INVITATION_LASTS = timedelta(days=7)
INVITATION_PURPOSE = "huitou.accounts.invitation"


class InvitationOver(HuitouError):
    """The link is used, withdrawn, too old, or not ours."""

    code = "invitation_over"
    status: ClassVar[int] = 410
    message = _("This invitation no longer works. Ask the shop for a new one.")


class InvitationForSomebodyElse(HuitouError):
    """A person who is logged in opened an invitation to another address."""

    code = "invitation_for_somebody_else"
    status: ClassVar[int] = 403
    message = _("This invitation is for %(email)s. Log out and open the link again.")


@verb
def invite(
    *, email: str, role: StaffRole, actor: Actor, at: datetime, mail: bool = True, provider_id: UUID | None = None
) -> Invitation:
    """Ask somebody into the shop by mail; an open invitation to the same address is replaced.

    Without ``mail`` nothing is sent: the caller hands over the link (``jobs.invitation_link``). ``provider_id``: the
    company of somebody from a workshop.

    Raises: Forbidden, EmailMalformed, AlreadyMember, WorkshopMissing.
    """
    from huitou.accounts.jobs import send_invitation  # the job loads the verbs' models

    actor.require("staff.invite")
    require_may_give(actor, StaffRole(role))
    check_workshop(StaffRole(role), provider_id)
    plain = checked_email(email)
    if Membership.objects.filter(shop_id=actor.shop_id, staff__email=plain).exists():
        raise AlreadyMember()
    open_ones = Invitation.objects.filter(shop_id=actor.shop_id, email=plain, accepted_at=None, withdrawn_at=None)
    open_ones.select_for_update().update(withdrawn_at=at)
    invitation = Invitation.objects.create(
        shop_id=actor.shop_id,
        email=plain,
        role=StaffRole(role),
        provider_id=provider_id,
        invited_by_id=_staff_id(actor),
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    note("accounts.member.invited", actor=actor, at=at, facts={"invitation": invitation.pk, "role": str(role)})
    if mail:
        enqueue(send_invitation, invitation_id=str(invitation.pk))
    return invitation


@verb
def withdraw_invitation(*, invitation_id: UUID, actor: Actor, at: datetime) -> Invitation:
    """Make the link in the mail worthless. Raises: Forbidden, NotFound."""
    actor.require("staff.invite")
    invitation = Invitation.objects.select_for_update().filter(pk=invitation_id, shop_id=actor.shop_id).first()
    if invitation is None or invitation.accepted_at is not None:
        raise NotFound()
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = at
        invitation.save(update_fields=["withdrawn_at"])
        facts = {"invitation": invitation.pk, "role": invitation.role}
        note("accounts.invitation.withdrawn", actor=actor, at=at, facts=facts)
    return invitation


def secret_of(invitation: Invitation) -> str:
    """What stands behind the ``#`` of the link; it can be made again at any time."""
    return signing.dumps(str(invitation.pk), salt=INVITATION_PURPOSE)


def open_invitation(secret: str, *, at: datetime) -> Invitation:
    """The invitation behind a link's secret, with its shop if it has one. Raises: InvitationOver."""
    try:
        invitation_id = signing.loads(secret.strip(), salt=INVITATION_PURPOSE)
    except signing.BadSignature as error:
        raise InvitationOver() from error
    invitation = (
        Invitation.objects.select_related("shop", "invited_by")
        .filter(pk=invitation_id, accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .first()
    )
    if invitation is None:
        raise InvitationOver()
    return invitation


def accept_invitation(
    *,
    invitation: Invitation,
    at: datetime,
    staff: Staff | None = None,
    name: str = "",
    password: str | None = None,
    locale: str = "",
) -> Staff:
    """Join the shop (or the platform), as a known person or as a new one with a name and a password; once.

    Raises: InvitationOver, InvitationForSomebodyElse, EmailTaken, PasswordWeak, PersonNameMissing, AlreadyMember.
    """
    if staff is not None and staff.email != invitation.email:
        raise InvitationForSomebodyElse(email=invitation.email)
    with _transaction(invitation):
        taken = Invitation.objects.filter(
            pk=invitation.pk, accepted_at=None, withdrawn_at=None, expires_at__gt=at
        ).update(accepted_at=at)
        if taken != 1:
            raise InvitationOver()
        if staff is None:
            staff = create_staff(
                email=invitation.email,
                name=name,
                password=password,
                locale=locale or (invitation.shop.locale if invitation.shop else ""),
                at=at,
                verified=True,
            )
        if invitation.shop_id is None:
            add_platform_role(staff=staff, role=PlatformRoleName(invitation.role), at=at)
        else:
            _join_shop(invitation, invitation.shop_id, staff, at)
    return staff


def _transaction(invitation: Invitation) -> AbstractContextManager[None]:
    """A shop's invitation is taken in that shop, which writes it down; the platform's in no shop."""
    return transaction.atomic() if invitation.shop_id is None else writing(invitation.shop_id)


def _join_shop(invitation: Invitation, shop_id: UUID, staff: Staff, at: datetime) -> None:
    try:
        with transaction.atomic():
            member = Membership.objects.create(
                shop_id=shop_id, staff=staff, role=invitation.role, provider_id=invitation.provider_id, created_at=at
            )
    except IntegrityError as error:
        raise AlreadyMember() from error
    note_joined(member, at)


def _staff_id(actor: Actor) -> UUID | None:
    kind, _, key = actor.id.partition(":")
    return UUID(key) if kind == "staff" else None
