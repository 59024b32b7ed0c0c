"""A person settles a refund that the machine could not: paid, paid another way, or not paid; with the reason."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.refunds.access import access_refund
from huitou.refunds.models import Refund
from huitou.refunds.verbs.fail import fail
from huitou.refunds.verbs.succeed import succeed


class Resolution(StrEnum):
    """What the person found or did."""

    PAID = "paid"  # the provider has paid, seen in its console
    PAID_OTHERWISE = "paid_otherwise"  # by bank transfer or cash
    NOT_PAID = "not_paid"  # nothing was paid, and nothing will be this way


@verb
def resolve(
    *,
    actor: Actor,
    at: datetime,
    refund: Refund | UUID | str,
    resolution: Resolution,
    reason: str,
    paid_minor: int | None = None,
    reference: str = "",
    looked_at_provider: bool = False,
) -> Refund:
    """End the refund as the person says. Goes through the machine's `succeed` and `fail`.

    Raises NotTheirTurn, Forbidden, ReasonMissing, PaidAmountInvalid, OutcomeOpen.
    """
    found = access_refund(actor, refund)
    settled: Refund
    if resolution == Resolution.NOT_PAID:
        settled = fail(actor=actor, at=at, refund=found, reason=reason, looked_at_provider=looked_at_provider)
    else:
        otherwise = resolution == Resolution.PAID_OTHERWISE
        settled = succeed(
            actor=actor,
            at=at,
            refund=found,
            reason=reason,
            paid_minor=paid_minor,
            reference=reference,
            otherwise=otherwise,
        )
    return settled
