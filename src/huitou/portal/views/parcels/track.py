"""Where is my parcel: by its number alone, or by order number and contact through a code. Open to everybody.

A number alone shows the stage, the days and cities; never whose it is or what is in it. A number that we do not know
reads as one that no carrier has scanned yet: the same page after the same work.
"""

from datetime import timedelta
from urllib.parse import quote

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from huitou.accounts.client import client_address
from huitou.accounts.limits import Limit, TooManyTries, count
from huitou.core.tenancy import in_shop
from huitou.lanes.queries import parcels_numbered
from huitou.lanes.stages import Stage, stage_of
from huitou.portal import session
from huitou.portal.codes import ask_for_code
from huitou.portal.counting import count_visit
from huitou.portal.forms.look_up import LookUpForm
from huitou.portal.forms.tracking import NumberForm
from huitou.portal.parcel_shown import ShownParcel, shown_parcels
from huitou.portal.session import home_of
from huitou.portal.visit import Visit, portal_view

BY_CLIENT = Limit("track.client", times=60, window=timedelta(hours=1))


@require_http_methods(["GET", "POST"])
@portal_view
def track(visit: Visit) -> HttpResponseBase:
    """`?number=` shows a parcel; a posted order number with its contact leads to the code and then to all."""
    request = visit.request
    if request.method == "POST":
        return _by_order(visit)
    form = NumberForm({"number": request.GET["number"]} if request.GET.get("number") else None)
    status, shown = 200, None
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                shown = numbered(visit, form.cleaned_data["number"])
                status = 200
            except TooManyTries as error:
                form.add_error(None, error.text)
                status = error.status
    return _page(visit, form, LookUpForm(), shown=shown, status=status)


def numbered(visit: Visit, number: str) -> list[ShownParcel]:
    """What may be shown for a number alone; empty for one that is not known or not scanned yet. Raises TooManyTries."""
    count([(BY_CLIENT, client_address(visit.request))], at=visit.at)
    with in_shop(visit.shop):
        # Before anything more is read: the work must not tell a number that we know from one that nobody has.
        found = [
            parcel
            for parcel in parcels_numbered(number, at=visit.at)
            if stage_of(parcel.status, parcel.state) != Stage.ANNOUNCED
        ]
        shown = shown_parcels(visit.shop, found, visit.at, private=False)
    count_visit(visit, shown)
    return shown


def _by_order(visit: Visit) -> HttpResponseBase:
    form = LookUpForm(visit.request.POST)
    status = 422
    if form.is_valid():
        wanted = form.cleaned_data
        then = f"{home_of(visit.shop)}orders/{quote(wanted['number'].strip(), safe='')}/parcels/"
        try:
            pending = ask_for_code(
                visit.request, visit.shop, wanted["number"], wanted["contact"], visit.at, visit.own_path(then)
            )
        except TooManyTries as error:
            form.add_error(None, error.text)
            status = error.status
        else:
            response = redirect("portal:code", visit.shop.slug)
            session.keep_pending(response, visit.shop, pending)
            return response
    return _page(visit, NumberForm(), form, status=status)


def _page(
    visit: Visit, form: NumberForm, order_form: LookUpForm, *, shown: list[ShownParcel] | None = None, status: int
) -> HttpResponseBase:
    context = {
        "form": form,
        "order_form": order_form,
        "asked": shown is not None,
        "parcels": shown or [],
        "single": len(shown or []) == 1,
        "number": form.cleaned_data["number"] if shown is not None else "",
    }
    return visit.render("portal/parcels/track.html", context, status=status)
