"""Chargebacks: those that need evidence first; one with its clock, its deeds, its books, and the cases to show."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.core.actions import available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.models import LedgerEntry
from huitou.core.money import Money
from huitou.desk.acting import why_not
from huitou.desk.charged_back import row_of, undefended
from huitou.desk.forms.gateways import CHARGEBACK_FORMS
from huitou.desk.paging import list_page
from huitou.desk.refund_words import account_name
from huitou.desk.visit import desk_view, page
from huitou.refunds.access import access_chargeback
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.chargeback_words import say_chargeback
from huitou.refunds.models import Chargeback, Refund
from huitou.refunds.outflow import CHARGED_BACK
from huitou.refunds.values import failure


@require_safe
@desk_view("refunds.view")
def chargebacks(visit: StaffVisit) -> HttpResponseBase:
    """The list."""
    asked = visit.request.GET.dict()
    with visit.reading():
        found = list_page(Chargeback.objects.select_related("order"), "opened_at", asked)
        context = {
            "list": found,
            "first": [] if asked.get("after") else undefended(visit),
            "rows": [row_of(row) for row in found.rows],
        }
        return page(visit, "desk/chargebacks/list.html", context, here="refunds")


@require_safe
@desk_view("refunds.view")
def chargeback(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One chargeback."""
    with visit.reading():
        return _page(visit, access_chargeback(visit.actor, ref))


def _page(
    visit: StaffVisit, found: Chargeback, form: forms.Form | None = None, action: str = "", status: int = 200
) -> HttpResponse:
    booked = LedgerEntry.objects.filter(subject_type=CHARGED_BACK, subject_id=found.pk).order_by("at", "recorded_at")
    context = {
        "chargeback": found,
        "row": row_of(found),
        "order": found.order,
        "sentence": say_chargeback(found, Role.MERCHANT, visit.at),
        "failure": failure(found.failure_code) if found.failure_code else "",
        "cases": list(Case.objects.filter(order_id=found.order_id).order_by("-opened_at")[:10]),
        "refunds": list(Refund.objects.filter(payment_id=found.payment_id).order_by("requested_at", "pk")[:20]),
        "booked": [
            {"row": row, "from": account_name(row.debit), "to": account_name(row.credit),
             "sum": Money(row.amount_minor, row.currency)}
            for row in booked
        ],
        "deeds": [
            {"action": one, "form": form if one.name == action and form is not None else _form(found, one.name)}
            for one in available(CHARGEBACK, found, visit.actor, {}) if one.name in CHARGEBACK_FORMS
        ],
        "open": action,
    }  # fmt: skip
    return page(visit, "desk/chargebacks/chargeback.html", context, here="refunds", status=status)


def _form(found: Chargeback, action: str, data: Any = None) -> forms.Form:
    return CHARGEBACK_FORMS[action](
        data, initial={"words": found.words, "currency": found.currency}, auto_id=f"{action}_%s"
    )


@require_http_methods(["GET", "POST"])
@desk_view("refunds.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Hand evidence in, accept the loss, or record what the bank decided."""
    with visit.reading():
        found = access_chargeback(visit.actor, ref)
        offered = {one.name for one in available(CHARGEBACK, found, visit.actor, {})}
        if action not in offered or action not in CHARGEBACK_FORMS:
            raise why_not("chargeback", found, action)
        if visit.request.method == "GET":
            return _page(visit, found, None, action)
    return _proved(visit.request, visit, ref, action)


@step_up
def _proved(request: HttpRequest, visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    with visit.reading():
        found = access_chargeback(visit.actor, ref)
        form = _form(found, action, request.POST)
        if not form.is_valid():
            return _page(visit, found, form, action, 422)
    try:
        perform("chargeback", action, found, form.cleaned_data, actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error(None, error.text)
        with visit.reading():
            return _page(visit, access_chargeback(visit.actor, ref), form, action, error.status)
    messages.success(request, _("Written down."))
    return redirect("desk:chargeback", visit.shop.slug, ref)
