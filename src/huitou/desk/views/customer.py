"""One customer: how they are reached, their orders, what is held of them; copy, correction, erasure."""

from tempfile import SpooledTemporaryFile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.core.personal_export import write_zip
from huitou.core.personal_page import parted, what_is_held_of
from huitou.core.personal_registry import obligations_of, person
from huitou.desk.forms.customers import ConfirmErasureForm, CorrectForm
from huitou.desk.visit import desk_view, page
from huitou.orders.access import access_customer
from huitou.orders.models import CustomerContact, DataRequest
from huitou.orders.queries import orders_of_customer
from huitou.orders.verbs import ask_erasure, correct_contact, export_customer, withdraw_erasure

KEPT_IN_MEMORY_BYTES = 4 * 1024 * 1024
MOST_ORDERS = 50


@require_safe
@desk_view("customers.view")
def customer(visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    """The page."""
    return _page(visit, customer)


@require_POST
@desk_view("customers.export")
def copy(visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    """Everything about them in one zip, for a buyer who asks by letter or telephone."""
    return _copy(visit.request, visit, customer)


@require_POST
@desk_view("customers.correct")
def correct(visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    """Other name or contact."""
    form = CorrectForm(visit.request.POST)
    if form.is_valid():
        try:
            correct_contact(customer_id=customer, changes=form.cleaned_data, actor=visit.actor, at=visit.at)
        except HuitouError as error:
            if error.status == 404:
                raise
            form.add_error(None, error.text)
        else:
            messages.success(visit.request, _("Saved."))
            return redirect("desk:customer", visit.shop.slug, customer)
    return _page(visit, customer, correct_form=form, status=422)


@require_POST
@desk_view("customers.erase")
def erase(visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    """Erase, now or as soon as nothing stands against it."""
    return _erase(visit.request, visit, customer)


@require_POST
@desk_view("customers.erase")
def keep(visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    """Take a waiting erasure back."""
    withdraw_erasure(customer_id=customer, actor=visit.actor, at=visit.at)
    return redirect("desk:customer", visit.shop.slug, customer)


def say_erasure(request: HttpRequest, asked: DataRequest) -> None:
    """What became of the request, for the next page."""
    if asked.state == DataRequest.State.DONE:
        messages.success(request, _("The personal data of this customer is erased. Orders and sums stay."))
    else:
        messages.warning(request, _("Something is still open. The data is erased by itself as soon as that has ended."))


@step_up
def _copy(request: HttpRequest, visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    collected = export_customer(customer_id=customer, actor=visit.actor, at=visit.at)
    file = SpooledTemporaryFile(max_size=KEPT_IN_MEMORY_BYTES)  # noqa: SIM115  (the response closes it)
    write_zip(collected, visit.shop, visit.at, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"customer-{customer}.zip", content_type="application/zip")


@step_up
def _erase(request: HttpRequest, visit: StaffVisit, customer: UUID) -> HttpResponseBase:
    form = ConfirmErasureForm(request.POST)
    if not form.is_valid():
        return _page(visit, customer, erase_form=form, status=422)
    say_erasure(request, ask_erasure(customer_id=customer, actor=visit.actor, at=visit.at))
    return redirect("desk:customer", visit.shop.slug, customer)


def _page(
    visit: StaffVisit,
    customer_id: UUID,
    *,
    correct_form: CorrectForm | None = None,
    erase_form: ConfirmErasureForm | None = None,
    status: int = 200,
) -> HttpResponseBase:
    with visit.reading():
        found = access_customer(visit.actor, customer_id)
        contact = CustomerContact.objects.filter(customer=found).first()
        someone = person(visit.shop.pk, found.pk)
        held = what_is_held_of(someone)
        requests = list(DataRequest.objects.filter(customer=found).order_by("-asked_at")[:20])
        stored = {name: getattr(contact, name, "") for name in CorrectForm.base_fields}
        context: dict[str, Any] = {
            "customer": found,
            "contact": contact,
            "orders": list(orders_of_customer(found.pk)[:MOST_ORDERS]),
            "held": held,
            **parted(held),
            "obligations": obligations_of(someone),
            "requests": requests,
            "waiting": next((one for one in requests if one.state == DataRequest.State.WAITING), None),
            "correct_form": correct_form or CorrectForm(initial=stored),
            "erase_form": erase_form or ConfirmErasureForm(),
        }
        return page(visit, "desk/customers/customer.html", context, here="orders", status=status)
