"""Goods that come to a company's own address: somebody of the workshop takes them in and says how they were found.

The shop confirms what was reported. It shows no buyer, no order, no case and no sum.
"""

from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.from_outside import case_of_goods
from huitou.core.actors import Role
from huitou.core.flow.texts import time_left
from huitou.desk.bench_work import BenchContext, Work
from huitou.desk.tabs import OVER, Place, tabs_of
from huitou.desk.visit import desk_view
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLine

TABS = tabs_of(
    GOODS_RETURN,
    Place("here", _("To check"), (Role.MERCHANT,), ("arrived",)),
    Place(
        "coming",
        _("On the way"),
        (Role.BUYER, Role.CARRIER, Role.MERCHANT),
        ("on_the_way", "traced", "awaiting_hand_over", "label_due", "pick_up_booked"),
    ),
    Place("done", _("Done"), (OVER, Role.MERCHANT)),
)
THEIR_TURN = TABS[0].states


def _values(visit: StaffVisit, row: GoodsReturn) -> dict[str, Any]:
    return {"shop": visit.shop.name, "left": time_left(row.deadline_at, visit.at)}


def _reader(row: GoodsReturn) -> Role:
    """Where it is theirs to check they are told so; else they read what somebody reads who only looks on."""
    return Role.PROVIDER if row.state in THEIR_TURN else Role.PLATFORM


GOODS: Work[GoodsReturn] = Work(
    machine=GOODS_RETURN,
    here="bench_goods",
    subject="goods",
    tabs=TABS,
    list_template="desk/bench/goods.html",
    action_template="desk/bench/goods_action.html",
    visible=visible_returns,
    access=access_return,
    lines=ReturnLine,
    line_of="goods_return",
    case_of=case_of_goods,
    values=_values,
    knows=lambda _row, lines: BenchContext(return_lines=lines),
    reader=_reader,
)


@require_safe
@desk_view("bench.view")
def goods(visit: StaffVisit) -> HttpResponseBase:
    """The goods of one tab."""
    return GOODS.listing(visit)


@require_http_methods(["GET", "POST"])
@desk_view("bench.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """One step of goods that came in."""
    return GOODS.step(visit, ref, action, "desk:bench_goods", visit.shop.slug)
