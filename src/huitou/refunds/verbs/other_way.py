"""Money that leaves by another way than it came: one person asks for it, another one allows it, then it is paid.

Without this a stolen session could turn any refund into a transfer to its own account.
"""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.second_person import second_look
from huitou.refunds.verbs.fail import OutcomeOpen
from huitou.refunds.verbs.succeed import checked_reason


@verb(REFUND, "ask_other_way")
def ask_other_way(
    *, refund: Refund, actor: Actor, at: datetime, reason: str, looked_at_provider: bool = False
) -> dict[str, Any]:
    """Say why it cannot go back the way it came, and how it is to be paid instead. Nothing is paid yet.

    Raises ReasonMissing; OutcomeOpen unless it is certain, or was looked up, that nothing was paid.
    """
    reason = checked_reason(reason)
    if refund.outcome_open and not looked_at_provider:
        raise OutcomeOpen()
    refund.note = reason
    refund.other_way_by = actor.id
    return _told(refund)


@verb(REFUND, "allow_other_way")
def allow_other_way(*, refund: Refund, actor: Actor, at: datetime) -> dict[str, Any]:
    """Agree; from now on it is paid by hand and recorded with its voucher. Raises PersonNeeded, SecondPersonNeeded."""
    alone = second_look(actor, refund.other_way_by)
    refund.confirmed_by = actor.id
    refund.outcome_open = False
    return {**_told(refund), "alone": alone}


@verb(REFUND, "decline_other_way")
def decline_other_way(*, refund: Refund, actor: Actor, at: datetime, reason: str) -> dict[str, Any]:
    """Keep to the way it came; the refund needs a person again. Raises ReasonMissing."""
    refund.note = checked_reason(reason)
    asked_by, refund.other_way_by = refund.other_way_by, ""
    return {**_told(refund), "asked_by": asked_by}


def _told(refund: Refund) -> dict[str, Any]:
    return {
        "order": refund.order_id,
        "cause": refund.cause_id,
        "amount_minor": refund.amount_minor,
        "currency": refund.currency,
        "asked_by": refund.other_way_by,
    }
