"""Goods on their way back: by state, those that wait for the shop first, each with its step."""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.cases.values import values_of
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.logistics.access import visible_returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import ReturnLine

TABS = (
    ("here", _("To check"), ("arrived",)),
    ("coming", _("On the way"), ("on_the_way", "traced")),
    ("expected", _("Expected"), ("awaiting_hand_over",)),
    ("done", _("Done"), ("accepted", "contested", "lost", "expired", "cancelled")),
)


@require_safe
@desk_view("returns.view")
def returns(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    asked = visit.request.GET.dict()
    here = next((tab for tab in TABS if tab[0] == asked.get("state")), TABS[0])
    with visit.reading():
        rows = visible_returns(visit.actor).filter(state__in=here[2]).select_related("order")
        found = list_page(rows, "opened_at", asked)
        context = {
            "list": found,
            "rows": _rows(visit, found.rows),
            "tabs": [
                {"label": label, "url": f"?state={code}", "here": code == here[0]} for code, label, _states in TABS
            ],
            "tab": here[0],
        }
        return page(visit, "desk/returns/list.html", context, here="returns")


def _rows(visit: StaffVisit, found: list[Any]) -> list[dict[str, Any]]:
    """The returns with case, pieces, sentence and what can be done; three queries for any number."""
    cases = Case.objects.filter(goods_return__in=found).select_related("sheet", "reduced_sheet", "goods_return")
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
            }
        )
    return rows
