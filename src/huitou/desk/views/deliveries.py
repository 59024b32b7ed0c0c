"""Wishes for deliveries: what is to be arranged with a carrier, what is arranged, what is over."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.changes.deliveries.access import access_delivery, visible_deliveries
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.core.actions import perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.acting import why_not
from huitou.desk.delivering import rows_of, with_all
from huitou.desk.forms.deliveries import form_for
from huitou.desk.paging import list_page
from huitou.desk.tabs import OVER, Place, shown_tabs, tab_asked, tabs_of
from huitou.desk.visit import desk_view, page

TABS = tabs_of(
    DELIVERY_REQUEST,
    Place("open", gettext_lazy("To arrange"), (Role.MERCHANT,)),
    Place("running", gettext_lazy("Under way"), (Role.CARRIER,)),
    Place("done", gettext_lazy("Done"), (OVER,)),
)


@require_safe
@desk_view("changes.view")
def deliveries(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    with visit.reading():
        return _page(visit)


@require_POST
@desk_view("changes.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Say what came of it; back to the list."""
    with visit.reading():
        found = access_delivery(visit.actor, ref)
        steps = DELIVERY_REQUEST.actions(found, visit.actor.role)
        if action not in {step.action for step in steps}:
            raise why_not(DELIVERY_REQUEST.name, found, action)
    form = form_for(action)(visit.request.POST)
    error: HuitouError | None = None
    if form.is_valid():
        try:
            perform(DELIVERY_REQUEST.name, action, found.pk, form.inputs(), actor=visit.actor, at=visit.at)
        except NotFound:
            raise
        except HuitouError as refused:
            error = refused
        else:
            messages.success(visit.request, _("Recorded. The buyer is told."))
            return redirect("desk:deliveries", visit.shop.slug)
    with visit.reading():
        return _page(visit, error, status=error.status if error else 422)


def _page(visit: StaffVisit, error: HuitouError | None = None, status: int = 200) -> HttpResponse:
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    found = list_page(with_all(visible_deliveries(visit.actor).filter(state__in=here.states)), "opened_at", asked)
    context = {"list": found, "rows": rows_of(visit, found.rows), "tabs": shown_tabs(TABS, here), "error": error}
    return page(visit, "desk/deliveries/list.html", context, here="orders", status=status)
