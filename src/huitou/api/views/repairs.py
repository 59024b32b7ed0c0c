"""Goods at the workshop: shown and acted on; and what covers the goods of an order."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.reading import reading
from huitou.api.refusals import OF_REPAIRS
from huitou.api.schemas.repairs import RepairOut, RepairPage, WarrantyOut, repair_out, repair_values, warranty_out
from huitou.api.views.common import answers, who
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.orders.access import access_order
from huitou.services.access import access_repair, visible_repairs
from huitou.services.cover import warranties_of
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairNote

router = Router()


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


add_operations(
    router,
    Rows(
        machine="repair",
        path="repairs",
        visible=visible_repairs,
        access=access_repair,
        brief=repair_out,
        whole=_whole,
        out=RepairOut,
        page_out=RepairPage,
        refusals=OF_REPAIRS,
        lists=Operation(
            id="list_repairs",
            summary="List repairs",
            told="The repairs that the caller may see, newest first; `state=diagnosing` is what lies on the bench.",
        ),
        shows=Operation(
            id="show_repair",
            summary="Show a repair",
            told="The repair with its quote, its log and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_repair",
            summary="Act on a repair",
            told=(
                "Take one of the repair's actions, for instance `accept_repair`, `quote`, `accept_quote`, `send_back`."
            ),
        ),
    ),
)
