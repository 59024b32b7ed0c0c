"""Cases: previewed, opened, shown, acted on, talked about."""

from typing import Any, cast
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from ninja import Body, File, Form, Router
from ninja.files import UploadedFile
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_CASES, OF_OPENING, PICTURE, WISHING, refuses
from huitou.api.schemas.cases import (
    CaseBrief,
    CaseIn,
    CaseOut,
    CasePageOut,
    EventOut,
    EvidenceOut,
    MessageIn,
    MessageOut,
    PreviewIn,
    PreviewOut,
    case_brief,
    message_out,
    offer_out,
    sheet_out,
    stored_sheet_out,
)
from huitou.api.schemas.common import Amount
from huitou.api.schemas.orders import verdict_out
from huitou.api.schemas.refunds import refund_out
from huitou.api.schemas.replacements import lines_of, replacement_out
from huitou.api.schemas.returns import return_out
from huitou.api.views.common import act, answers, answers_file, who
from huitou.api.views.orders import kept_out
from huitou.cases.access import access_case, visible_cases
from huitou.cases.at_work import ROWS
from huitou.cases.bundle.download import bundle_response
from huitou.cases.disputes.words import EvidenceRoundOver
from huitou.cases.judging import preview
from huitou.cases.machine import CASE
from huitou.cases.messages import MessageTooLong, messages_for
from huitou.cases.models import Case, Evidence, EvidenceKind
from huitou.cases.offers import ON_OFFER, open_offer
from huitou.cases.queries import case_page, queue
from huitou.cases.queries.case_page import actions_of
from huitou.cases.queries.queue import waiting_states
from huitou.cases.telling import tell
from huitou.cases.verbs import add_evidence, open_case, say
from huitou.cases.verbs.evidence import TooManyFiles
from huitou.cases.verbs.say import NothingSaid
from huitou.cases.wishing import extra_minor
from huitou.core.actors import Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.stored_files import stored_file
from huitou.core.videos.patches import Seekable
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.policies.rules.verdict import Verdict
from huitou.services.machine import REPAIR

router = Router()


@router.post("/cases/preview", response=answers(200, PreviewOut), summary="What would happen")
@refuses(*WISHING, NotFound)
def preview_case(request: HttpRequest, body: PreviewIn) -> dict[str, Any]:
    """The verdict and the sum that the same wish would come to; nothing is changed."""
    caller = who(request)
    with reading(caller):
        judged = preview(
            caller.actor, order=body.order, kind=body.kind, lines=body.lines, evidence=body.evidence, at=caller.at
        )
        return {
            "verdict": verdict_out(judged.verdict, judged.order.currency),
            "sheet": sheet_out(judged.sheet),
            "extra": Amount.of(extra_minor(judged.order, body.lines), judged.order.currency),
            "policy_version": str(judged.version.pk),
        }


@router.post("/cases", response=answers(201, CaseBrief), summary="Open a case")
@refuses(*OF_OPENING, NotFound)
@idempotent(required=True)
def create_case(request: HttpRequest, body: CaseIn) -> Status[Any]:
    """Ask for exactly what was previewed. A right starts agreed; the rest waits for the shop."""
    caller = who(request)
    case = open_case(
        order=body.order,
        kind=body.kind,
        lines=body.lines,
        note=body.note,
        evidence=body.evidence,
        seen_minor=body.seen_minor,
        seen_extra_minor=body.seen_extra_minor,
        actor=caller.actor,
        at=caller.at,
    )
    return Status(201, _brief(caller, case))


