"""Changes of orders: by state, those that wait for the shop first; one change with its actions; the shop's rules."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.changes.access import access_change, rules_of_shop, visible_changes
from huitou.changes.interception import intercepted
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import ChangeLine, NewAddress
from huitou.changes.values import say_owed
from huitou.changes.verbs import set_rules
from huitou.core.actions import perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.desk.acting import why_not
from huitou.desk.changing import row_of, rows_of
from huitou.desk.forms.changes import RulesForm, form_for
from huitou.desk.paging import list_page
from huitou.desk.tabs import OVER, Place, shown_tabs, tab_asked, tabs_of
from huitou.desk.visit import desk_view, page
from huitou.orders.models import OrderAddress
from huitou.orders.queries import owes, silence_limit

TABS = tabs_of(
    ORDER_CHANGE,
    Place("open", gettext_lazy("To decide"), (Role.MERCHANT,)),
    Place("running", gettext_lazy("Under way"), (Role.BUYER, Role.CARRIER)),
    Place("done", gettext_lazy("Done"), (OVER,)),
)


@require_safe
@desk_view("changes.view")
def changes(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    with visit.reading():
        rows = visible_changes(visit.actor).filter(state__in=here.states).select_related("order")
        found = list_page(rows, "opened_at", asked)
        context = {"list": found, "rows": rows_of(visit, found.rows), "tabs": shown_tabs(TABS, here)}
        return page(visit, "desk/changes/list.html", context, here="orders")


@require_safe
@desk_view("changes.view")
def change(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One change."""
    with visit.reading():
        return _page(visit, ref)


@require_POST
@desk_view("changes.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Do an action; its inputs come with the form."""
    with visit.reading():
        found = access_change(visit.actor, ref)
        deed = next((one for one in row_of(visit, found).deeds if one.action.name == action), None)
        if deed is None:
            raise why_not(ORDER_CHANGE.name, found, action)
    form = form_for(action)(visit.request.POST, change=found)
    error: HuitouError | None = None
    if form.is_valid():
        try:
            perform(ORDER_CHANGE.name, action, found.pk, form.inputs(), actor=visit.actor, at=visit.at)
        except NotFound:
            raise
        except HuitouError as refused:
            error = refused
        else:
            messages.success(visit.request, _("Recorded. What follows goes by itself."))
            return redirect("desk:order_change", visit.shop.slug, found.ref)
    with visit.reading():
        more = {"error": error, "form": form, "tried": action}
        return _page(visit, ref, more, status=error.status if error else 422)


def _page(visit: StaffVisit, ref: str, more: dict[str, Any] | None = None, status: int = 200) -> HttpResponse:
    found = access_change(visit.actor, ref)
    context = {
        "row": row_of(visit, found),
        "change": found,
        "order": found.order,
        "case": found.case,
        "old": OrderAddress.objects.filter(order=found.order_id).first(),
        "address": NewAddress.objects.filter(change=found).first(),
        "intercepted": intercepted(found, Role.MERCHANT),
        "owed": say_owed(found, Role.MERCHANT) if owes(found.pk) else "",
        "lines": list(ChangeLine.objects.filter(change=found).select_related("order_line")),
        **(more or {}),
    }
    return page(visit, "desk/changes/change.html", context, here="orders", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def rules(visit: StaffVisit) -> HttpResponseBase:
    """What the shop allows without a person; a POST keeps it."""
    currency = visit.shop.currency
    with visit.reading():
        initial = RulesForm.initial_of(rules_of_shop(visit.shop.pk), silence_limit(visit.shop.pk), currency)
    form = RulesForm(visit.request.POST or None, initial=initial, currency=currency)
    status = 200
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            try:
                set_rules(
                    address_at_once=data["address_at_once"], silence_agrees=data["silence_agrees"],
                    confirm_above_minor=data["confirm_above"], tariffs=form.tariffs(), how_to_pay=data["how_to_pay"],
                    silence_up_to_minor=data["silence_up_to"],
                    actor=visit.actor, at=visit.at,
                )  # fmt: skip
            except HuitouError as error:
                form.add_error(form.FIELD_OF.get(error.code, "confirm_above"), error.text)
            else:
                messages.success(visit.request, _("Saved. It counts for changes that are asked for from now on."))
                return redirect("desk:change_rules", visit.shop.slug)
    with visit.reading():
        context = {"form": form, "part": "changes", "currency": currency}
        return page(visit, "desk/settings/changes.html", context, here="settings", status=status)
