"""The withdrawal function: "withdraw from contract here", then "confirm withdrawal". Open to everybody, no log-in.

The answer is the same whether the order exists or not; a job does the rest (`portal.withdrawing`).
"""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.limits import TooManyTries
from huitou.cases.queries.receipts import receipts_of
from huitou.cases.withdrawal_letter import Statement
from huitou.portal.addresses import order_named, order_path
from huitou.portal.forms.withdraw import WithdrawForm
from huitou.portal.visit import Visit, portal_view
from huitou.portal.withdrawing import state_withdrawal


@require_http_methods(["GET", "POST"])
@portal_view
def withdraw(visit: Visit) -> HttpResponseBase:
    """Enter the statement, look at it, confirm it."""
    if visit.request.method == "GET":
        form = WithdrawForm(initial={"number": visit.request.GET.get("order", "")[:80]})
        return _page(visit, "enter", form)
    form = WithdrawForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, "enter", form, status=422)
    typed = form.cleaned_data
    statement = Statement(typed["name"], typed["number"], typed["email"], visit.at)
    if "confirm" not in visit.request.POST:
        return _page(visit, "change" if "change" in visit.request.POST else "confirm", form, statement)
    try:
        state_withdrawal(visit.request, visit.shop, statement)
    except TooManyTries as error:
        form.add_error(None, error.text)
        return _page(visit, "enter", form, status=429)
    return _page(visit, "stated", form, statement)


@require_safe
@portal_view
def receipts(visit: Visit, number: str) -> HttpResponseBase:
    """The kept receipts of an order's withdrawals, for its signed-in buyer."""
    with visit.reading() as buyer:
        order = order_named(buyer, number)
        found = receipts_of(order)
        context = {"order": order, "order_path": order_path(visit.shop, order), "receipts": found}
        return visit.render("portal/withdraw/receipts.html", context)


def _page(
    visit: Visit, step: str, form: WithdrawForm, statement: Statement | None = None, status: int = 200
) -> HttpResponseBase:
    context: dict[str, Any] = {"form": form, "step": "enter" if step == "change" else step, "statement": statement}
    if statement is not None:
        context["rows"] = [
            (_("Your statement"), statement.text),
            (_("Your name"), statement.name),
            (_("Order number"), statement.number),
            (_("The receipt goes to"), statement.contact),
        ]
    return visit.render("portal/withdraw/withdraw.html", context, status=status)
