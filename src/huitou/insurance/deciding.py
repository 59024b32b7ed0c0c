"""What the worker does with a claim: decides it, or asks the insurer outside any transaction and settles by its answer.

Called by jobs. The state is checked again under the claim's lock: an answer twice, or too late, changes nothing.
"""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor, Role, system_actor
from huitou.core.flow import NotTheirTurn
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.insurance.access import access_claim
from huitou.insurance.facts import facts_of
from huitou.insurance.insurers.protocol import ClaimAnswer, ClaimRequest
from huitou.insurance.insurers.registry import insurer
from huitou.insurance.machine import FREIGHT_CLAIM
from huitou.insurance.models import FreightClaim
from huitou.insurance.models.insurance_terms import OWN_POOL
from huitou.insurance.placing import payment_of
from huitou.insurance.refusing import due
from huitou.refunds.gateways.protocol import GatewayError, Permanent


def insurer_actor(shop_id: UUID, code: str) -> Actor:
    """The insurer as the actor of what its answers cause."""
    return Actor(role=Role.GATEWAY, shop_id=shop_id, id=f"insurer:{code}")


def work_on(shop_id: UUID, claim_id: UUID, *, at: datetime) -> None:
    """Refuse what our own rules refuse; pay from the own pool; else file with the insurer."""
    system = system_actor(shop_id)
    with in_shop(shop_id):
        claim = access_claim(system, claim_id)
        if claim.state != "open":
            return
        minor, reason = due(facts_of(claim))
        request = _request(claim) if claim.insurer != OWN_POOL else None
    if reason:
        take(claim, "refuse", system, at, reason=reason)
    elif request is None:
        take(claim, "pay", system, at, amount_minor=minor)
    else:
        _file(claim, request, system, at)


def ask_about(shop_id: UUID, claim_id: UUID, *, at: datetime) -> None:
    """Ask the insurer, and settle by what it says. Its silence is left to the next question."""
    with in_shop(shop_id):
        claim = access_claim(system_actor(shop_id), claim_id)
        request = _request(claim)
    if claim.state not in ("filed", "needs_person", "escalated"):
        return
    try:
        answer = insurer(claim.insurer).find_claim(request.payment, request.holder)
    except GatewayError:
        return
    if answer is not None:
        follow(claim, answer, at)


def follow(claim: FreightClaim, answer: ClaimAnswer, at: datetime) -> None:
    """Take the step that the insurer's answer calls for."""
    actor = insurer_actor(claim.shop_id, claim.insurer)
    if answer.outcome == "paid" and answer.paid_minor > 0:
        take(claim, "pay", actor, at, amount_minor=answer.paid_minor, reference=answer.reference)
    elif answer.outcome == "refused":
        take(claim, "refuse", actor, at, reason="insurer", note=answer.failure_code)


def take(claim: FreightClaim, action: str, actor: Actor, at: datetime, **inputs: object) -> None:
    """The claim's step, unless it has moved on in the meantime."""
    try:
        verb_of(FREIGHT_CLAIM, action)(freight_claim=claim.pk, actor=actor, at=at, **inputs)
    except NotTheirTurn:
        return


def _file(claim: FreightClaim, request: ClaimRequest, system: Actor, at: datetime) -> None:
    try:
        answer = insurer(claim.insurer).claim(request)
    except Permanent as error:
        take(claim, "pass_on", system, at, failure_code=error.failure_code)
        return
    except GatewayError as error:
        # Asking finds out whether it arrived; the insurer takes one claim per payment, so filing again is safe too.
        take(claim, "file", system, at, failure_code=error.failure_code)
        return
    take(claim, "file", system, at, reference=answer.reference)
    if answer.outcome != "filed":
        follow(claim, answer, at)


def _request(claim: FreightClaim) -> ClaimRequest:
    back = claim.goods_return
    return ClaimRequest(claim.cover.holder, payment_of(claim.order_id), back.tracking_number, back.carrier)