@router.get("/cases", response=answers(200, CasePageOut), summary="List cases")
@refuses(NotFound)
def list_cases(
    request: HttpRequest,
    state: str | None = None,
    waiting_on: Role | None = None,
    order: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """The cases that the caller may see, newest first; by state, by whose turn it is, by order number."""
    caller = who(request)
    with reading(caller):
        rows = visible_cases(caller.actor).select_related(*ROWS, "order")
        if state:
            rows = rows.filter(state=state)
        if waiting_on:
            goods = Q(state="awaiting_goods", goods_return__state__in=waiting_states(GOODS_RETURN, waiting_on))
            sent = waiting_states(REPLACEMENT, waiting_on)
            goods |= Q(state__in=("replacing", "replacing_first"), replacement__state__in=sent)
            goods |= Q(state="repairing", repair__state__in=waiting_states(REPAIR, waiting_on))
            rows = rows.filter(Q(state__in=waiting_states(CASE, waiting_on)) | goods)
        if order:
            rows = rows.filter(order__number=order)
        found, following = page(rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [case_brief(case, caller) for case in found], "next": following}


@router.get("/queue", response=answers(200, list[CaseBrief]), summary="What waits for me")
@refuses(Forbidden, NotFound)
def show_queue(request: HttpRequest, limit: Limit = 50) -> list[dict[str, Any]]:
    """The cases that wait for the caller's side (their return or refund included), most urgent first."""
    caller = who(request)
    caller.actor.require("cases.view")
    with reading(caller):
        return [case_brief(item.case, caller) for item in queue(caller.actor, limit=limit).items]


@router.get("/cases/{ref}", response=answers(200, CaseOut), summary="Show a case", by_alias=True)
def show_case(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The case with its lines, sheet, offers, return, refunds, and everything that the caller can do now."""
    caller = who(request)
    with reading(caller):
        whole = case_page(caller.actor, ref, caller.shop, caller.at)
        currency = whole.case.sheet.currency
        goods, sent = whole.goods_return, whole.case.replacement
        return {
            **case_brief(whole.case, caller, whole.offer, whole.actions),
            "lines": [
                {
                    "line": str(line.order_line_id),
                    "title": line.order_line.title,
                    "quantity": line.quantity,
                    "reason": line.reason,
                    "kind": line.kind,
                    "variant": str(line.variant_id) if line.variant_id else None,
                    "surcharge": Amount.of(line.surcharge_minor, currency),
                    "settled": line.settled,
                }
                for line in whole.lines
            ],
            "sheet": stored_sheet_out(whole.case.sheet),
            "offers": [offer_out(made, currency) for made in whole.offers],
            "return": return_out(goods, caller, whole.return_lines) if goods else None,
            "sent": replacement_out(sent, caller, lines_of(sent)) if sent else None,
            "refunds": [refund_out(refund, caller) for refund in whole.refunds],
            "evidence": [kept_out(kept) for kept in whole.evidence],
            "verdict": verdict_out(Verdict.from_json(whole.case.judged["verdict"]), currency),
        }


@router.post("/cases/{ref}/actions/{action}", response=answers(200, CaseBrief), summary="Act on a case")
@refuses(*OF_CASES)
@idempotent(required=True)
def act_on_case(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the case's actions; its inputs are those of its `form`."""
    caller = who(request)
    return _brief(caller, act(caller, "case", action, ref, body))


@router.get("/cases/{ref}/events", response=answers(200, list[EventOut]), summary="The timeline")
def case_events(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """The hash-chained events of the case, its return and its refunds, with the words for the caller."""
    caller = who(request)
    with reading(caller):
        whole = case_page(caller.actor, ref, caller.shop, caller.at)
        currency = whole.case.sheet.currency
        return [
            {
                "seq": event.seq,
                "subject": event.subject_type,
                "kind": event.kind,
                "at": event.at,
                "actor_role": event.actor_role,
                "told": tell(event, caller.actor.role, shop=caller.shop, currency=currency),
                "body": event.body,
                "prev_hash": bytes(event.prev_hash).hex(),
                "hash": bytes(event.hash).hex(),
            }
            for event in whole.events
        ]


@router.get("/cases/{ref}/messages", response=answers(200, list[MessageOut]), summary="The talk")
def case_messages(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """Everything that was said in the case, oldest first."""
    caller = who(request)
    with reading(caller):
        case = access_case(caller.actor, ref)
        return [message_out(said, caller.actor.role) for said in messages_for(case, caller.actor)]


@router.post("/cases/{ref}/messages", response=answers(201, MessageOut), summary="Say something")
@refuses(NothingSaid, MessageTooLong, Forbidden)
@idempotent(required=False)
def write_message(request: HttpRequest, ref: str, body: MessageIn) -> Status[Any]:
    """Write into the case; everybody in it can read it."""
    caller = who(request)
    said = say(case=ref, body=body.body, actor=caller.actor, at=caller.at)
    return Status(201, message_out(said, caller.actor.role))


@router.post("/cases/{ref}/evidence", response=answers(201, EvidenceOut), summary="Add a picture")
@refuses(*PICTURE, TooManyFiles, EvidenceRoundOver, Forbidden)
@idempotent(required=False)
def add_picture(
    request: HttpRequest,
    ref: str,
    file: UploadedFile = File(...),  # type: ignore[type-arg]  # noqa: B008
    kind: EvidenceKind = Form(EvidenceKind.PHOTO),  # type: ignore[type-arg]  # noqa: B008
) -> Status[Any]:
    """Add a photo or a video as proof; the original is kept unaltered, others see it without its metadata."""
    caller = who(request)
    kept = add_evidence(
        case=ref, file=cast(Seekable, file), kind=kind, name=file.name or "", actor=caller.actor, at=caller.at
    )
    return Status(201, kept_out(kept))


@router.get("/cases/{ref}/evidence/{evidence}", response=answers(200, bytes), summary="A photo or video")
@answers_file("image/webp", "video/mp4", "video/quicktime", "video/webm")
def show_evidence(request: HttpRequest, ref: str, evidence: UUID) -> HttpResponseBase:
    """The copy without metadata, whole or the part that `Range` asks for."""
    caller = who(request)
    with reading(caller):
        found = Evidence.objects.filter(case=access_case(caller.actor, ref), pk=evidence, erased_at=None).first()
        if found is None or not found.shown:
            raise NotFound()
    digest = found.shown_sha256 or found.sha256
    return stored_file(request, found.shown, media_type=found.shown_type, digest=digest)


@router.get("/cases/{ref}/bundle", response=answers(200, bytes), summary="Everything about a case")
@refuses(Forbidden)
@answers_file("application/zip")
def show_bundle(request: HttpRequest, ref: str) -> HttpResponseBase:
    """The evidence bundle as the caller may have it: a zip of story, data, files and proofs, checked offline."""
    caller = who(request)
    with reading(caller):
        return bundle_response(caller.actor, ref, caller.shop, caller.at)


def _brief(caller: Caller, case: Case) -> dict[str, Any]:
    """The case after a write, with what the caller can do next."""
    with reading(caller):
        offer = open_offer(case) if case.state in ON_OFFER else None
        return case_brief(case, caller, offer, actions_of(case, [], offer, caller.shop, caller.actor, caller.at))
