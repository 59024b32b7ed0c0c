"""The danger zone: erasing a customer's personal data for good. Orders, sums and events stay."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.desk.forms.settings import EraseForm, FindCustomerForm
from huitou.desk.views.customer import say_erasure
from huitou.desk.views.orders import named
from huitou.desk.visit import desk_view, page
from huitou.orders.models import CustomerContact, Order
from huitou.orders.verbs import ask_erasure


@require_http_methods(["GET", "POST"])
@desk_view("customers.erase")
def erase(visit: StaffVisit) -> HttpResponseBase:
    """Find by an order's number, look, confirm, erase."""
    if visit.request.method == "POST":
        return _erase(visit.request, visit)
    number = visit.request.GET.get("number", "").strip()
    form = FindCustomerForm({"number": number} if number else None)
    context: dict[str, Any] = {"find": form, "part": "customers"}
    status = 200
    with visit.reading():
        if number and form.is_valid():
            try:
                context |= _found(visit, number)
            except HuitouError as error:
                form.add_error("number", error.text)
                status = error.status
        return page(visit, "desk/settings/customers.html", context, here="settings", status=status)


def _found(visit: StaffVisit, number: str) -> dict[str, Any]:
    order = named(visit.actor, number)
    return {
        "order": order,
        "contact": CustomerContact.objects.filter(customer_id=order.customer_id).first(),
        "orders": Order.objects.filter(customer_id=order.customer_id).count(),
        "form": EraseForm(initial={"customer": order.customer_id, "number": order.number}),
    }


@step_up
def _erase(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    form = EraseForm(request.POST)
    if form.is_valid():
        asked = ask_erasure(customer_id=form.cleaned_data["customer"], actor=visit.actor, at=visit.at)
        say_erasure(request, asked)
        return redirect("desk:erase_customer", visit.shop.slug)
    with visit.reading():
        context: dict[str, Any] = {"find": FindCustomerForm(), "part": "customers"}
        number = form.data.get("number", "")
        context |= _found(visit, number)
        context["form"] = form
        return page(visit, "desk/settings/customers.html", context, here="settings", status=422)
