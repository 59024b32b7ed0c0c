"""Goods on their way back: by state, those that wait for the shop first, each with its step; what becomes of them."""

from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.cases.values import values_of
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.flow.texts import sentence, time_left
from huitou.core.spreadsheets import table
from huitou.desk.forms.goods_in import DisposalForm, disposals_left
from huitou.desk.paging import list_page
from huitou.desk.tabs import OVER, Place, Tab, shown_tabs, tab_asked, tabs_of
from huitou.desk.visit import desk_view, page
from huitou.logistics.access import visible_returns
from huitou.logistics.call_offs import settle_call_off
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import ReturnLine, StockMessage
from huitou.logistics.verbs import Disposal, dispose
from huitou.logistics.verbs.dispose import left_of

MOST = 50_000
_BY_TURN = tabs_of(
    GOODS_RETURN,
    Place("here", _("To check"), (Role.MERCHANT,), ("arrived", "reported")),
    Place("yours", _("To follow up"), (Role.MERCHANT,)),
    Place("coming", _("On the way"), (Role.CARRIER,), ("on_the_way",)),
    Place("expected", _("Expected"), (Role.BUYER, Role.CARRIER)),
    Place("done", _("Done"), (OVER,)),
)
# What is over for the buyer and still has to go to a shelf.
TO_PUT_AWAY = Tab("sort", _("To put away"), ("accepted", "contested"))
TABS = (_BY_TURN[0], TO_PUT_AWAY, *_BY_TURN[1:])


@require_safe
@desk_view("returns.view")
def returns(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    with visit.reading():
        rows = visible_returns(visit.actor).filter(state__in=here.states).select_related("order")
        if here is TO_PUT_AWAY:
            rows = rows.filter(disposed_at=None)
        found = list_page(rows, "opened_at", asked)
        context = {
            "list": found,
            "rows": _rows(visit, found.rows),
            "tabs": shown_tabs(TABS, here),
            "tab": here.code,
        }
        return page(visit, "desk/returns/list.html", context, here="returns")


def _rows(visit: StaffVisit, found: list[Any]) -> list[dict[str, Any]]:
    """The returns with case, pieces, sentence and what can be done; three queries for any number."""
    cases = Case.objects.filter(goods_return__in=found).select_related(
        "sheet", "reduced_sheet", "goods_return", "money_due"
    )
    by_return = {case.goods_return_id: case for case in cases}
    pieces: dict[Any, list[ReturnLine]] = {}
    for line in ReturnLine.objects.filter(goods_return__in=found).select_related("order_line"):
        pieces.setdefault(line.goods_return_id, []).append(line)
    rows = []
    for row in found:
        case = by_return.get(row.pk)
        if case is None:
            continue
        values = {"shop": visit.shop.name, "left": time_left(row.deadline_at, visit.at)}
        actions = available(GOODS_RETURN, row, visit.actor, values_of(case, visit.shop, visit.at))
        rows.append(
            {
                "goods": row,
                "case": case,
                "lines": pieces.get(row.pk, []),
                "sentence": sentence(GOODS_RETURN, row.state, Role.MERCHANT, values),
                "actions": actions,
                "to_put_away": disposals_left(pieces.get(row.pk, []), partial(left_of, row)),
            }
        )
    return rows


@require_POST
@desk_view("returns.view")
def put_away(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Say what becomes of some pieces of one line."""
    visit.actor.require("goods.inspect")
    form = DisposalForm(visit.request.POST)
    if form.is_valid():
        disposal = Disposal(**form.cleaned_data)
        try:
            dispose(goods_return=ref, disposals=[disposal], actor=visit.actor, at=visit.at)
        except HuitouError as error:
            return visit.failure(error)
        messages.success(visit.request, gettext("Put away, and told to your stock."))
    else:
        messages.error(visit.request, gettext("Choose how many pieces, and what becomes of them."))
    return redirect(f"{redirect('desk:returns', visit.shop.slug)['Location']}?state=sort")


@require_POST
@desk_view("returns.view")
def called_off(visit: StaffVisit, pick_up: UUID) -> HttpResponseBase:
    """The shop has called off a courier whom the carrier did not."""
    settle_call_off(pick_up=pick_up, actor=visit.actor, at=visit.at)
    messages.success(visit.request, gettext("Noted: this courier is called off."))
    return redirect("desk:queue", visit.shop.slug)


@require_safe
@desk_view("returns.view")
def stock_file(visit: StaffVisit) -> HttpResponseBase:
    """What became of returned pieces, for the shop's stock keeping; `?after=` goes on behind a number."""
    asked = visit.request.GET.get("after", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
    with visit.reading():
        told = StockMessage.objects.filter(number__gt=after).select_related("goods_return").order_by("number")[:MOST]
        rows = [
            [row.number, row.at.isoformat(), row.goods_return.ref, row.sku, row.quantity, row.disposition,
             "" if row.stock is None else row.stock]
            for row in told
        ]  # fmt: skip
    file = table(["number", "at", "return", "sku", "quantity", "disposition", "stock"], rows)
    response = HttpResponse(file, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="stock-messages.csv"'
    return response
