"""Goods that go out again: those to send first, each with its step; and packing slips to print."""

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
from huitou.logistics.access import visible_replacements
from huitou.logistics.models import Replacement, ReplacementLine
from huitou.logistics.replacing import REPLACEMENT
from huitou.orders.models import OrderAddress

TABS = tabs_of(
    REPLACEMENT,
    Place("to_ship", _("To send"), (Role.MERCHANT,), ("to_ship", "late")),
    Place("yours", _("To follow up"), (Role.MERCHANT,)),
    Place("unpaid", _("Waits for the buyer's payment"), (Role.BUYER,)),
    Place("on_the_way", _("On the way"), (Role.CARRIER,)),
    Place("done", _("Done"), (OVER,)),
)
# Where the sum that the buyer pays on top is still open.
UNPAID = ("awaiting_difference", "payment_said", "payment_to_check")
MOST_SLIPS = 100


@require_safe
@desk_view("returns.view")
def replacements(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab."""
    asked = visit.request.GET.dict()
    here = tab_asked(TABS, asked.get("state"))
    with visit.reading():
        rows = visible_replacements(visit.actor).filter(state__in=here.states).select_related("order")
        found = list_page(rows, "opened_at", asked)
        context = {
            "list": found,
            "rows": [_row(visit, *one) for one in _with_lines(found.rows)],
            "tabs": shown_tabs(TABS, here),
            "tab": here.code,
        }
        return page(visit, "desk/replacements/list.html", context, here="returns")


@require_safe
@desk_view("returns.view")
def slips(visit: StaffVisit) -> HttpResponseBase:
    """A packing slip for each replacement to send, or for the one that is named; made for paper."""
    visit.actor.require("goods.ship")
    ref = visit.request.GET.get("ref", "")
    with visit.reading():
        rows = visible_replacements(visit.actor).filter(state__in=TABS[0].states).select_related("order")
        found = list((rows.filter(ref=ref) if ref else rows.order_by("deadline_at", "pk"))[:MOST_SLIPS])
        orders = {row.order_id for row in found}
        addresses = {one.order_id: one for one in OrderAddress.objects.filter(order__in=orders)}
        context = {
            "slips": [
                {"row": row, "case": case, "lines": lines, "address": addresses.get(row.order_id)}
                for row, case, lines in _with_lines(found)
            ]
        }
        return visit.render("desk/replacements/slips.html", context)


def _with_lines(found: Sequence[Replacement]) -> list[tuple[Replacement, Case, list[ReplacementLine]]]:
    """Each with its case and its pieces; two queries for any number."""
    cases = {case.replacement_id: case for case in Case.objects.filter(replacement__in=found)}
    pieces: dict[Any, list[ReplacementLine]] = {}
    lines = ReplacementLine.objects.filter(replacement__in=found).select_related("order_line", "variant")
    for line in lines.order_by("order_line__position"):
        pieces.setdefault(line.replacement_id, []).append(line)
    return [(row, cases[row.pk], pieces.get(row.pk, [])) for row in found if row.pk in cases]


def _row(visit: StaffVisit, row: Replacement, case: Case, lines: list[ReplacementLine]) -> dict[str, Any]:
    values = {
        "shop": visit.shop.name,
        "left": time_left(row.deadline_at, visit.at),
        "difference": format_money(row.difference),
    }
    return {
        "replacement": row,
        "case": case,
        "lines": lines,
        "unpaid": row.difference_minor and row.state in UNPAID,
        "sentence": sentence(REPLACEMENT, row.state, Role.MERCHANT, values),
        "actions": available(REPLACEMENT, row, visit.actor, values),
    }
