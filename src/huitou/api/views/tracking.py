"""What carriers tell: codes that nobody can read, what they mean, reading again, and whose a number can be."""

from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router
from ninja.responses import Status

from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.tracking import (
    BadPushOut,
    LaneOut,
    MeaningIn,
    MeaningOut,
    NumberOut,
    PromiseOut,
    ReplayIn,
    ReplayOut,
    TriedOut,
    TroubleOut,
    UnreadList,
    lane_out,
    promise_out,
    trouble_out,
)
from huitou.api.views.common import answers, who
from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.errors import Forbidden, NotFound
from huitou.core.webhooks import CallRefused
from huitou.insights.carriers import carrier_cards
from huitou.lanes.queries import promises_of
from huitou.lanes.troubled import troubled
from huitou.parcels.access import SEE, access_parcel
from huitou.parcels.carriers.protocol import Misconfigured
from huitou.parcels.detection.detect import candidates
from huitou.parcels.hooks import try_refused
from huitou.parcels.numbers import TrackingNumberMalformed, TrackingNumberMissing, number_in
from huitou.parcels.unread import bad_pushes, inbox, unmapped_codes
from huitou.parcels.verbs import MeaningInvalid, decide_meaning, order_replay
from huitou.parcels.verbs.read_codes import MAP
from huitou.parcels.vocabulary.sentences import sentence_of

router = Router()
Typed = Annotated[
    str,
    Query(max_length=2000, examples=["SF1234567890123"], description="As typed or pasted: spaces, full width, a link."),
]


@router.get("/tracking/codes", response=answers(200, UnreadList), summary="Codes that nobody can read")
@refuses(Forbidden)
def list_unread_codes(request: HttpRequest) -> dict[str, Any]:
    """What sources told under codes that are in no table; parcels keep their state until somebody reads them."""
    caller = who(request)
    caller.actor.require("settings.view")
    with reading(caller):
        waits = inbox()
        return {"codes": unmapped_codes(), "waiting_for_parcel": waits.strays, "unreadable": waits.broken}


@router.post("/tracking/codes", response=answers(200, MeaningOut), summary="Say what a code means")
@refuses(Forbidden, NotFound, MeaningInvalid)
@idempotent(required=False)
def decide_code(request: HttpRequest, body: MeaningIn) -> dict[str, Any]:
    """What was told under the code is read again by a job. The shop's word goes before our table."""
    caller = who(request)
    kept = decide_meaning(
        source=body.source, code=body.code, status=body.status, actor=caller.actor, at=caller.at
    )  # fmt: skip
    return {
        "source": kept.source,
        "code": kept.code,
        "status": kept.status,
        "sentence": sentence_of(kept.status),
        "decided_at": kept.decided_at,
    }


@router.post("/tracking/replay", response=answers(202, ReplayOut), summary="Read reports again")
@refuses(Forbidden)
@idempotent(required=False)
def replay_reports(request: HttpRequest, body: ReplayIn) -> Status[Any]:
    """Have what sources told read again, by the tables as they are now. A job does it; a second one finds nothing to
    do.
    """
    caller = who(request)
    order_replay(actor=caller.actor, at=caller.at, source=body.source, code=body.code)
    return Status(202, {"ordered": True})


@router.get("/tracking/pushes", response=answers(200, list[BadPushOut]), summary="Pushes that were not taken in")
@refuses(Forbidden)
def list_bad_pushes(request: HttpRequest, limit: Limit = 50) -> list[dict[str, Any]]:
    """What nobody could read, and what was not believed: why, when, how often, and as it came. The newest first."""
    caller = who(request)
    caller.actor.require(MAP)
    with reading(caller):
        return [asdict(one) for one in bad_pushes(most=limit)]


@router.post("/tracking/pushes/{push}/try", response=answers(200, TriedOut), summary="Verify a refused push again")
@refuses(Forbidden, CallRefused, Misconfigured)
@idempotent(required=False)
def try_bad_push(request: HttpRequest, push: UUID) -> dict[str, Any]:
    """By the secret as it is now. What is believed is taken in and leaves the list."""
    caller = who(request)
    return {"new": try_refused(refused=push, actor=caller.actor, at=caller.at)}


@router.get("/tracking/trouble", response=answers(200, list[TroubleOut]), summary="Parcels in trouble")
@refuses(Forbidden)
def list_trouble(request: HttpRequest) -> list[dict[str, Any]]:
    """The most urgent first, those that rest last; orders with an open case are left out, as on the desk."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        if caller.actor.role != Role.MERCHANT:
            raise Forbidden()
        cases = Case.objects.filter(closed_at=None).values("order_id")
        return [trouble_out(one) for one in troubled(caller.shop, at=caller.at, apart_from=cases)]


@router.get("/tracking/lanes", response=answers(200, list[LaneOut]), summary="How carriers do on each lane")
@refuses(Forbidden)
def list_lanes(request: HttpRequest) -> list[dict[str, Any]]:
    """Speed, promises kept, losses, damage, complaints and what was recovered; the last 400 days."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        if caller.actor.role != Role.MERCHANT:
            raise Forbidden()
        return [lane_out(card) for card in carrier_cards(caller.shop, at=caller.at)]


@router.get(
    "/parcels/{ref}/promises", response=answers(200, list[PromiseOut]), summary="When a parcel was promised for"
)
def list_promises(request: HttpRequest, ref: str) -> list[dict[str, Any]]:
    """Every word that was given, the newest first: whose it was, and why it changed."""
    caller = who(request)
    with reading(caller):
        parcel = access_parcel(caller.actor, ref)
        return [promise_out(one) for one in promises_of([parcel])[parcel.pk]]


@router.get("/tracking/number", response=answers(200, NumberOut), summary="Whose a number can be")
@refuses(Forbidden, TrackingNumberMissing, TrackingNumberMalformed)
def detect_number(request: HttpRequest, number: Typed) -> dict[str, Any]:
    """Candidates by form and check digit; nobody is asked."""
    caller = who(request)
    caller.actor.require(SEE)
    read = number_in(number)
    return {"number": read, "candidates": candidates(read)}
