"""The shop's rules for refunds. Raising a limit moves money sooner, so keeping them asks who one is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.mfa import step_up
from huitou.accounts.staff_pages import StaffVisit
from huitou.core.errors import HuitouError
from huitou.desk.forms.refund_rules import RefundRulesForm
from huitou.desk.visit import desk_view, page
from huitou.refunds.rules import rules_of_shop
from huitou.refunds.verbs import set_refund_rules


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def rules(visit: StaffVisit) -> HttpResponseBase:
    """The rules; a POST keeps them."""
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        return _proved(visit.request, visit)
    return _page(visit, None)


@step_up
def _proved(request: HttpRequest, visit: StaffVisit) -> HttpResponseBase:
    form = RefundRulesForm(request.POST, currency=visit.shop.currency)
    if not form.is_valid():
        return _page(visit, form)
    try:
        set_refund_rules(**form.inputs(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error("confirm_above", error.text)
        return _page(visit, form)
    messages.success(request, _("Saved. It counts for refunds that are asked for from now on."))
    return redirect("desk:refund_rules", visit.shop.slug)


def _page(visit: StaffVisit, refused: RefundRulesForm | None) -> HttpResponseBase:
    currency = visit.shop.currency
    with visit.reading():
        initial = RefundRulesForm.initial_of(rules_of_shop(visit.shop.pk), currency)
        form = refused or RefundRulesForm(initial=initial, currency=currency)
        context = {"form": form, "part": "refunds", "currency": currency}
        status = 200 if refused is None else 422
        return page(visit, "desk/settings/refunds.html", context, here="settings", status=status)
