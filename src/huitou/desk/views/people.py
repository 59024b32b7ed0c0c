"""Who works in the shop, as what; invitations; changing roles and letting people go."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.models import Invitation, Membership
from huitou.accounts.roles import StaffRole
from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import change_role, remove_member, withdraw_invitation
from huitou.accounts.verbs import invite as ask_in
from huitou.accounts.verbs.memberships import may_give
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.settings import ROLE_NAMES, SHOP_ROLES, InviteForm, RoleForm
from huitou.desk.visit import desk_view, page
from huitou.logistics.models import ReturnsProvider


@require_safe
@desk_view("staff.view")
def people(visit: StaffVisit) -> HttpResponseBase:
    """Everybody, and who was asked in."""
    return _page(visit, _invite_form(visit))


def _page(visit: StaffVisit, form: InviteForm, status: int = 200) -> HttpResponse:
    with visit.reading():
        members = list(Membership.objects.filter(shop=visit.shop).select_related("staff").order_by("created_at", "pk"))
        open_ones = Invitation.objects.filter(shop=visit.shop, accepted_at=None, withdrawn_at=None)
        companies = {row.pk: row.name for row in ReturnsProvider.objects.all()}
        context = {
            "members": [_row(visit, member, companies) for member in members],
            "roles": [(role.value, ROLE_NAMES[role]) for role in SHOP_ROLES],
            "invitations": [
                {"invitation": one, "role": _told(one, companies), "over": one.expires_at <= visit.at}
                for one in open_ones.order_by("-created_at")
            ],
            "form": form,
            "part": "people",
        }
        return page(visit, "desk/settings/people.html", context, here="settings", status=status)


def _row(visit: StaffVisit, member: Membership, companies: Mapping[UUID, str]) -> dict[str, Any]:
    return {
        "member": member,
        "role": _told(member, companies),
        "me": member.staff_id == visit.staff.pk,
        "outside": member.provider_id is not None,
    }


def _told(who: Membership | Invitation, companies: Mapping[UUID, str]) -> str:
    """The role, with the company of somebody from a workshop."""
    role = str(ROLE_NAMES[StaffRole(who.role)])
    return f"{role} · {companies.get(who.provider_id, '')}" if who.provider_id is not None else role


def _invite_form(visit: StaffVisit, data: object = None) -> InviteForm:
    with visit.reading():
        rows = ReturnsProvider.objects.filter(retired_at=None).order_by("name").values_list("pk", "name")
        companies = [(str(pk), name) for pk, name in rows]
    # The weakest first, so that more is a choice; a company's people last, they are the exception.
    roles = [*reversed(SHOP_ROLES), StaffRole.WORKSHOP]
    return InviteForm(data, roles=[role for role in roles if may_give(visit.actor, role)], companies=companies)


@require_POST
@desk_view("staff.invite")
def invite(visit: StaffVisit) -> HttpResponseBase:
    """Send an invitation."""
    form = _invite_form(visit, visit.request.POST)
    if not form.is_valid():
        return _page(visit, form, 422)
    try:
        ask_in(
            email=form.cleaned_data["email"],
            role=StaffRole(form.cleaned_data["role"]),
            provider_id=UUID(company) if (company := form.cleaned_data.get("company")) else None,
            actor=visit.actor,
            at=visit.at,
        )
    except HuitouError as error:
        form.add_error(form.FIELD_OF.get(error.code, "email"), error.text)
        return _page(visit, form, error.status)
    messages.success(visit.request, _("The invitation is on its way. It holds for seven days."))
    return redirect("desk:people", visit.shop.slug)


@require_POST
@desk_view("staff.invite")
def withdraw(visit: StaffVisit, invitation: UUID) -> HttpResponseBase:
    """Make the link in the mail worthless."""
    withdraw_invitation(invitation_id=invitation, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("The invitation no longer works."))
    return redirect("desk:people", visit.shop.slug)


@require_POST
@desk_view("staff.change_role")
def role(visit: StaffVisit, membership: UUID) -> HttpResponseBase:
    """Another role, from the person's next click on."""
    form = RoleForm(visit.request.POST)
    if not form.is_valid():
        raise NotFound()
    try:
        change_role(membership_id=membership, role=StaffRole(form.cleaned_data["role"]), actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(visit.request, error.text)
    else:
        messages.success(visit.request, _("The role is changed and holds at once."))
    return redirect("desk:people", visit.shop.slug)


@require_POST
@desk_view("staff.remove")
def remove(visit: StaffVisit, membership: UUID) -> HttpResponseBase:
    """Out of the shop, at once."""
    try:
        left = remove_member(membership_id=membership, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(visit.request, error.text)
        return redirect("desk:people", visit.shop.slug)
    if left.pk == visit.staff.pk:
        return redirect("desk:home")
    messages.success(visit.request, _("%(name)s no longer works here.") % {"name": left.name})
    return redirect("desk:people", visit.shop.slug)
