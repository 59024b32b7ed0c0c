"""The workshop: what lies on the bench first, each with its step."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models import Case
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.money import format_money
from huitou.desk.paging import list_page
from huitou.desk.tabs import OVER, Place, shown_tabs, tab_asked, tabs_of
from huitou.desk.visit import desk_view, page
from huitou.services.access import visible_repairs
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairLine

TABS = tabs_of(
    REPAIR,
    Place("bench", _("On the bench"), (Role.MERCHANT,), ("diagnosing", "repairing", "to_send_back")),
    Place("yours", _("To follow up"), (Role.MERCHANT,)),
    Place("buyer", _("Waits for the buyer"), (Role.BUYER,)),
    Place("home", _("Going home"), (Role.CARRIER,)),
    Place("done", _("Done"), (OVER,)),
)


@require_safe
@desk_view("returns.view")
def repairs(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    with visit.reading():
        rows = visible_repairs(visit.actor).filter(state__in=here.states).select_related("order")
        found = list_page(rows, "opened_at", asked)
        context = {
            "list": found,
            "rows": _rows(visit, found.rows),
            "tabs": shown_tabs(TABS, here),
            "tab": here.code,
        }
        return page(visit, "desk/repairs/list.html", context, here="returns")


def _rows(visit: StaffVisit, found: Sequence[Repair]) -> list[dict[str, Any]]:
    """Each with its case, its pieces and what can be done; two queries for any number."""
    cases = {case.repair_id: case for case in Case.objects.filter(repair__in=found)}
    pieces: dict[Any, list[RepairLine]] = {}
    lines = RepairLine.objects.filter(repair__in=found).select_related("order_line")
    for line in lines.order_by("order_line__position"):
        pieces.setdefault(line.repair_id, []).append(line)
    return [_row(visit, row, cases[row.pk], pieces.get(row.pk, [])) for row in found if row.pk in cases]


def _row(visit: StaffVisit, row: Repair, case: Case, lines: list[RepairLine]) -> dict[str, Any]:
    values = {
        "shop": visit.shop.name,
        "left": time_left(row.deadline_at, visit.at),
        "quote": format_money(row.quote),
    }
    return {
        "repair": row,
        "case": case,
        "lines": lines,
        "sentence": sentence(REPAIR, row.state, Role.MERCHANT, values),
        "actions": available(REPAIR, row, visit.actor, values),
    }
