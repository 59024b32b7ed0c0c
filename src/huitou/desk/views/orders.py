"""Orders: the newest, the search over numbers, contacts and references, and one order with all that hangs on it."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.access import visible_cases
from huitou.cases.standing import case_journey, deadline_of
from huitou.cases.values import say_state
from huitou.changes.access import visible_changes
from huitou.core.actors import Actor, Role
from huitou.core.money import Money
from huitou.desk.changing import rows_of
from huitou.desk.forms.goods import InvoiceForm, SegmentsForm
from huitou.desk.paging import ListPage, list_page
from huitou.desk.visit import desk_view, page
from huitou.news.access import is_silenced
from huitou.orders.access import access_order, orders_for
from huitou.orders.models import Customer, Line, Order, OrderAddress, Payment
from huitou.orders.queries import lines_of, search
from huitou.orders.verbs import note_invoice
from huitou.orders.verbs.note_invoice import InvoiceNumberMalformed
from huitou.parcels.queries import parcels_of
from huitou.policies.texts import because_label
from huitou.refunds.queries import refunds_of_order
from huitou.services.showing import Covered, told_warranties


@require_safe
@desk_view("orders.view")
def orders(visit: StaffVisit) -> HttpResponseBase:
    """The list; a search for exactly one thing leads straight to it."""
    text = visit.request.GET.get("q", "").strip()[:120]
    with visit.reading():
        if text and (straight := _straight(visit, text)):
            return redirect(straight)
        if text:
            found = ListPage(search(visit.shop, text), "", "")
            if len(found.rows) == 1:
                return redirect("desk:order", visit.shop.slug, found.rows[0].pk)
        else:
            rows = orders_for(visit.actor).select_related("customer__contact")
            found = list_page(rows, "placed_at", visit.request.GET.dict())
        return page(visit, "desk/orders/list.html", {"list": found, "q": text}, here="orders")


def _straight(visit: StaffVisit, text: str) -> str:
    """The page of the case, refund or return with this reference."""
    ref = text.upper()
    if ref.startswith("R-"):
        found = visible_cases(visit.actor).filter(ref=ref).first()
        return redirect("desk:case", visit.shop.slug, ref)["Location"] if found else ""
    if ref.startswith("F-"):
        return redirect("desk:refund", visit.shop.slug, ref)["Location"]
    if ref.startswith("W-"):
        found = visible_cases(visit.actor).filter(repair__ref=ref).first()
        return redirect("desk:case", visit.shop.slug, found.ref)["Location"] if found else ""
    if ref.startswith("B-"):
        found = visible_cases(visit.actor).filter(goods_return__ref=ref).first()
        return redirect("desk:case", visit.shop.slug, found.ref)["Location"] if found else ""
    return ""


def named(actor: Actor, segment: str) -> Order:
    """The order by its number or its id. Raises NotFound."""
    return access_order(actor, segment)


@require_safe
@desk_view("orders.view")
def order(visit: StaffVisit, number: str) -> HttpResponseBase:
    """One order."""
    with visit.reading():
        found = named(visit.actor, number)
        return page(visit, "desk/orders/order.html", order_context(visit, found), here="orders")


@require_POST
@desk_view("refunds.resolve")
def invoice(visit: StaffVisit, number: str) -> HttpResponseBase:
    """Keep the number of the order's tax invoice."""
    with visit.reading():
        found = named(visit.actor, number)
    form = InvoiceForm(visit.request.POST)
    if form.is_valid():
        try:
            note_invoice(order=found.pk, number=form.cleaned_data["number"], actor=visit.actor, at=visit.at)
        except InvoiceNumberMalformed as error:
            form.add_error("number", error.text)
    if form.errors:
        with visit.reading():
            context = {**order_context(visit, found), "invoice_form": form}
            return page(visit, "desk/orders/order.html", context, here="orders", status=422)
    messages.success(visit.request, _("Saved."))
    return redirect("desk:order", visit.shop.slug, found.pk)


def order_context(visit: StaffVisit, found: Order) -> dict[str, Any]:
    """All that the order's page shows, in a constant number of queries."""
    cases = (
        visible_cases(visit.actor)
        .filter(order=found)
        .select_related("sheet", "reduced_sheet", "goods_return", "money_due")
    )
    payments = list(Payment.objects.filter(order=found).order_by("position"))
    currency = found.currency
    customer = Customer.objects.select_related("contact").get(pk=found.customer_id)
    lines = lines_of(found)
    return {
        "order": found,
        "contact": getattr(customer, "contact", None),
        "address": OrderAddress.objects.filter(order=found).first(),
        "lines": [_line_row(line, currency) for line in lines],
        "warranties": _warranties(found, lines),
        "segments": customer.segments,
        "invoice_form": InvoiceForm(initial={"number": found.invoice_number}),
        "segments_form": SegmentsForm.of(customer.segments),
        "parcels": parcels_of(found),
        "silenced": is_silenced(found),
        "payments": [
            {
                "payment": payment,
                "captured": Money(payment.captured_minor, currency),
                "back": Money(payment.refunded_minor, currency),
            }
            for payment in payments
        ],
        "refunds": refunds_of_order(found.pk),
        "cases": [
            {
                "case": one,
                "journey": case_journey(one),
                "sentence": say_state(one, Role.MERCHANT, visit.shop, visit.at),
                "deadline": deadline_of(one),
            }
            for one in cases
        ],
        "changes": rows_of(visit, visible_changes(visit.actor).filter(order=found).select_related("order")),
        "bill": _bill(found),
        "total": Money(found.total_minor, currency),
    }


def _warranties(found: Order, lines: Sequence[Line]) -> list[tuple[Line, Covered]]:
    """Each item that a warranty covers or covered, with it."""
    told = told_warranties(found)
    return [(line, told[line.pk]) for line in lines if line.pk in told]


def _line_row(line: Line, currency: str) -> dict[str, Any]:
    return {
        "line": line,
        "sum": Money(line.total_minor, currency),
        "traits": [because_label(code) for code in line.traits],
        "confirmed": [because_label(code) for code in line.confirmed],
    }


def _bill(found: Order) -> list[dict[str, Any]]:
    rows = [
        (_("Items"), found.subtotal_minor),
        (_("Discount"), -found.discount_minor),
        (_("Delivery"), found.shipping_minor),
        (_("Tax"), 0 if found.tax_included else found.tax_minor),
    ]
    return [{"label": label, "amount": Money(minor, found.currency)} for label, minor in rows if minor]
