"""People: creating, switching off and on again, and what they are on the platform.

These writes belong to no single shop, so they open their own transaction. Shop roles: ``memberships``.
"""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.accounts.models import Membership, PlatformRole, Staff
from huitou.accounts.records import note
from huitou.accounts.roles import PlatformRoleName, StaffRole
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, Invalid
from huitou.core.models import Shop
from huitou.core.writing import writing


class EmailMalformed(Invalid):
    """Not an e-mail address."""

    code = "email_malformed"
    message = _("“%(email)s” is not an e-mail address. Write it like name@example.com.")


class EmailTaken(HuitouError):
    """Somebody logs in with this address already."""

    code = "email_taken"
    message = _("Somebody already logs in with this address. Log in, or use another address.")


class PasswordWeak(Invalid):
    """The password is too short, too common or too like the person's data."""

    code = "password_weak"
    message = _("Choose another password: %(reasons)s")


class PersonNameMissing(Invalid):
    """A person without a name."""

    code = "person_name_missing"
    message = _("Write the name that colleagues and buyers should see.")


class AlreadyMember(HuitouError):
    """The person works in this shop already."""

    code = "already_member"
    status: ClassVar[int] = 409
    message = _("This person already works in the shop.")


class WorkshopMissing(Invalid):
    """Somebody from a workshop without the company, or somebody else with one."""

    code = "workshop_missing"
    message = _("Choose the company for somebody from a workshop; nobody else has one.")


def create_staff(
    *, email: str, name: str, password: str | None, locale: str, at: datetime, verified: bool = False
) -> Staff:
    """A new person. ``verified`` says that the address has been proved, by an invitation or the terminal.

    Raises: EmailMalformed, EmailTaken, PasswordWeak, PersonNameMissing.
    """
    plain = checked_email(email)
    if not name.strip():
        raise PersonNameMissing()
    staff = Staff(email=plain, name=name.strip(), locale=_locale(locale), created_at=at)
    if password is not None:
        check_password(password, staff)
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save(force_insert=True)
            EmailAddress.objects.create(user=staff, email=plain, verified=verified, primary=True)
    except IntegrityError as error:
        raise EmailTaken() from error
    return staff


def add_member(
    *, shop: Shop, staff: Staff, role: StaffRole, at: datetime, provider_id: UUID | None = None
) -> Membership:
    """Let somebody work in the shop, without an invitation (setup, command line, demo).

    Raises: AlreadyMember, WorkshopMissing.
    """
    check_workshop(role, provider_id)
    try:
        with writing(shop.pk):
            member = Membership.objects.create(
                shop=shop, staff=staff, role=StaffRole(role), provider_id=provider_id, created_at=at
            )
            note_joined(member, at)
            return member
    except IntegrityError as error:
        raise AlreadyMember() from error


def check_workshop(role: StaffRole, provider_id: UUID | None) -> None:
    """Somebody from a workshop has a company, and nobody else. Raises: WorkshopMissing."""
    if (role == StaffRole.WORKSHOP) != (provider_id is not None):
        raise WorkshopMissing()


def note_joined(member: Membership, at: datetime) -> None:
    """Write down that somebody works in the shop from now on, by their own doing. Within the shop's transaction."""
    actor = Actor(role=Role.MERCHANT, shop_id=member.shop_id, id=f"staff:{member.staff_id}")
    note("accounts.member.joined", actor=actor, at=at, facts={"member": member.staff_id, "role": str(member.role)})


def add_platform_role(*, staff: Staff, role: PlatformRoleName, at: datetime) -> PlatformRole:
    """Make somebody arbitrator or operator. Doing it twice changes nothing."""
    given, _created = PlatformRole.objects.get_or_create(
        staff=staff, role=PlatformRoleName(role), defaults={"created_at": at}
    )
    return given


def disable_staff(*, staff: Staff) -> Staff:
    """Switch the person off: sessions and tokens are refused from the next request on."""
    staff.is_active = False
    staff.save(update_fields=["is_active"])
    return staff.end_sessions()


def enable_staff(*, staff: Staff) -> Staff:
    """Switch the person on again; old sessions stay ended."""
    staff.is_active = True
    staff.save(update_fields=["is_active"])
    return staff


def checked_email(email: str) -> str:
    """The address in small letters. Raises: EmailMalformed."""
    plain = email.strip().lower()
    try:
        validate_email(plain)
    except ValidationError as error:
        raise EmailMalformed(email=email) from error
    return plain


def check_password(password: str, staff: Staff) -> None:
    """Raises: PasswordWeak, with Django's reasons in the reader's language."""
    try:
        validate_password(password, staff)
    except ValidationError as error:
        raise PasswordWeak(reasons=" ".join(error.messages)) from error


def _locale(locale: str) -> str:
    known = [code for code, _name in settings.LANGUAGES]
    return locale if locale in known else settings.LANGUAGE_CODE
