"""Who works for the platform: asked in, let go, switched off. For operators, after a step-up."""

from collections.abc import Callable
from functools import wraps
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.models import Invitation, PlatformRole, Staff
from huitou.accounts.roles import PlatformRoleName
from huitou.accounts.staff_pages import to_log_in
from huitou.accounts.verbs import (
    invite_to_platform,
    remove_platform_role,
    switch_off,
    switch_on,
    withdraw_platform_invitation,
)
from huitou.accounts.verbs.platform_people import may_run_people
from huitou.core import clock
from huitou.core.errors import Forbidden, HuitouError, NotFound
from huitou.platform.people_form import ROLE_NAMES, PlatformInviteForm

View = Callable[..., HttpResponseBase]
SWITCHES = {"off": switch_off, "on": switch_on}


def people_view(view: View) -> View:
    """Wrap `view(request, me, **path)`: for operators only; others of the platform are refused, all else is absent."""

    @wraps(view)
    def call(request: HttpRequest, **path: object) -> HttpResponseBase:
        me = request.user
        if not isinstance(me, Staff):
            return to_log_in(request)
        if not may_run_people(me):
            return _refusal(request, me)
        try:
            return step_up(lambda asked: view(asked, me, **path))(request)
        except NotFound as error:
            raise Http404 from error

    return never_cache(call)


def _refusal(request: HttpRequest, me: Staff) -> HttpResponse:
    if not me.platform_roles.exists():
        raise Http404
    return render(request, "platform/failure.html", {"error": Forbidden()}, status=403)


@require_safe
@people_view
def people(request: HttpRequest, me: Staff) -> HttpResponseBase:
    """Everybody with a role on the platform, and who was asked in."""
    return _page(request, me, PlatformInviteForm())


def _page(request: HttpRequest, me: Staff, form: PlatformInviteForm, status: int = 200) -> HttpResponse:
    at = clock.now()
    held: dict[Staff, list[tuple[str, str]]] = {}
    for role in PlatformRole.objects.select_related("staff").order_by("created_at", "pk"):
        held.setdefault(role.staff, []).append((role.role, str(ROLE_NAMES[PlatformRoleName(role.role)])))
    open_ones = Invitation.objects.filter(shop=None, accepted_at=None, withdrawn_at=None).order_by("-created_at")
    context = {
        "people": [{"staff": staff, "roles": roles, "me": staff.pk == me.pk} for staff, roles in held.items()],
        "invitations": [
            {"invitation": one, "role": ROLE_NAMES[PlatformRoleName(one.role)], "over": one.expires_at <= at}
            for one in open_ones
        ],
        "form": form,
        "at": at,
    }
    return render(request, "platform/people.html", context, status=status)


@require_POST
@people_view
def invite(request: HttpRequest, me: Staff) -> HttpResponseBase:
    """Send an invitation."""
    form = PlatformInviteForm(request.POST)
    if not form.is_valid():
        return _page(request, me, form, 422)
    role = PlatformRoleName(form.cleaned_data["role"])
    try:
        invite_to_platform(email=form.cleaned_data["email"], role=role, by=me, at=clock.now())
    except HuitouError as error:
        form.add_error("email", error.text)
        return _page(request, me, form, error.status)
    messages.success(request, _("The invitation is on its way. It holds for seven days."))
    return redirect("platform:people")


@require_POST
@people_view
def withdraw(request: HttpRequest, me: Staff, invitation: UUID) -> HttpResponseBase:
    """Make the link in the mail worthless."""
    withdraw_platform_invitation(invitation_id=invitation, by=me, at=clock.now())
    messages.success(request, _("The invitation no longer works."))
    return redirect("platform:people")


@require_POST
@people_view
def remove(request: HttpRequest, me: Staff, person: UUID, role: str) -> HttpResponseBase:
    """Take a role from somebody, at once."""
    if role not in list(PlatformRoleName):
        raise NotFound()
    found = _person(person)
    try:
        remove_platform_role(staff=found, role=PlatformRoleName(role), by=me)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("%(name)s no longer has this role.") % {"name": found.name})
    return redirect("accounts:home" if found.pk == me.pk else "platform:people")


@require_POST
@people_view
def switch(request: HttpRequest, me: Staff, person: UUID, to: str) -> HttpResponseBase:
    """Nobody logs in as this person any more; or they can again."""
    if to not in SWITCHES:
        raise NotFound()
    found = _person(person)
    try:
        SWITCHES[to](staff=found, by=me)
    except HuitouError as error:
        messages.error(request, error.text)
    else:
        said = _("%(name)s can no longer log in.") if to == "off" else _("%(name)s can log in again.")
        messages.success(request, said % {"name": found.name})
    return redirect("platform:people")


def _person(person: UUID) -> Staff:
    """Somebody of the platform; people of shops are their shops' business. Raises NotFound."""
    found = Staff.objects.filter(pk=person, platform_roles__isnull=False).distinct().first()
    if found is None:
        raise NotFound()
    return found
