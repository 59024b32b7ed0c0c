"""Those who tell of the shop's parcels: their accounts, the codes of theirs that nobody can read yet, reading again."""

from typing import Any
from uuid import UUID

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
from huitou.desk.forms.carriers import CarrierForm, MeaningForm
from huitou.desk.visit import desk_view, page
from huitou.parcels.carriers.protocol import Source
from huitou.parcels.carriers.registry import codes, source
from huitou.parcels.hooks import try_refused
from huitou.parcels.models import CarrierAccount
from huitou.parcels.unread import Unmapped, bad_pushes, inbox, unmapped_codes
from huitou.parcels.verbs import close_carrier_account, decide_meaning, keep_carrier_account, order_replay
from huitou.parcels.verbs.read_codes import MAP

MAY = "carriers.edit"
SHOWN = 30
N_ = str
# Why a push was not taken in; any other code is shown as it is.
WHY_BAD = {
    "signature_wrong": N_("Its signature does not match: compare the secret here with the one at the sender."),
    "body_unreadable": N_("It is not written as its sender documents it."),
    "event_missing": N_("It does not say what it tells of."),
    "number_missing": N_("It names no tracking number."),
    "not_for_this_account": N_("It is meant for another account."),
}


@require_safe
@desk_view("settings.view")
def carriers(visit: StaffVisit) -> HttpResponseBase:
    """All sources, those with an account first, and what waits for a meaning."""
    return _page(visit)


@require_POST
@desk_view(MAY)
def keep(visit: StaffVisit, source: str) -> HttpResponseBase:
    """Enter or change an account."""
    return _keep(visit.request, visit, _adapter(source))


@step_up
def _keep(request: HttpRequest, visit: StaffVisit, adapter: Source) -> HttpResponseBase:
    with visit.reading():
        row = CarrierAccount.objects.filter(source=adapter.code).first()
    form = CarrierForm(request.POST, adapter=adapter, row=row)
    if not form.is_valid():
        return _page(visit, {adapter.code: form}, 422)
    try:
        keep_carrier_account(source_code=adapter.code, values=form.cleaned_data, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        form.refuse(error)
        return _page(visit, {adapter.code: form}, error.status)
    messages.success(request, _("Saved. What it tells of your parcels is believed from now on."))
    return redirect("desk:carriers", visit.shop.slug)


@require_POST
@desk_view(MAY)
def close(visit: StaffVisit, source: str) -> HttpResponseBase:
    """Forget an account."""
    return _close(visit.request, visit, _adapter(source))


@step_up
def _close(request: HttpRequest, visit: StaffVisit, adapter: Source) -> HttpResponseBase:
    close_carrier_account(source_code=adapter.code, actor=visit.actor, at=visit.at)
    messages.success(request, _("Closed. What was entered is forgotten."))
    return redirect("desk:carriers", visit.shop.slug)


@require_POST
@desk_view(MAP)
def decide(visit: StaffVisit, source: str) -> HttpResponseBase:
    """Say what a code means; what was told under it is read again by a job."""
    form = MeaningForm(visit.request.POST)
    if not form.is_valid():
        messages.error(visit.request, _("Choose what the code means."))
        return redirect("desk:carriers", visit.shop.slug)
    decide_meaning(source=source, actor=visit.actor, at=visit.at, **form.cleaned_data)
    messages.success(visit.request, _("Noted. What was told under this code is read again now."))
    return redirect("desk:carriers", visit.shop.slug)


@require_POST
@desk_view(MAP)
def read_again(visit: StaffVisit) -> HttpResponseBase:
    """Have everything read again by the tables as they are now. A job does it."""
    order_replay(actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("Everything is read again in the background. It can take some minutes."))
    return redirect("desk:carriers", visit.shop.slug)


@require_POST
@desk_view(MAP)
def try_again(visit: StaffVisit, push: UUID) -> HttpResponseBase:
    """Verify a refused call once more, by the secret as it is now."""
    try:
        new = try_refused(refused=push, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        messages.error(visit.request, error.text)
    else:
        told = _("Believed now, and taken in.") if new else _("Believed now; it had been taken in already.")
        messages.success(visit.request, told)
    return redirect("desk:carriers", visit.shop.slug)


def _adapter(code: str) -> Source:
    if code not in codes() or not source(code).fields:
        raise NotFound()
    return source(code)


def _page(visit: StaffVisit, refused: dict[str, CarrierForm] | None = None, status: int = 200) -> HttpResponse:
    given = refused or {}
    with visit.reading():
        rows = {row.source: row for row in CarrierAccount.objects.all()}
        adapters = [source(code) for code in codes() if source(code).fields]
        shown = [_shown(visit, adapter, rows.get(adapter.code), given.get(adapter.code)) for adapter in adapters]
        context = {
            "part": "carriers",
            "sources": sorted(shown, key=lambda one: not one["set_up"]),
            "unread": [_unread(one) for one in unmapped_codes()],
            "inbox": inbox(),
            "bad": [
                {"push": one, "title": _title(one.source), "why": _(WHY_BAD[one.why]) if one.why in WHY_BAD else ""}
                for one in bad_pushes(most=SHOWN)
            ],
            "any_set_up": any(one["set_up"] for one in shown),
        }
        return page(visit, "desk/settings/carriers.html", context, here="settings", status=status)


def _unread(one: Unmapped) -> dict[str, Any]:
    form = MeaningForm(initial={"code": one.code}, auto_id=f"{one.source}_{one.code}_%s")
    return {"told": one, "form": form, "title": _title(one.source)}


def _title(code: str) -> Any:
    return source(code).title if code in codes() else code


def _shown(
    visit: StaffVisit, adapter: Source, row: CarrierAccount | None, refused: CarrierForm | None
) -> dict[str, Any]:
    path = reverse("carrier_hook", args=[visit.shop.slug, adapter.code])
    return {
        "code": adapter.code,
        "title": adapter.title,
        "row": row,
        "set_up": row is not None and row.closed_at is None,
        "hook": f"{settings.HUITOU_PUBLIC_URL}{path}" if adapter.capabilities.pushes else "",
        "form": refused or CarrierForm(adapter=adapter, row=row),
        "open": refused is not None,
    }
