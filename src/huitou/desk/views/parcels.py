"""Parcels by hand: sent, delivered, lost. The clocks of returns start with what is recorded here."""

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.core.errors import HuitouError
from huitou.desk.forms.parcels import ParcelForm, ReportForm
from huitou.desk.views.orders import named
from huitou.desk.visit import desk_view, page
from huitou.parcels.access import access_parcel
from huitou.parcels.models import Parcel
from huitou.parcels.verbs import announce_parcel, record_scan


@require_http_methods(["GET", "POST"])
@desk_view("parcels.record")
def announce(visit: StaffVisit, number: str) -> HttpResponseBase:
    """A parcel with the order's items has left."""
    form = ParcelForm(visit.request.POST or None)
    with visit.reading():
        order = named(visit.actor, number)
    status = 200
    if visit.request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                weight = form.cleaned_data.pop("weight_grams")
                parcel = announce_parcel(
                    order_id=order.pk,
                    direction=Parcel.Direction.OUTBOUND,
                    actor=visit.actor,
                    at=visit.at,
                    **form.cleaned_data,
                )
                record_scan(
                    parcel=parcel.pk,
                    state="collected",
                    occurred_at=visit.at,
                    actor=visit.actor,
                    at=visit.at,
                    weight_grams=weight,
                )
            except HuitouError as error:
                form.add_error(None, error.text)
                status = error.status
            else:
                messages.success(visit.request, _("The parcel is recorded as sent."))
                return redirect("desk:order", visit.shop.slug, order.pk)
    with visit.reading():
        context = {"order": order, "form": form, "title": _("Record a parcel as sent"), "button": _("Record as sent")}
        return page(visit, "desk/orders/form.html", context, here="orders", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("parcels.record")
def record(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """What happened to the parcel."""
    form = ReportForm(visit.request.POST or None)
    with visit.reading():
        parcel = access_parcel(visit.actor, ref)
        order = parcel.order
    status = 200
    if visit.request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                record_scan(
                    parcel=parcel.pk,
                    state=form.cleaned_data["state"],
                    occurred_at=form.moment(visit.at),
                    weight_grams=form.cleaned_data["weight_grams"],
                    actor=visit.actor,
                    at=visit.at,
                )
            except HuitouError as error:
                form.add_error("occurred_at", error.text)
                status = error.status
            else:
                messages.success(visit.request, _("Recorded. Deadlines that hang on it follow by themselves."))
                return redirect("desk:order", visit.shop.slug, order.pk)
    with visit.reading():
        name = " ".join(word for word in (carrier_name(parcel.carrier), parcel.tracking_number) if word) or parcel.ref
        context = {"order": order, "form": form, "title": name, "button": _("Record it")}
        return page(visit, "desk/orders/form.html", context, here="orders", status=status)
