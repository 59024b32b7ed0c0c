"""The shop opens a case for a buyer: chosen, previewed with the policy's answer and the bill, then opened."""

from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.dossier import bill_of_sheet
from huitou.cases.judging import Judgement, preview
from huitou.cases.verbs import open_case
from huitou.cases.wishing import extra_minor
from huitou.core.errors import HuitouError
from huitou.core.money import Money, format_money
from huitou.desk.forms.opening import OpenForm
from huitou.desk.views.orders import named
from huitou.desk.visit import desk_view, page
from huitou.orders.queries import catalogue_of, lines_of
from huitou.policies.texts import say


@require_http_methods(["GET", "POST"])
@desk_view("cases.open")
def open_for_buyer(visit: StaffVisit, number: str) -> HttpResponseBase:
    """Choose, see what comes of it, open. The shop that asks for a buyer has agreed by doing so."""
    request = visit.request
    with visit.reading():
        order = named(visit.actor, number)
        lines = lines_of(order)
        form = OpenForm(request.POST or None, initial=request.GET.dict(), lines=lines, catalogue=catalogue_of(lines))
        if request.method == "GET":
            return page(visit, "desk/orders/open.html", {"order": order, "form": form}, here="orders")
        context: dict[str, Any] = {"order": order, "form": form}
        valid = form.is_valid()
        seen, seen_extra = request.POST.get("seen", ""), request.POST.get("seen_extra", "")
        if valid:
            try:
                context |= _previewed(preview(visit.actor, order=order.pk, at=visit.at, **_wish(form)), form)
            except HuitouError as error:
                form.add_error(None, error.text)
                valid = False
        if not valid or not seen.isdecimal():
            return page(visit, "desk/orders/open.html", context, here="orders", status=200 if valid else 422)
    try:
        opened = open_case(
            order=order.pk,
            note=form.cleaned_data["note"],
            seen_minor=int(seen),
            seen_extra_minor=int(seen_extra) if seen_extra.isdecimal() else None,
            actor=visit.actor,
            at=visit.at,
            **_open_wish(form),
        )
    except HuitouError as error:
        form.add_error(None, error.text)
        with visit.reading():
            return page(visit, "desk/orders/open.html", context, here="orders", status=error.status)
    return redirect("desk:case", visit.shop.slug, opened.ref)


def _wish(form: OpenForm) -> dict[str, Any]:
    evidence = ("description",) if form.cleaned_data["note"].strip() else ()
    return {**_open_wish(form), "evidence": evidence}


def _open_wish(form: OpenForm) -> dict[str, Any]:
    return {"kind": form.cleaned_data["kind"], "lines": form.wished()}


def _previewed(judgement: Judgement, form: OpenForm) -> dict[str, Any]:
    """What the policy says, and what would be paid."""
    verdict = judgement.verdict
    extra = extra_minor(judgement.order, form.wished())
    total = Money(judgement.sheet.total_minor, judgement.sheet.currency)
    return {
        "judgement": judgement,
        "extra_minor": extra,
        "extra": format_money(Money(extra, judgement.sheet.currency)) if extra else "",
        "verdict": verdict,
        "possible": verdict.allowed or verdict.goodwill_possible,
        "grounds": [(ground.rule, say(ground)) for ground in (*verdict.reasons, *verdict.still)],
        "bill": bill_of_sheet(judgement.sheet),
        "button": _("Open the case: %(sum)s") % {"sum": format_money(total)} if total else _("Open the case"),
    }
