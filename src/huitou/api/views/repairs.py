"""Goods at the workshop: shown and acted on; and what covers the goods of an order."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_REPAIRS, refuses
from huitou.api.schemas.repairs import RepairOut, RepairPage, WarrantyOut, repair_out, repair_values, warranty_out
from huitou.api.views.common import act, answers, who
from huitou.core.actions import available
from huitou.core.errors import NotFound
from huitou.orders.access import access_order
from huitou.services.access import access_repair, visible_repairs
from huitou.services.cover import warranties_of
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairNote

router = Router()


@router.get("/repairs", response=answers(200, RepairPage), summary="List repairs")
@refuses(NotFound)
def list_repairs(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The repairs that the caller may see, newest first; `state=diagnosing` is what lies on the bench."""
    caller = who(request)
    with reading(caller):
        rows = visible_repairs(caller.actor)
        found, following = page(rows.filter(state=state) if state else rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [repair_out(one, caller) for one in found], "next": following}


@router.get("/repairs/{ref}", response=answers(200, RepairOut), summary="Show a repair")
def show_repair(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The repair with its quote, its log and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_repair(caller.actor, ref))


@router.post("/repairs/{ref}/actions/{action}", response=answers(200, RepairOut), summary="Act on a repair")
@refuses(*OF_REPAIRS)
@idempotent(required=True)
def act_on_repair(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the repair's actions, for instance `accept_repair`, `quote`, `accept_quote`, `send_back`."""
    caller = who(request)
    repair = act(caller, "repair", action, ref, body)
    with reading(caller):
        return _whole(caller, repair)


@router.get("/orders/{ref}/warranties", response=answers(200, list[WarrantyOut]), summary="Show the warranties")
def show_warranties(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """Until when each line's goods are covered, by whose promise, and which repairs made that longer."""
    caller = who(request)
    with reading(caller):
        found = warranties_of(access_order(caller.actor, ref))
        return [warranty_out(str(line), one) for line, one in found.items() if one.ground is not None]


def _whole(caller: Caller, repair: Repair) -> dict[str, Any]:
    actions = available(REPAIR, repair, caller.actor, repair_values(repair, caller))
    notes = RepairNote.objects.filter(repair=repair, erased_at=None).order_by("at", "pk")
    return repair_out(repair, caller, list(repair.lines.order_by("order_line_id")), list(notes), actions)
