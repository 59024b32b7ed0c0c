"""The web analytics that the shop has already, and what is measured of its readers: accounts, switches, ids."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.desk.forms.credentials import CredentialForm
from huitou.desk.forms.measuring import MeasuringForm
from huitou.desk.visit import desk_view, page
from huitou.notifications.measuring import asks_first
from huitou.retention.analytics import ga4
from huitou.retention.models import AnalyticsAccount
from huitou.retention.verbs import close_analytics, keep_analytics, set_measuring


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def analytics(visit: StaffVisit) -> HttpResponseBase:
    """The page; a POST keeps the account."""
    if visit.request.method != "POST":
        return _page(visit)
    visit.actor.require("settings.edit")
    return _keep(visit.request, visit)


@step_up
def _keep(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    with visit.reading():
        row = _row()
    form = CredentialForm(request.POST, code=ga4.CODE, adapter=ga4.GoogleAnalytics(), row=row)
    if not form.is_valid():
        return _page(visit, form, 422)
    try:
        keep_analytics(values=form.cleaned_data, actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.refuse(error)
        return _page(visit, form, error.status)
    messages.success(request, _("Saved. Visits are told from now on, every quarter of an hour."))
    return redirect("desk:analytics", visit.shop.slug)


@require_POST
@desk_view("settings.edit")
def close(visit: StaffVisit) -> HttpResponseBase:
    """Forget the account."""
    close_analytics(actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("Closed. What was entered is forgotten."))
    return redirect("desk:analytics", visit.shop.slug)


@require_POST
@desk_view("settings.edit")
def readers(visit: StaffVisit) -> HttpResponseBase:
    """Keep what is measured of readers."""
    form = MeasuringForm(visit.request.POST, auto_id="readers_%s")
    if form.is_valid():
        try:
            set_measuring(**form.cleaned_data, actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved. It holds for mails and visits from now on."))
            return redirect("desk:analytics", visit.shop.slug)
    return _page(visit, readers_form=form, status=422)


def _row() -> AnalyticsAccount | None:
    return AnalyticsAccount.objects.filter(service=ga4.CODE).first()


def _page(
    visit: StaffVisit, form: CredentialForm | None = None, status: int = 200, *,
    readers_form: MeasuringForm | None = None,
) -> HttpResponse:  # fmt: skip
    with visit.reading():
        row = _row()
        context = {
            "part": "analytics",
            "row": row,
            "set_up": row is not None and row.closed_at is None,
            "form": form or CredentialForm(code=ga4.CODE, adapter=ga4.GoogleAnalytics(), row=row),
            "readers_form": readers_form
            or MeasuringForm(initial=MeasuringForm.initial_of(visit.shop.measuring), auto_id="readers_%s"),
            "asks_first": asks_first(visit.shop, ""),
        }
        return page(visit, "desk/settings/analytics.html", context, here="settings", status=status)
