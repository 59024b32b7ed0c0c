"""Goods that come to a company's own address: somebody of the workshop takes them in and says how they were found.

What may be seen and done is decided by `access_return` and the table of returns, as for the company's token. The shop
confirms what was reported. It shows no buyer, no order, no case and no sum.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.from_outside import case_of_goods, for_the_shop
from huitou.cases.verbs import add_evidence
from huitou.core.actions import Action, available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.flow import NotTheirTurn
from huitou.core.flow.texts import sentence, time_left
from huitou.core.videos.patches import Seekable
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLine

TABS = (
    ("here", _("To check"), ("arrived",)),
    ("coming", _("On the way"), ("on_the_way", "traced", "awaiting_hand_over", "label_due", "pick_up_booked")),
    ("done", _("Done"), ("reported", "accepted", "contested", "lost", "expired", "cancelled")),
)


@dataclass(frozen=True, slots=True)
class GoodsContext:
    """What the forms of these steps may know."""

    return_lines: list[ReturnLine]
    case: None = None


@require_safe
@desk_view("bench.view")
def goods(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab, newest first."""
    asked = visit.request.GET.dict()
    here = next((tab for tab in TABS if tab[0] == asked.get("state")), TABS[0])
    with visit.reading():
        found = list_page(visible_returns(visit.actor).filter(state__in=here[2]), "opened_at", asked)
        pieces = _pieces(found.rows)
        context = {
            "list": found,
            "rows": [{**_told(visit, row), "lines": pieces.get(row.pk, [])} for row in found.rows],
            "tabs": [
                {"label": label, "url": f"?state={code}", "here": code == here[0]} for code, label, _states in TABS
            ],
            "tab": here[0],
        }
        return page(visit, "desk/bench/goods.html", context, here="bench_goods")


@require_http_methods(["GET", "POST"])
@desk_view("bench.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """One step: GET asks for its inputs, POST does it; a photo becomes the shop's evidence."""
    request = visit.request
    with visit.reading():
        row = access_return(visit.actor, ref)
        chosen, lines = _find(visit, row, action), _pieces([row]).get(row.pk, [])
        kind, context = form_for(action, GOODS_RETURN.name), GoodsContext(lines)
        if request.method == "GET":
            return _ask(visit, row, chosen, kind(context=context))
        form = kind(request.POST, request.FILES, context=context)
        if not form.is_valid():
            return _ask(visit, row, chosen, form, 422)
    try:
        _do(visit, ref, chosen, form)
    except HuitouError as error:
        form.refuse(error)
        with visit.reading():
            return _ask(visit, access_return(visit.actor, ref), chosen, form, error.status)
    return redirect("desk:bench_goods", visit.shop.slug)


def _do(visit: StaffVisit, ref: str, action: Action, form: ActionForm) -> None:
    photo = form.cleaned_data.get("photo")
    if photo is not None:
        with visit.reading():
            case = case_of_goods(ref, visit.actor)
        author = for_the_shop(visit.actor)
        add_evidence(case=case, file=cast(Seekable, photo.file), name=photo.name, actor=author, at=visit.at)
    perform(GOODS_RETURN.name, action.name, ref, form.inputs(), actor=visit.actor, at=visit.at)


def _find(visit: StaffVisit, row: GoodsReturn, name: str) -> Action:
    """Raises: NotTheirTurn."""
    for action in _actions(visit, row):
        if action.name == name:
            return action
    raise NotTheirTurn(machine=GOODS_RETURN.name, state=row.state, action=name, role=str(Role.PROVIDER))


def _ask(visit: StaffVisit, row: GoodsReturn, action: Action, form: ActionForm, status: int = 200) -> HttpResponse:
    context = {**_told(visit, row), "lines": _pieces([row]).get(row.pk, []), "action": action, "form": form}
    return page(visit, "desk/bench/goods_action.html", context, here="bench_goods", status=status)


def _told(visit: StaffVisit, row: GoodsReturn) -> dict[str, Any]:
    """What somebody reads who only looks on; what is theirs to do stands on the buttons."""
    return {
        "goods": row,
        "sentence": sentence(GOODS_RETURN, row.state, Role.PLATFORM, _values(visit, row)),
        "actions": _actions(visit, row),
    }


def _actions(visit: StaffVisit, row: GoodsReturn) -> list[Action]:
    return available(GOODS_RETURN, row, visit.actor, _values(visit, row))


def _values(visit: StaffVisit, row: GoodsReturn) -> dict[str, Any]:
    return {"shop": visit.shop.name, "left": time_left(row.deadline_at, visit.at)}


def _pieces(rows: Sequence[GoodsReturn]) -> dict[Any, list[ReturnLine]]:
    """The pieces of each: one query."""
    found: dict[Any, list[ReturnLine]] = {}
    lines = ReturnLine.objects.filter(goods_return__in=rows).select_related("order_line")
    for line in lines.order_by("order_line__position"):
        found.setdefault(line.goods_return_id, []).append(line)
    return found
