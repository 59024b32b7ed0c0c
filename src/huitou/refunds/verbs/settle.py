"""Act on what a gateway said: write it down, then take the step that follows from it, under the refund's lock."""

from datetime import datetime
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.locks import Held
from huitou.core.verbs import verb, verb_of
from huitou.refunds.access import access_refund
from huitou.refunds.decide import Said, decide
from huitou.refunds.exchanges import write_exchange
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.gateways.registry import capabilities_of
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Discrepancy, GatewayExchange, Refund
from huitou.refunds.verbs.record_discrepancy import record_discrepancy


@verb
def settle(*, actor: Actor, at: datetime, refund_id: UUID, said: Said, kind: str) -> Refund:
    """Settle a refund by an answer, a question's answer (None: the gateway knows nothing) or a notice.

    The state is checked again under the lock: the same answer twice, or one that comes too late, changes nothing.
    """
    refund: Refund = access_refund(actor, refund_id, lock=True)
    write_exchange(refund, kind=kind, at=at, said=said)
    _notice_contradiction(refund, said, actor=actor, at=at)
    following = decide(refund, said, capabilities=capabilities_of(refund.gateway), at=at)
    if following is None:
        return refund
    settled: Refund = verb_of(REFUND, following.action)(actor=actor, at=at, refund=Held(refund), **following.inputs)
    return settled


def _notice_contradiction(refund: Refund, said: Said, *, actor: Actor, at: datetime) -> None:
    """A payment that contradicts our books is never swallowed: it becomes a row for a person."""
    if not isinstance(said, GatewayAnswer) or said.outcome not in (Outcome.PAID, Outcome.REFUSED):
        return
    if said.outcome == Outcome.REFUSED:
        if refund.state != "succeeded" or _another_payment(refund, said):
            return
        found = Discrepancy.Kind.FAILED_AFTER_PAYMENT
    elif refund.state == "failed":
        found = Discrepancy.Kind.PAID_AFTER_FAILURE
    elif refund.state == "succeeded" and _another_payment(refund, said):
        found = Discrepancy.Kind.PAID_TWICE
    elif said.money != refund.money:
        found = Discrepancy.Kind.AMOUNT_DIFFERS
    else:
        return
    ours, theirs = refund.paid_minor if refund.state == "succeeded" else refund.amount_minor, said.money.minor
    if found == Discrepancy.Kind.PAID_TWICE:
        ours, theirs = _all_payments(refund, payments_heard(refund))
    record_discrepancy(
        actor=actor,
        at=at,
        gateway=refund.gateway,
        kind=found,
        key=refund.key,
        refund=refund,
        currency=said.money.currency,
        ours_minor=ours,
        theirs_minor=theirs,
        gateway_reference=said.reference,
    )


def _all_payments(refund: Refund, heard: dict[str, int]) -> tuple[int, int]:
    """What our books say was paid through the gateway, and all that it says it paid: as reconciliation adds it up."""
    ours = {refund.gateway_reference: refund.paid_minor} if refund.paid_through == refund.gateway else {}
    return sum(ours.values()), sum((heard | ours).values())


def payments_heard(refund: Refund) -> dict[str, int]:
    """What the gateway has said it paid, by its reference; nothing for a payment that failed later."""
    told = GatewayExchange.objects.filter(refund=refund, outcome__in=(Outcome.PAID, Outcome.REFUSED))
    rows = told.order_by("at", "pk").values_list("gateway_reference", "outcome", "amount_minor")
    return {reference: (minor or 0) if outcome == Outcome.PAID else 0 for reference, outcome, minor in rows}


def _another_payment(refund: Refund, said: GatewayAnswer) -> bool:
    if refund.paid_through != refund.gateway:
        return True
    return bool(said.reference) and said.reference != refund.gateway_reference
