"""Give a refund up: for certain not paid, and not to be paid this way."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.verbs import verb
from huitou.refunds import booking, outflow
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.verbs.succeed import checked_reason


class OutcomeOpen(HuitouError):
    """Perhaps the gateway has paid, and nobody has looked."""

    code = "outcome_open"
    message = _("The payment provider may have paid. Look into its console first, then confirm that nothing was paid.")


@verb(REFUND, "fail")
def fail(
    *, refund: Refund, actor: Actor, at: datetime, reason: str, looked_at_provider: bool = False
) -> dict[str, Any]:
    """End the refund as not paid; the amount is free on the payment again. The cause decides what comes instead.

    Raises ReasonMissing; OutcomeOpen unless the outcome is known or the person has looked at the provider's.
    """
    reason = checked_reason(reason)
    if refund.outcome_open and not looked_at_provider:
        raise OutcomeOpen()
    refund.note = reason
    return _released(refund, at)


@verb(REFUND, "fall_away")
def fall_away(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Its money left without us, so it is not called any more; the cause asks for what is still missing."""
    refund.failure_code = "paid_elsewhere"
    return _released(refund, at)


def _released(refund: Refund, at: datetime) -> dict[str, Any]:
    beyond = outflow.lock_what_waits(refund.payment_id)
    booking.book_released(refund, at)
    outflow.count_what_waits(beyond, at)
    refund.settled_at = at
    refund.outcome_open = False
    return {
        "order": refund.order_id,
        "payment": refund.payment_id,
        "cause": refund.cause_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "failure_code": refund.failure_code,
    }
