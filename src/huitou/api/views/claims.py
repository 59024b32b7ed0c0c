"""Claims on carriers: opened, listed, acted on; their evidence pack; the shop's rules per carrier."""

from io import BytesIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import OF_CARRIER_CLAIMS, refuses
from huitou.api.schemas.claims import (
    CarrierClaimOut,
    CarrierClaimPage,
    ClaimIn,
    ClaimRuleIn,
    ClaimRuleOut,
    carrier_claim_out,
    claim_rule_out,
)
from huitou.api.views.common import answers, answers_file, who
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.claims.access import access_claim, visible_claims
from huitou.claims.letters import letter_of
from huitou.claims.machine import CARRIER_CLAIM
from huitou.claims.models import CarrierClaim, ClaimRule
from huitou.claims.pack import pack_name, photos_of, write_pack
from huitou.claims.values import values_of
from huitou.claims.verbs import open_claim, set_rule
from huitou.claims.verbs.open_claim import NothingToClaim
from huitou.claims.verbs.set_rule import ClaimRuleInvalid
from huitou.core.actions import available
from huitou.core.errors import Forbidden

router = Router()
EVERY_OTHER = "*"


@router.post("/parcels/{ref}/carrier-claim", response=answers(201, CarrierClaimOut), summary="Claim a parcel")
@refuses(Forbidden, NothingToClaim)
@idempotent(required=True)
def claim_parcel(request: HttpRequest, ref: str, body: ClaimIn) -> Status[Any]:
    """Open the claim on its carrier. A lost parcel, and a case with photos of damage, open theirs by themselves."""
    caller = who(request)
    claim = open_claim(parcel=ref, what=body.what, actor=caller.actor, at=caller.at)
    with reading(caller):
        return Status(201, _whole(caller, access_claim(caller.actor, claim.pk)))


@router.get("/carrier-claims/{ref}/pack", response=answers(200, bytes), summary="The evidence pack of a claim")
@refuses(Forbidden)
@answers_file("application/zip")
def show_claim_pack(request: HttpRequest, ref: str) -> HttpResponse:
    """One zip with the letter, the scans, the weights, the value and the photos. No name or address of the buyer."""
    caller = who(request)
    target = BytesIO()
    with reading(caller):
        claim = access_claim(caller.actor, ref)
        caller.actor.require("cases.export")
        write_pack(target, claim, caller.shop, at=caller.at)
    response = HttpResponse(target.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{pack_name(claim, caller.at)}"'
    return response


@router.get("/claim-rules", response=answers(200, list[ClaimRuleOut]), summary="Rules of claims per carrier")
@refuses(Forbidden)
def list_claim_rules(request: HttpRequest) -> list[dict[str, Any]]:
    """What the shop has set; a carrier without rules goes by what is known of it."""
    caller = who(request)
    caller.actor.require("settings.view")
    with reading(caller):
        return [claim_rule_out(rule) for rule in ClaimRule.objects.order_by("carrier")]


@router.put("/claim-rules/{carrier}", response=answers(200, ClaimRuleOut), summary="Set the rules of a carrier")
@refuses(Forbidden, ClaimRuleInvalid)
@idempotent(required=False)
def put_claim_rule(request: HttpRequest, carrier: str, body: ClaimRuleIn) -> dict[str, Any]:
    """`*` sets them for every carrier without rules of its own. They count for claims that open from now on."""
    caller = who(request)
    name = "" if carrier == EVERY_OTHER else carrier
    return claim_rule_out(set_rule(carrier=name, **body.model_dump(), actor=caller.actor, at=caller.at))


def _whole(caller: Caller, claim: CarrierClaim) -> dict[str, Any]:
    actions = available(CARRIER_CLAIM, claim, caller.actor, values_of(claim, caller.shop, caller.at))
    return carrier_claim_out(claim, caller, actions, letter_of(claim, caller.shop, photos=len(photos_of(claim))))


add_operations(
    router,
    Rows(
        machine="carrier_claim",
        path="carrier-claims",
        visible=lambda actor: visible_claims(actor).select_related("order", "parcel"),
        access=access_claim,
        brief=carrier_claim_out,
        whole=_whole,
        out=CarrierClaimOut,
        page_out=CarrierClaimPage,
        refusals=OF_CARRIER_CLAIMS,
        lists=Operation(
            id="list_carrier_claims",
            summary="List claims on carriers",
            told="The newest first; `state=due` is what has to be filed soon.",
        ),
        shows=Operation(
            id="show_carrier_claim",
            summary="Show a claim on a carrier",
            told="With its last day, how that is known, the letter to the carrier, and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_carrier_claim",
            summary="Act on a claim on a carrier",
            told="Take one of its actions, for instance `file`, `note_offer`, `record_payment`, `write_off`.",
        ),
    ),
)
