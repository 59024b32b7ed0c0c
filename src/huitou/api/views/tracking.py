"""What carriers tell: codes that nobody can read, what they mean, reading again, and whose a number can be."""

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.tracking import MeaningIn, MeaningOut, NumberOut, ReplayIn, ReplayOut, UnreadList
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.parcels.access import SEE
from huitou.parcels.detection.detect import candidates
from huitou.parcels.numbers import TrackingNumberMalformed, TrackingNumberMissing, number_in
from huitou.parcels.replaying import replay
from huitou.parcels.unread import inbox, unmapped_codes
from huitou.parcels.verbs import MeaningInvalid, decide_meaning
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
@refuses(Forbidden, MeaningInvalid)
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


@router.post("/tracking/replay", response=answers(200, ReplayOut), summary="Read reports again")
@refuses(Forbidden)
@idempotent(required=False)
def replay_reports(request: HttpRequest, body: ReplayIn) -> dict[str, Any]:
    """Read what sources told again, by the tables as they are now. A second call finds nothing to do."""
    caller = who(request)
    caller.actor.require(MAP)
    done = replay(
        shop_id=caller.actor.shop_id, actor=caller.actor, at=caller.at, source=body.source, code=body.code
    )  # fmt: skip
    return {"parcels": done.parcels, "reports": done.reports}


@router.get("/tracking/number", response=answers(200, NumberOut), summary="Whose a number can be")
@refuses(Forbidden, TrackingNumberMissing, TrackingNumberMalformed)
def detect_number(request: HttpRequest, number: Typed) -> dict[str, Any]:
    """Candidates by form and check digit; nobody is asked."""
    caller = who(request)
    caller.actor.require(SEE)
    read = number_in(number)
    return {"number": read, "candidates": candidates(read)}
