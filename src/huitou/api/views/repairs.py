"""Goods at the workshop: shown and acted on; and what covers the goods of an order."""

from typing import Any, cast

from django.http import HttpRequest
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import OF_REPAIRS, PICTURE, refuses
from huitou.api.schemas.cases import EvidenceOut
from huitou.api.schemas.repairs import RepairOut, RepairPage, WarrantyOut, repair_out, repair_values, warranty_out
from huitou.api.views.common import answers, who
from huitou.api.views.orders import kept_out
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.cases.disputes.words import EvidenceRoundOver
from huitou.cases.from_outside import case_at_the_bench, for_the_shop
from huitou.cases.verbs import add_evidence
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.core.actions import available
from huitou.core.errors import Forbidden
from huitou.core.flow import NotTheirTurn
from huitou.core.videos.patches import Seekable
from huitou.orders.access import access_order
from huitou.orders.queries import silence_counts, silence_limit
from huitou.services.access import access_repair, visible_repairs
from huitou.services.cover import warranties_of
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairNote
from huitou.services.showing import sent_home_to

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
    lines = list(repair.lines.select_related("order_line").order_by("order_line_id"))
    out = repair_out(repair, caller, lines, list(notes), actions, sent_home_to(repair, caller.actor))
    if repair.state == "awaiting_payment":
        out["silence_counts"] = silence_counts(repair, repair.quote, silence_limit(caller.shop.pk))
    return out


@router.post("/repairs/{ref}/photos", response=answers(201, EvidenceOut), summary="Add a photo from the bench")
@refuses(*PICTURE, TooManyFiles, EvidenceRoundOver, NotTheirTurn, Forbidden)
@idempotent(required=False)
def add_repair_photo(
    request: HttpRequest,
    ref: str,
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
) -> Status[Any]:
    """A photo of what the workshop found. It becomes the shop's evidence, which answers for it."""
    caller = who(request)
    with reading(caller):
        case = case_at_the_bench(ref, caller.actor)
    kept = add_evidence(
        case=case, file=cast(Seekable, file), name=file.name or "", actor=for_the_shop(caller.actor), at=caller.at
    )
    return Status(201, kept_out(kept))


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
