"""Who works for the platform: asked in, let go, switched off. Called by the platform's page and by ``./huitou staff``.

These writes belong to no shop. ``by`` is the person who does it, or None at the terminal, whose holder owns the
machine anyway. The last operator always stays: nobody else could ask anybody in.
"""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Invitation, PlatformRole, Staff
from huitou.accounts.permissions import PLATFORM_PERMISSIONS
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.verbs.invite import INVITATION_LASTS
from huitou.accounts.verbs.people import AlreadyMember, checked_email, disable_staff, enable_staff
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.core.jobs import enqueue

log = structlog.get_logger(__name__)
PEOPLE = "platform.people"


class LastOperator(HuitouError):
    """The platform would be left without anybody who can ask people in."""

    code = "last_operator"
    message = _("The platform needs an operator. Make somebody else an operator first.")


def may_run_people(staff: Staff) -> bool:
    """Whether the person asks people in and lets them go on the platform."""
    if not staff.is_active:
        return False
    roles = staff.platform_roles.values_list("role", flat=True)
    return any(PEOPLE in PLATFORM_PERMISSIONS[PlatformRoleName(role)] for role in roles)


def invite_to_platform(
    *, email: str, role: PlatformRoleName, by: Staff | None, at: datetime, mail: bool = True
) -> Invitation:
    """Ask somebody in; an open invitation to the same address is replaced. Without ``mail`` nothing is sent.

    Raises: Forbidden, EmailMalformed, AlreadyMember.
    """
    from huitou.accounts.jobs import send_invitation  # the job loads the verbs' models

    _require(by)
    plain = checked_email(email)
    if PlatformRole.objects.filter(staff__email=plain, role=PlatformRoleName(role)).exists():
        raise AlreadyMember()
    with transaction.atomic():
        open_ones = Invitation.objects.filter(shop=None, email=plain, accepted_at=None, withdrawn_at=None)
        open_ones.select_for_update().update(withdrawn_at=at)
        invitation = Invitation.objects.create(
            shop=None,
            email=plain,
            role=PlatformRoleName(role),
            invited_by=by,
            created_at=at,
            expires_at=at + INVITATION_LASTS,
        )
        if mail:
            enqueue(send_invitation, invitation_id=str(invitation.pk))
    _log("invited", by, invitation=str(invitation.pk), role=str(role))
    return invitation


def withdraw_platform_invitation(*, invitation_id: UUID, by: Staff | None, at: datetime) -> None:
    """Make the link worthless. Raises: Forbidden, NotFound."""
    _require(by)
    open_one = Invitation.objects.filter(pk=invitation_id, shop=None, accepted_at=None)
    if not open_one.exists():
        raise NotFound()
    open_one.filter(withdrawn_at=None).update(withdrawn_at=at)
    _log("invitation_withdrawn", by, invitation=str(invitation_id))


def remove_platform_role(*, staff: Staff, role: PlatformRoleName, by: Staff | None) -> None:
    """Take the role from the person; their sessions end. Raises: Forbidden, NotFound, LastOperator."""
    _require(by)
    with transaction.atomic():
        # All operators are locked in one order: two cannot remove each other at the same time.
        operators = _operators()
        held = PlatformRole.objects.filter(staff=staff, role=PlatformRoleName(role)).first()
        if held is None:
            raise NotFound()
        _leave_an_operator(operators, staff if role == PlatformRoleName.OPERATOR else None)
        held.delete()
    staff.end_sessions()
    _log("role_removed", by, staff=str(staff.pk), role=str(role))


def switch_off(*, staff: Staff, by: Staff | None) -> Staff:
    """Nobody logs in as this person any more, in no shop. Raises: Forbidden, LastOperator."""
    _require(by)
    with transaction.atomic():
        _leave_an_operator(_operators(), staff)
        disable_staff(staff=staff)
    _log("switched_off", by, staff=str(staff.pk))
    return staff


def switch_on(*, staff: Staff, by: Staff | None) -> Staff:
    """The person can log in again. Raises: Forbidden."""
    _require(by)
    _log("switched_on", by, staff=str(staff.pk))
    return enable_staff(staff=staff)


def _operators() -> list[UUID]:
    rows = PlatformRole.objects.select_for_update(of=("self",)).filter(role=PlatformRoleName.OPERATOR)
    return [row.staff_id for row in rows.select_related("staff").order_by("pk") if row.staff.is_active]


def _leave_an_operator(operators: list[UUID], leaving: Staff | None) -> None:
    if leaving is not None and operators == [leaving.pk]:
        raise LastOperator()


def _require(by: Staff | None) -> None:
    if by is not None and not may_run_people(by):
        raise Forbidden()


def _log(what: str, by: Staff | None, **facts: str) -> None:
    log.info(f"platform.people.{what}", by=str(by.pk) if by is not None else "terminal", **facts)
