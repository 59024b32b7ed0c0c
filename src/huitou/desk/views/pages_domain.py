"""The shop's own domain for its buyers' pages: the records to set, how it stands, a look now, giving it up."""

from contextlib import suppress
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.domains import telling
from huitou.accounts.domains.addresses import page_url
from huitou.accounts.domains.look_now import WANT_BY_SHOP, look_now
from huitou.accounts.domains.names import shown_host
from huitou.accounts.limits import count
from huitou.accounts.mfa import step_up
from huitou.accounts.models import PagesDomain
from huitou.accounts.staff_pages import StaffVisit
from huitou.accounts.verbs import give_up_domain, want_domain
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.forms.pages_domain import DomainForm
from huitou.desk.visit import desk_view, page


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def pages_domain(visit: StaffVisit) -> HttpResponseBase:
    """The page; a POST wants a domain."""
    if visit.request.method != "POST":
        return _page(visit)
    visit.actor.require("settings.edit")
    return _want(visit.request, visit)


@step_up
def _want(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    form = DomainForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            count([(WANT_BY_SHOP, str(visit.shop.pk))], at=visit.at)
            want_domain(host=form.cleaned_data["host"], actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error("host", error.text)
            status = error.status
        else:
            return redirect("desk:pages_domain", visit.shop.slug)
    return _page(visit, form, status)


@require_POST
@desk_view("settings.edit")
def look(visit: StaffVisit) -> HttpResponseBase:
    """Look now."""
    try:
        rows = look_now(host=visit.request.POST.get("host", ""), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        messages.warning(visit.request, error.text)
    else:
        for row in rows:
            word, _tone = telling.state_words(row)
            messages.success(visit.request, _("Looked just now: %(state)s.") % {"state": word})
    return redirect("desk:pages_domain", visit.shop.slug)


@require_POST
@desk_view("settings.edit")
def give_up(visit: StaffVisit) -> HttpResponseBase:
    """Give it up."""
    return _give_up(visit.request, visit)


@step_up
def _give_up(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    # Pressed twice, or by two people: it is given up.
    with suppress(NotFound):
        give_up_domain(host=request.POST.get("host", ""), actor=visit.actor, at=visit.at)
    messages.success(request, _("Given up. Your pages are at our address."))
    return redirect("desk:pages_domain", visit.shop.slug)


def _page(visit: StaffVisit, form: DomainForm | None = None, status: int = 200) -> HttpResponse:
    zone = ZoneInfo(visit.shop.timezone)
    with visit.reading():
        rows = list(PagesDomain.objects.order_by("claimed_at", "pk"))
        context = {
            "part": "domain",
            "form": form or DomainForm(),
            "address": page_url(visit.shop, f"/s/{visit.shop.slug}/"),
            "in_use": bool(visit.shop.pages_host),
            "waits": any(row.state != PagesDomain.State.EXPIRED for row in rows),
            "domains": [
                {
                    "row": row,
                    "host": shown_host(row.host),
                    "state": telling.state_words(row),
                    "sentence": telling.sentence(row, zone),
                    "looks": telling.looks(row, visit.at, zone),
                    "records": telling.records(row) if row.state != PagesDomain.State.EXPIRED else [],
                    "addresses": row.found.get("ours", []) if row.host.count(".") == 1 else [],
                    "file": telling.file_address(row),
                }
                for row in rows
            ],
        }
        return page(visit, "desk/settings/domain.html", context, here="settings", status=status)
