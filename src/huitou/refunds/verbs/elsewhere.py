"""A refund that was not ours is taken down and counted, or recognised as the one that waits for a person here."""

from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.ids import new_id
from huitou.core.locks import lock_rows
from huitou.core.verbs import verb, verb_of
from huitou.orders.models import Payment
from huitou.refunds import outflow
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Discrepancy, Refund, RefundElsewhere
from huitou.refunds.paid_here import payment_named
from huitou.refunds.verbs.record_discrepancy import record_discrepancy

# What a person could have paid in the back office instead: nothing of ours is on its way there.
WAITS = ("reserved", "needs_person", "escalated")


@verb
def record_elsewhere(*, actor: Actor, at: datetime, gateway: str, answer: GatewayAnswer) -> RefundElsewhere | None:
    """Count a refund of the back office, once per reference; one that failed later is given back.

    None where it was the payment of a refund that waited here for a person, or where we do not know the payment. Such a
    payment that failed later is a difference: here the buyer has the money, there they have not.
    """
    row = _row(gateway, answer.reference)
    if row is None:
        payment = payment_named(gateway, answer.payments)
        if payment is None or payment.order.currency != answer.money.currency:
            _unknown(actor, at, gateway, answer)
            return None
        if _was_ours(payment, gateway, answer, actor, at):
            return None
        row = _taken_down(payment, gateway, answer, actor, at)
    if answer.outcome == Outcome.REFUSED and row.reversed_at is None:
        outflow.give_back(
            row, row.amount_minor - row.beyond_minor, subject=outflow.ELSEWHERE, account=f"gateway:{gateway}", at=at
        )
        row.reversed_at = at
        events.record(row, "refunds.elsewhere.reversed", actor=actor, at=at, facts=_facts(row))
        row.save()
    return row


def _row(gateway: str, reference: str) -> RefundElsewhere | None:
    rows = RefundElsewhere.objects.filter(gateway=gateway, reference=reference)
    named = rows.values_list("pk", "payment_id").first()
    if named is None:
        return None
    outflow.lock_among_waiting(named[1], named[0])
    return rows.get()


def _taken_down(payment: Payment, gateway: str, answer: GatewayAnswer, actor: Actor, at: datetime) -> RefundElsewhere:
    row = RefundElsewhere(
        id=new_id(), shop_id=actor.shop_id, order_id=payment.order_id, payment=payment, gateway=gateway,
        reference=answer.reference, amount_minor=answer.money.minor, currency=answer.money.currency,
        happened_at=answer.at, found_at=at,
    )  # fmt: skip
    if answer.outcome == Outcome.REFUSED:
        # News of its end came first: what is told of it later counts nothing any more.
        row.reversed_at = at
    else:
        outflow.take(row, answer.money, subject=outflow.ELSEWHERE, account=f"gateway:{gateway}", at=at)
    events.record(row, "refunds.elsewhere.recorded", actor=actor, at=at, facts=_facts(row))
    row.save(force_insert=True)
    if row.beyond_minor:
        record_discrepancy(
            actor=actor, at=at, gateway=gateway, kind=Discrepancy.Kind.PAID_TWICE, key=answer.reference,
            currency=row.currency, ours_minor=row.amount_minor - row.beyond_minor, theirs_minor=row.amount_minor,
            gateway_reference=answer.reference,
        )  # fmt: skip
    return row


def _was_ours(payment: Payment, gateway: str, answer: GatewayAnswer, actor: Actor, at: datetime) -> bool:
    """Whether it is the payment of a refund that waits here, by payment and sum: then that one has been paid."""
    named = Refund.objects.filter(payment=payment, gateway=gateway, gateway_reference=answer.reference)
    settled = named.filter(state="succeeded").first()
    if settled is not None and answer.outcome == Outcome.REFUSED:
        record_discrepancy(
            actor=actor, at=at, gateway=gateway, kind=Discrepancy.Kind.FAILED_AFTER_PAYMENT, key=settled.key,
            refund=settled, currency=settled.currency, ours_minor=settled.paid_minor, theirs_minor=answer.money.minor,
            gateway_reference=answer.reference,
        )  # fmt: skip
    if settled is not None:
        return True
    if answer.outcome == Outcome.REFUSED:
        return False
    rows = Refund.objects.filter(
        payment=payment, gateway=gateway, state__in=WAITS, outcome_open=False, amount_minor=answer.money.minor
    )
    for refund in lock_rows(rows)[:1]:
        if refund.state in WAITS and not refund.outcome_open:
            paid: dict[str, Any] = {"paid_minor": answer.money.minor, "reference": answer.reference, "reason": ""}
            verb_of(REFUND, "succeed")(refund=refund, actor=actor, at=at, **paid)
            return True
    return False


def _unknown(actor: Actor, at: datetime, gateway: str, answer: GatewayAnswer) -> None:
    if answer.outcome != Outcome.REFUSED:
        record_discrepancy(
            actor=actor, at=at, gateway=gateway, kind=Discrepancy.Kind.MISSING_HERE,
            key=answer.key or answer.reference, currency=answer.money.currency, ours_minor=0,
            theirs_minor=answer.money.minor, gateway_reference=answer.reference,
        )  # fmt: skip


def _facts(row: RefundElsewhere) -> dict[str, UUID | str | int]:
    return {
        "order": row.order_id,
        "payment": row.payment_id,
        "gateway": row.gateway,
        "reference": row.reference,
        "amount_minor": row.amount_minor,
        "beyond_minor": row.beyond_minor,
        "currency": row.currency,
    }
