"""Goods in the store, what becomes of them, what goes back to the buyer; and photos of who checks goods for a shop."""

from typing import Annotated, Any, cast

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import File, Router
from ninja.files import UploadedFile
from ninja.responses import Status
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit
from huitou.api.reading import reading
from huitou.api.refusals import OF_REPLACEMENTS, OF_RETURNS, PICTURE, refuses
from huitou.api.schemas.cases import EvidenceOut
from huitou.api.schemas.goods_back import (
    DisposalsIn,
    SendBackOut,
    SendBackPage,
    SlotOut,
    StockMessages,
    StoreIn,
    message_row,
    send_back_out,
    send_back_values,
)
from huitou.api.schemas.returns import ReturnOut
from huitou.api.views.common import answers, answers_file, who
from huitou.api.views.orders import kept_out
from huitou.api.views.returns import LABEL_READERS, whole_return
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.cases.from_outside import case_of_goods, for_the_shop
from huitou.cases.verbs import add_evidence
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.core.actions import available
from huitou.core.actors import Actor
from huitou.core.errors import Forbidden, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.videos.patches import Seekable
from huitou.logistics.access import access_return, access_send_back, visible_send_backs
from huitou.logistics.codes import CodeForged
from huitou.logistics.labels import label_of
from huitou.logistics.models import SendBack, StockMessage
from huitou.logistics.pick_ups.seats import free_slots
from huitou.logistics.sending_back import SEND_BACK
from huitou.logistics.verbs import dispose, receive_in_store
from huitou.logistics.verbs.dispose import DispositionNotChosen, NotYetDisposable
from huitou.logistics.verbs.receive import AlreadyTaken

router = Router()


@router.post("/store/returns", response=answers(200, ReturnOut), summary="Take goods in the store")
@refuses(CodeForged, AlreadyTaken, Forbidden, *OF_RETURNS)
@idempotent(required=True)
def take_in_store(request: HttpRequest, body: StoreIn) -> dict[str, Any]:
    """Take and check what a buyer brings, by the code of their case page; what was agreed follows at once."""
    caller = who(request)
    goods = receive_in_store(
        **body.model_dump(exclude={"findings"}), findings=body.findings, actor=caller.actor, at=caller.at
    )
    with reading(caller):
        return whole_return(caller, goods)


@router.get("/returns/{ref}/slots", response=answers(200, list[SlotOut]), summary="Free times of the courier")
def list_slots(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """The times that `book_pick_up` and `change_pick_up` take; empty where no courier comes for this return."""
    caller = who(request)
    with reading(caller):
        goods = access_return(caller.actor, ref)
        slots = free_slots(caller.at) if "pick_up" in goods.ways else []
        return [{"slot": slot.starts_at, "ends_at": slot.ends_at} for slot in slots]


@router.get("/returns/{ref}/label", response=answers(200, bytes), summary="The file of the shop's label")
@answers_file("application/pdf", "image/png", "image/jpeg")
def show_label(request: HttpRequest, ref: str) -> HttpResponse:
    """The label to print. Not found where there is none, or it can no longer be used."""
    caller = who(request)
    with reading(caller):
        label = label_of(access_return(caller.actor, ref), caller.at)
        if label is None or not label.content or caller.actor.role not in LABEL_READERS:
            raise NotFound()
        response = HttpResponse(bytes(label.content), content_type=label.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post("/returns/{ref}/photos", response=answers(201, EvidenceOut), summary="Show what was found")
@refuses(*PICTURE, TooManyFiles, Forbidden, NotTheirTurn)
@idempotent(required=False)
def add_finding_photo(
    request: HttpRequest,
    ref: str,
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
) -> Status[Any]:
    """A photo of the goods, from who checks them: the shop for itself, or the company that checks for it.

    It becomes the shop's evidence, which answers for it; the caller sees nothing else of the case.
    """
    caller = who(request)
    with reading(caller):
        case = case_of_goods(ref, caller.actor)
    kept = add_evidence(
        case=case, file=cast(Seekable, file), name=file.name or "", actor=for_the_shop(caller.actor), at=caller.at
    )
    return Status(201, kept_out(kept))


@router.post("/returns/{ref}/disposals", response=answers(200, ReturnOut), summary="Say what becomes of the goods")
@refuses(NotYetDisposable, DispositionNotChosen, Forbidden)
@idempotent(required=True)
def put_goods_away(request: HttpRequest, ref: str, body: DisposalsIn) -> dict[str, Any]:
    """Settle what becomes of checked pieces; each becomes a stock message, and restocked ones raise the catalogue."""
    caller = who(request)
    goods = dispose(goods_return=ref, disposals=body.disposals, actor=caller.actor, at=caller.at)
    with reading(caller):
        return whole_return(caller, goods)


@router.get("/stock-messages", response=answers(200, StockMessages), summary="What became of returned goods")
@refuses(Forbidden)
def list_stock_messages(
    request: HttpRequest, after: Annotated[int, Field(ge=0, le=2**62)] = 0, limit: Limit = 50
) -> dict[str, Any]:
    """The messages behind the number `after`, oldest first, each exactly once: keep `next` and ask on from there."""
    caller = who(request)
    caller.actor.require("returns.view")
    with reading(caller):
        rows = StockMessage.objects.filter(number__gt=after).select_related("goods_return").order_by("number")
        found = [message_row(row) for row in rows[:limit]]
        return {"items": found, "next": found[-1]["number"] if found else after}


def _whole(caller: Caller, row: SendBack) -> dict[str, Any]:
    return send_back_out(row, caller, available(SEND_BACK, row, caller.actor, send_back_values(row, caller)))


def _visible(actor: Actor) -> QuerySet[SendBack]:
    return visible_send_backs(actor).select_related("goods_return")


add_operations(
    router,
    Rows(
        machine="send_back",
        path="send-backs",
        visible=_visible,
        access=access_send_back,
        brief=send_back_out,
        whole=_whole,
        out=SendBackOut,
        page_out=SendBackPage,
        refusals=OF_REPLACEMENTS,
        lists=Operation(
            id="list_send_backs",
            summary="List goods that go back to buyers",
            told=(
                "Goods that were neither taken nor paid for, newest first; `state=to_send` is what leaves "
                "the house next."
            ),
        ),
        shows=Operation(
            id="show_send_back",
            summary="Show goods that go back to the buyer",
            told="The pieces, their parcel, and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_send_back",
            summary="Act on one",
            told="Take one of its actions, for instance `send`, `receive`, `leave`.",
        ),
    ),
)
