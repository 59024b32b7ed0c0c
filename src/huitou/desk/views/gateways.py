"""The shop's payment providers: which there are, whether an account is entered, and the address for their calls."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.gateways import AccountForm
from huitou.desk.visit import desk_view, page
from huitou.refunds.gateways.notices import Hooked, WithAccount
from huitou.refunds.gateways.registry import codes, gateway
from huitou.refunds.models import GatewayAccount
from huitou.refunds.verbs import close_account, keep_account

MAY = "gateways.edit"


@require_safe
@desk_view("settings.view")
def gateways(visit: StaffVisit) -> HttpResponseBase:
    """All providers, those with an account first."""
    return _page(visit)


@require_POST
@desk_view(MAY)
def keep(visit: StaffVisit, gateway: str) -> HttpResponseBase:
    """Enter or change an account."""
    return _keep(visit.request, visit, _adapter(gateway))


@step_up
def _keep(request: HttpRequest, visit: StaffVisit, adapter: WithAccount) -> HttpResponseBase:
    with visit.reading():
        row = GatewayAccount.objects.filter(gateway=adapter.code).first()
    form = AccountForm(request.POST, adapter=adapter, row=row)
    if not form.is_valid():
        return _page(visit, {adapter.code: form}, 422)
    try:
        keep_account(gateway_code=adapter.code, **form.inputs(), actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        form.refuse(error)
        return _page(visit, {adapter.code: form}, error.status)
    messages.success(request, _("Saved. Refunds of these payments go through this provider from now on."))
    return redirect("desk:gateways", visit.shop.slug)


@require_POST
@desk_view(MAY)
def close(visit: StaffVisit, gateway: str) -> HttpResponseBase:
    """Forget an account."""
    return _close(visit.request, visit, _adapter(gateway))


@step_up
def _close(request: HttpRequest, visit: StaffVisit, adapter: WithAccount) -> HttpResponseBase:
    try:
        close_account(gateway_code=adapter.code, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(request, error.text)
    else:
        messages.success(request, _("Closed. What was entered is forgotten."))
    return redirect("desk:gateways", visit.shop.slug)


def _adapter(code: str) -> WithAccount:
    found = gateway(code) if code in codes() else None
    if not isinstance(found, WithAccount):
        raise NotFound()
    return found


def _page(visit: StaffVisit, refused: dict[str, AccountForm] | None = None, status: int = 200) -> HttpResponse:
    given = refused or {}
    with visit.reading():
        rows = {row.gateway: row for row in GatewayAccount.objects.all()}
        adapters = [cast(WithAccount, gateway(code)) for code in codes() if isinstance(gateway(code), WithAccount)]
        shown = [_shown(visit, adapter, rows.get(adapter.code), given.get(adapter.code)) for adapter in adapters]
        context = {"part": "gateways", "providers": sorted(shown, key=lambda one: not one["set_up"])}
        return page(visit, "desk/settings/gateways.html", context, here="settings", status=status)


def _shown(
    visit: StaffVisit, adapter: WithAccount, row: GatewayAccount | None, refused: AccountForm | None
) -> dict[str, Any]:
    path = reverse("gateway_hook", args=[adapter.code, visit.shop.slug])
    return {
        "code": adapter.code,
        "title": adapter.title,
        "row": row,
        "set_up": row is not None and row.closed_at is None,
        "hook": f"{settings.HUITOU_PUBLIC_URL}{path}" if isinstance(adapter, Hooked) else "",
        "form": refused or AccountForm(adapter=adapter, row=row),
        "open": refused is not None,
    }
