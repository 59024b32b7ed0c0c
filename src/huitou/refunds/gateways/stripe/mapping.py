"""Stripe's objects in our words. Pure: no call, no database. Sums follow Stripe's own list of currency decimals."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from huitou.core.money import Money, exponent
from huitou.refunds.gateways.notices import ChargebackNews, Stage
from huitou.refunds.gateways.protocol import GatewayAnswer, Outcome, Permanent
from huitou.refunds.gateways.sums import whole

KEY, REFERENCE, SUM = "huitou_key", "huitou_refund", "huitou_sum"
WHOLE = frozenset("BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF".split())
THOUSANDTHS = frozenset("BHD JOD KWD OMR TND".split())
OUTCOMES = {
    "succeeded": Outcome.PAID,
    "pending": Outcome.ACCEPTED,
    "requires_action": Outcome.ACCEPTED,
    "failed": Outcome.REFUSED,
    "canceled": Outcome.REFUSED,
}
STAGES = {
    "warning_needs_response": Stage.INQUIRY,
    "warning_under_review": Stage.SENT,
    "warning_closed": Stage.CLOSED,
    "needs_response": Stage.OPEN,
    "under_review": Stage.SENT,
    "won": Stage.WON,
    "lost": Stage.LOST,
    "prevented": Stage.CLOSED,
}
# Stripe's codes where we have a word of our own; any other is kept as it is.
FAILURES = {
    "charge_already_refunded": "already_refunded",
    "charge_disputed": "chargeback_open",
    "amount_too_large": "above_captured",
    "resource_missing": "payment_unknown",
    "expired_or_canceled_card": "card_closed",
    "lost_or_stolen_card": "card_closed",
    "insufficient_funds": "balance_too_low",
    "balance_insufficient": "balance_too_low",
    "declined": "refused",
}


def decimals(currency: str) -> int:
    """How many decimals Stripe counts in."""
    return 0 if currency in WHOLE else 3 if currency in THOUSANDTHS else 2


def to_stripe(money: Money) -> int:
    """Our minor units as Stripe's. Raises Permanent for a sum that it has no unit for."""
    more = decimals(money.currency) - exponent(money.currency)
    amount: int = money.minor * 10 ** max(more, 0)
    if more < 0:
        amount, rest = divmod(money.minor, 10**-more)
        if rest:
            raise Permanent("amount_invalid", "no such unit of this currency")
    # Three decimals are taken, but the last one must be zero.
    if money.currency in THOUSANDTHS and amount % 10:
        raise Permanent("amount_invalid", "the last decimal must be zero")
    return amount


def from_stripe(amount: int, currency: str) -> Money:
    """Stripe's units as ours."""
    code = currency.upper()
    less = decimals(code) - exponent(code)
    return Money(amount // 10**less if less >= 0 else amount * 10**-less, code)


def answer_of(refund: Mapping[str, Any]) -> GatewayAnswer:
    """A refund object. One that was not made by us has no key. Raises AnswerLost for a sum that is not whole."""
    outcome = OUTCOMES.get(str(refund["status"]), Outcome.ACCEPTED)  # a word that we do not know yet: asked again
    reason = str(refund.get("failure_reason") or "refused")
    names = (refund.get("payment_intent"), refund.get("charge"))
    return GatewayAnswer(
        key=str((refund.get("metadata") or {}).get(KEY, "")),
        outcome=outcome,
        reference=str(refund["id"]),
        money=from_stripe(whole(refund["amount"]), str(refund["currency"])),
        at=moment(refund["created"]),
        failure_code=FAILURES.get(reason, reason)[:60] if outcome == Outcome.REFUSED else "",
        payments=tuple(str(name) for name in names if name),
    )


def chargeback_of(dispute: Mapping[str, Any], at: datetime) -> ChargebackNews:
    """A dispute object as it stood at `at`. The fee is the sum of what its movements cost. Raises as `answer_of`."""
    moves = dispute.get("balance_transactions") or []
    fee = sum(whole(move.get("fee") or 0) for move in moves)
    due = (dispute.get("evidence_details") or {}).get("due_by")
    names = (dispute.get("payment_intent"), dispute.get("charge"))
    currency = str(moves[0]["currency"]) if moves else str(dispute["currency"])
    return ChargebackNews(
        reference=str(dispute["id"]),
        payments=tuple(str(name) for name in names if name),
        money=from_stripe(whole(dispute["amount"]), str(dispute["currency"])),
        # Of a word that we do not know yet only that something is asked: refunds stop, and a person looks.
        stage=STAGES.get(str(dispute["status"]), Stage.INQUIRY),
        at=at,
        reason=str(dispute.get("reason") or ""),
        evidence_due=moment(due) if due else None,
        fee=from_stripe(max(fee, 0), currency) if moves else None,
    )


def moment(seconds: int) -> datetime:
    """Stripe's time."""
    return datetime.fromtimestamp(int(seconds), UTC)


REFUND_FIELDS = (
    "id",
    "object",
    "status",
    "amount",
    "currency",
    "created",
    "failure_reason",
    "payment_intent",
    "charge",
)
DISPUTE_FIELDS = ("id", "object", "status", "amount", "currency", "created", "reason", "payment_intent", "charge")


def kept(thing: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of an event's object: ids, codes and sums; nothing of the buyer, the card or the evidence.

    Raises AnswerLost for a sum that is not whole: what could never be read is not taken in.
    """
    kind = thing.get("object")
    if kind in ("refund", "dispute"):
        whole(thing.get("amount"))
    if kind == "refund":
        metadata = thing.get("metadata") or {}
        found = {name: thing.get(name) for name in REFUND_FIELDS}
        return {**found, "metadata": {KEY: str(metadata[KEY])[:64]} if KEY in metadata else {}}
    if kind == "dispute":
        moves = [
            {name: move.get(name) for name in ("amount", "fee", "currency")}
            for move in thing.get("balance_transactions") or []
        ]
        for move in moves:
            whole(move["fee"] or 0)
        due = (thing.get("evidence_details") or {}).get("due_by")
        found = {name: thing.get(name) for name in DISPUTE_FIELDS}
        return {**found, "balance_transactions": moves, "evidence_details": {"due_by": due}}
    return {"id": thing.get("id"), "object": kind}
