"""The counter: scan the buyer's code, look at the goods, take them; the money goes home in the same step."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.core.errors import HuitouError
from huitou.core.money import format_money
from huitou.desk.acting import Context
from huitou.desk.forms.goods_in import CounterFindings, CounterForm
from huitou.desk.visit import desk_view, page
from huitou.logistics.access import access_return
from huitou.logistics.codes import read_code
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, PlaceKind, ReturnLine, ReturnPlace
from huitou.logistics.verbs import receive_in_store
from huitou.logistics.verbs.receive import AlreadyTaken


@require_http_methods(["GET", "POST"])
@desk_view("goods.receive")
def store(visit: StaffVisit) -> HttpResponseBase:
    """Without a code: the scanner. With one: what is brought. A POST takes it."""
    request = visit.request
    given = request.POST if request.method == "POST" else request.GET
    with visit.reading():
        stores = list(ReturnPlace.objects.filter(kind=PlaceKind.STORE, closed_at=None).order_by("name", "pk"))
        if "code" not in given:
            return _scanner(visit, CounterForm(stores=stores))
        form = CounterForm(given, stores=stores)
        if not form.is_valid():
            return _scanner(visit, form, 422)
        try:
            goods = _brought(visit, form.cleaned_data["code"])
        except HuitouError as error:
            form.add_error("code", error.text)
            return _scanner(visit, form, error.status)
        case = Case.objects.select_related("sheet", "order").get(goods_return=goods)
        lines = list(goods.lines.select_related("order_line").order_by("order_line__position"))
        if request.method != "POST":
            return _brought_page(visit, form, goods, case, _findings(case, lines, None))
        findings = _findings(case, lines, request.POST if "all_good" not in request.POST else None)
        if findings.is_bound and not findings.is_valid():
            return _brought_page(visit, form, goods, case, findings, 422)
    return _take(visit, form, findings, goods, case)


def _take(
    visit: StaffVisit, form: CounterForm, findings: CounterFindings, goods: GoodsReturn, case: Case
) -> HttpResponseBase:
    inputs = findings.inputs() if findings.is_bound else {}
    try:
        receive_in_store(
            code=form.cleaned_data["code"], place=form.cleaned_data.get("place") or None, actor=visit.actor,
            at=visit.at, **inputs,
        )  # fmt: skip
    except HuitouError as error:
        with visit.reading():
            return _brought_page(visit, form, goods, case, findings, error.status, error)
    messages.success(visit.request, _("%(ref)s is taken; what was agreed follows.") % {"ref": goods.ref})
    return redirect("desk:case", visit.shop.slug, case.ref)


def _brought(visit: StaffVisit, code: str) -> GoodsReturn:
    """Raises CodeForged, NotFound, AlreadyTaken."""
    goods: GoodsReturn = access_return(visit.actor, read_code(visit.shop.pk, code))
    if goods.state in (*GOODS_RETURN.finals, "reported"):
        raise AlreadyTaken()
    return goods


def _findings(case: Case, lines: list[ReturnLine], data: Any) -> CounterFindings:
    return CounterFindings(data, context=Context(case, lines, None))


def _scanner(visit: StaffVisit, form: CounterForm, status: int = 200) -> HttpResponse:
    return page(visit, "desk/returns/counter.html", {"form": form}, here="returns", status=status)


def _brought_page(
    visit: StaffVisit,
    form: CounterForm,
    goods: GoodsReturn,
    case: Case,
    findings: CounterFindings,
    status: int = 200,
    error: HuitouError | None = None,
) -> HttpResponse:
    context = {
        "form": form, "goods": goods, "case": case, "findings": findings, "error": error,
        "place": form.cleaned_data.get("place", ""), "code": form.cleaned_data["code"],
        "sum": format_money(case.sum),
    }  # fmt: skip
    return page(visit, "desk/returns/brought.html", context, here="returns", status=status)
