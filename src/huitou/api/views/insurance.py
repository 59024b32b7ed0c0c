"""Insurance of return shipping: parcels insured, claims shown and acted on, the pool."""

from typing import Any

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_FREIGHT_CLAIMS, refuses
from huitou.api.schemas.insurance import (
    CoverIn,
    CoverOut,
    CoverPage,
    CreditIn,
    FreightClaimOut,
    FreightClaimPage,
    RiskAccountOut,
    account_out,
    claim_out,
    cover_out,
)
from huitou.api.views.common import answers, who
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.core.errors import Forbidden
from huitou.insurance.access import SEE, access_claim, access_cover, visible_claims, visible_covers
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim
from huitou.insurance.reconcile import risk_accounts
from huitou.insurance.values import values_of
from huitou.insurance.verbs import insure, open_claim, spend_credit
from huitou.insurance.verbs.claim import ClaimTooEarly, NotInsured
from huitou.insurance.verbs.credit import CreditSpent, SpendingInvalid
from huitou.insurance.verbs.insure import CannotBeInsured
from huitou.parcels.weights import WeightInvalid

router = Router()


@router.post("/parcels/{ref}/insurance", response=answers(201, CoverOut), summary="Insure a parcel's return shipping")
@refuses(Forbidden, CannotBeInsured, WeightInvalid)
@idempotent(required=True)
def create_cover(request: HttpRequest, ref: str, body: CoverIn) -> Status[Any]:
    """Within 72 hours after it left. A parcel that is insured already keeps its cover."""
    caller = who(request)
    cover = insure(parcel=ref, payer=body.payer, grams=body.grams, holder=body.holder, actor=caller.actor, at=caller.at)
    with reading(caller):
        return Status(201, cover_out(access_cover(caller.actor, cover.pk), caller))


@router.get("/insurance/covers", response=answers(200, CoverPage), summary="List insured parcels")
def list_covers(request: HttpRequest, cursor: str | None = None, limit: Limit = 50) -> dict[str, Any]:
    """The covers that the caller may see, the newest first, with what they cost and why."""
    caller = who(request)
    with reading(caller):
        rows = visible_covers(caller.actor).select_related("order", "parcel")
        found, following = page(rows, by="starts_at", cursor=cursor, limit=limit)
        return {"items": [cover_out(row, caller) for row in found], "next": following}


@router.get("/insurance", response=answers(200, list[RiskAccountOut]), summary="Show the insurance pool")
@refuses(Forbidden)
def show_pool(request: HttpRequest) -> list[dict[str, Any]]:
    """Premiums and claims of the own pool and of every insurer, against the ledger."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        return [account_out(account) for account in risk_accounts()]


@router.post("/returns/{ref}/freight-claim", response=answers(201, FreightClaimOut), summary="Claim return shipping")
@refuses(Forbidden, NotInsured, ClaimTooEarly)
@idempotent(required=True)
def claim_return(request: HttpRequest, ref: str) -> Status[Any]:
    """Opens by itself when the goods are received; for a return that never left, this says why nothing is paid."""
    caller = who(request)
    claim = open_claim(goods_return=ref, actor=caller.actor, at=caller.at)
    with reading(caller):
        return Status(201, _whole(caller, access_claim(caller.actor, claim.pk)))


@router.post(
    "/freight-claims/{ref}/credit", response=answers(200, FreightClaimOut), summary="Record how the credit went"
)
@refuses(Forbidden, CreditSpent, SpendingInvalid)
@idempotent(required=True)
def spend_claim_credit(request: HttpRequest, ref: str, body: CreditIn) -> dict[str, Any]:
    """The credit of a paid claim was paid out by transfer, or taken off an order. Once and whole."""
    caller = who(request)
    claim = spend_credit(claim=ref, how=body.how, note=body.note, actor=caller.actor, at=caller.at)
    with reading(caller):
        return _whole(caller, access_claim(caller.actor, claim.pk))


def _whole(caller: Caller, claim: FreightClaim) -> dict[str, Any]:
    return claim_out(
        claim, caller, available(FREIGHT_CLAIM, claim, caller.actor, values_of(claim, caller.shop, caller.at))
    )


add_operations(
    router,
    Rows(
        machine="freight_claim",
        path="freight-claims",
        visible=lambda actor: visible_claims(actor).select_related("order", "cover", "goods_return"),
        access=access_claim,
        brief=claim_out,
        whole=_whole,
        out=FreightClaimOut,
        page_out=FreightClaimPage,
        refusals=OF_FREIGHT_CLAIMS,
        lists=Operation(
            id="list_freight_claims",
            summary="List insurance claims",
            told="The claims that the caller may see, newest first; `state=needs_person` is what waits for the shop.",
        ),
        shows=Operation(
            id="show_freight_claim",
            summary="Show an insurance claim",
            told="The claim with its state, its sum or the reason of its refusal, and what the caller can do now.",
        ),
        acts=Operation(
            id="act_on_freight_claim",
            summary="Act on an insurance claim",
            told="Take one of the claim's actions, for instance `pay`, `refuse`, `file_again`.",
        ),
    ),
)
