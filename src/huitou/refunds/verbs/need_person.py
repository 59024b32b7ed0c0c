"""A refund that does not go on by itself: somebody of the shop is needed, then the last instance, then it reminds."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.waiting_mails import plan_mail


@verb(REFUND, "need_person")
def need_person(
    *,
    refund: Refund,
    actor: Actor,
    at: datetime,
    failure_code: str,
    reference: str = "",
    surely_unpaid: bool = False,
) -> dict[str, Any]:
    """Stop and wait for a person. The money stays set aside. `surely_unpaid`: the gateway did not pay."""
    refund.failure_code = failure_code
    refund.gateway_reference = reference or refund.gateway_reference
    refund.outcome_open = refund.outcome_open and not surely_unpaid
    refund.retry_wanted = False
    return _told(refund)


@verb(REFUND, "escalate")
def escalate(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Bring in the last instance; also what silence of the shop does."""
    return _told(refund)


@verb(REFUND, "remind")
def remind(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Tell the last instance again; money that is owed never lapses."""
    plan_mail(refund, actor, at)
    return _told(refund)


def _told(refund: Refund) -> dict[str, Any]:
    return {
        "order": refund.order_id,
        "cause": refund.cause_id,
        "failure_code": refund.failure_code,
        "outcome_open": refund.outcome_open,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
    }
