"""The desk of a company that repairs for the shop: the repairs that are given to it, and each one's steps.

It shows no buyer, no order and no case; the address only while the goods have to be sent home.
"""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.from_outside import case_at_the_bench
from huitou.core.actors import Role
from huitou.core.flow.texts import time_left
from huitou.core.money import format_money
from huitou.desk.bench_work import BenchContext, Work
from huitou.desk.tabs import OVER, Place, tabs_of
from huitou.desk.visit import desk_view, page
from huitou.services.access import access_repair, visible_repairs
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairLine
from huitou.services.showing import repair_view, sent_home_to

TABS = tabs_of(
    REPAIR,
    Place("bench", _("On the bench"), (Role.MERCHANT,), ("diagnosing", "repairing", "to_send_back")),
    Place("buyer", _("Waits for the buyer"), (Role.BUYER,)),
    Place("shop", _("Waits for the shop"), (Role.MERCHANT,), ("payment_said", "payment_to_check")),
    Place("done", _("Done"), (OVER, Role.CARRIER, Role.MERCHANT)),
)
# Where it is the workshop's turn it reads what the shop would; else what somebody reads who only looks on.
THEIR_TURN = TABS[0].states


def _values(visit: StaffVisit, row: Repair) -> dict[str, Any]:
    return {
        "shop": visit.shop.name,
        "left": time_left(row.deadline_at, visit.at),
        "quote": format_money(row.quote),
    }


REPAIRS: Work[Repair] = Work(
    machine=REPAIR,
    here="bench",
    subject="repair",
    tabs=TABS,
    list_template="desk/bench/list.html",
    action_template="desk/bench/action.html",
    visible=visible_repairs,
    access=access_repair,
    lines=RepairLine,
    line_of="repair",
    case_of=case_at_the_bench,
    values=_values,
    knows=lambda row, _lines: BenchContext(currency=row.currency),
    reader=lambda row: Role.MERCHANT if row.state in THEIR_TURN else Role.PLATFORM,
    more=lambda visit, row: {"send_to": sent_home_to(row, visit.actor)},
)


@require_safe
@desk_view("bench.view")
def bench(visit: StaffVisit) -> HttpResponseBase:
    """The repairs of one tab."""
    return REPAIRS.listing(visit)


@require_safe
@desk_view("bench.view")
def repair(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One repair: what it is, what was found and done, what can be done now."""
    with visit.reading():
        row = access_repair(visit.actor, ref)
        context = {**REPAIRS.whole(visit, row), "view": repair_view(row)}
        return page(visit, "desk/bench/repair.html", context, here="bench")


@require_http_methods(["GET", "POST"])
@desk_view("bench.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """One step of a repair."""
    return REPAIRS.step(visit, ref, action, "desk:bench_repair", visit.shop.slug, ref)
