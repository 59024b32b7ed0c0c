"""The desk of a company that repairs for the shop: the repairs that are given to it, and each one's steps.

What may be seen and done is decided by `access_repair` and the table of repairs, as for the company's token. It shows
no buyer, no order and no case; the address only while the goods have to be sent home.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.from_outside import case_at_the_bench, for_the_shop
from huitou.cases.verbs import add_evidence
from huitou.core.actions import Action, available, perform
from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.flow import NotTheirTurn
from huitou.core.flow.texts import sentence, time_left
from huitou.core.money import format_money
from huitou.core.videos.patches import Seekable
from huitou.desk.forms.acting import ActionForm
from huitou.desk.forms.actions import form_for
from huitou.desk.paging import list_page
from huitou.desk.visit import desk_view, page
from huitou.services.access import access_repair, visible_repairs
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairLine
from huitou.services.showing import repair_view, sent_home_to

TABS = (
    ("bench", _("On the bench"), ("diagnosing", "repairing", "to_send_back")),
    ("buyer", _("Waits for the buyer"), ("quoted", "awaiting_payment", "payment_said")),
    ("done", _("Done"), ("on_the_way", "traced", "returned", "failed", "unclaimed")),
)
# Where it is the workshop's turn it reads what the shop would; else what somebody reads who only looks on.
THEIR_TURN = TABS[0][2]


@dataclass(frozen=True, slots=True)
class BenchContext:
    """What the forms of the workshop's steps may know."""

    currency: str
    case: None = None


@require_safe
@desk_view("bench.view")
def bench(visit: StaffVisit) -> HttpResponseBase:
    """The list of one tab, newest first."""
    asked = visit.request.GET.dict()
    here = next((tab for tab in TABS if tab[0] == asked.get("state")), TABS[0])
    with visit.reading():
        found = list_page(visible_repairs(visit.actor).filter(state__in=here[2]), "opened_at", asked)
        pieces = _pieces(found.rows)
        context = {
            "list": found,
            "rows": [{**_told(visit, row), "lines": pieces.get(row.pk, [])} for row in found.rows],
            "tabs": [
                {"label": label, "url": f"?state={code}", "here": code == here[0]} for code, label, _states in TABS
            ],
            "tab": here[0],
        }
        return page(visit, "desk/bench/list.html", context, here="bench")


@require_safe
@desk_view("bench.view")
def repair(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """One repair: what it is, what was found and done, what can be done now."""
    with visit.reading():
        row = access_repair(visit.actor, ref)
        return page(visit, "desk/bench/repair.html", {**_whole(visit, row), "view": repair_view(row)}, here="bench")


@require_http_methods(["GET", "POST"])
@desk_view("bench.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """One step: GET asks for its inputs, POST does it; a photo becomes the shop's evidence."""
    request = visit.request
    with visit.reading():
        row = access_repair(visit.actor, ref)
        chosen = _find(visit, row, action)
        kind, context = form_for(action, REPAIR.name), BenchContext(row.currency)
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
            return _ask(visit, access_repair(visit.actor, ref), chosen, form, error.status)
    return redirect("desk:bench_repair", visit.shop.slug, ref)


def _do(visit: StaffVisit, ref: str, action: Action, form: ActionForm) -> None:
    photo = form.cleaned_data.get("photo")
    if photo is not None:
        with visit.reading():
            case = case_at_the_bench(ref, visit.actor)
        author = for_the_shop(visit.actor)
        add_evidence(case=case, file=cast(Seekable, photo.file), name=photo.name, actor=author, at=visit.at)
    perform(REPAIR.name, action.name, ref, form.inputs(), actor=visit.actor, at=visit.at)


def _find(visit: StaffVisit, row: Repair, name: str) -> Action:
    """Raises: NotTheirTurn."""
    for action in available(REPAIR, row, visit.actor, _values(visit, row)):
        if action.name == name:
            return action
    raise NotTheirTurn(machine=REPAIR.name, state=row.state, action=name, role=str(Role.PROVIDER))


def _ask(visit: StaffVisit, row: Repair, action: Action, form: ActionForm, status: int = 200) -> HttpResponse:
    context = {**_whole(visit, row), "action": action, "form": form}
    return page(visit, "desk/bench/action.html", context, here="bench", status=status)


def _whole(visit: StaffVisit, row: Repair) -> dict[str, Any]:
    lines = _pieces([row]).get(row.pk, [])
    return {**_told(visit, row), "lines": lines, "send_to": sent_home_to(row, visit.actor)}


def _told(visit: StaffVisit, row: Repair) -> dict[str, Any]:
    values = _values(visit, row)
    reader = Role.MERCHANT if row.state in THEIR_TURN else Role.PLATFORM
    return {
        "repair": row,
        "sentence": sentence(REPAIR, row.state, reader, values),
        "actions": available(REPAIR, row, visit.actor, values),
    }


def _values(visit: StaffVisit, row: Repair) -> dict[str, Any]:
    return {
        "shop": visit.shop.name,
        "left": time_left(row.deadline_at, visit.at),
        "quote": format_money(row.quote),
    }


def _pieces(rows: Sequence[Repair]) -> dict[Any, list[RepairLine]]:
    """The pieces of each: one query."""
    found: dict[Any, list[RepairLine]] = {}
    lines = RepairLine.objects.filter(repair__in=rows).select_related("order_line").order_by("order_line__position")
    for line in lines:
        found.setdefault(line.repair_id, []).append(line)
    return found
