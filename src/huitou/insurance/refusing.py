"""Whether a claim is paid, and how much: one pure function over what is known of the cover and the return.

Called by `verbs.claim`. A reason is a code; `sentences.REFUSALS` says it in the reader's language.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

# In the order in which they are asked: the first that holds is told.
REASONS: Final = (
    "not_in_force", "not_bound", "refused_at_door", "never_handed_over", "not_received", "outside_period",
    "duplicate", "no_freight", "nothing_paid",
)  # fmt: skip
# The buyer pays the carrier at the counter; of the other ways the shop pays, and takes its fee off the refund.
PAID_BY_BUYER = ("own_parcel", "drop_off")


@dataclass(frozen=True, slots=True)
class ClaimFacts:
    """One cover and one return. `way_cost_minor`: what the way costs the buyer by the shop's own fee, None where the
    buyer pays a carrier; `bound`: goods of the covered parcel are among those that came back.
    """

    in_force: bool
    bound: bool
    parcel_state: str
    starts_at: datetime
    ends_at: datetime
    handed_over_at: datetime | None
    received_at: datetime | None
    paid_before: bool
    way: str
    way_cost_minor: int | None
    cover_minor: int


def due(facts: ClaimFacts) -> tuple[int, str]:
    """(minor units to pay, "") or (0, the reason why nothing is paid)."""
    reason = _reason(facts)
    return (0, reason) if reason else (amount_minor(facts), "")


def amount_minor(facts: ClaimFacts) -> int:
    """The cover where the buyer paid a carrier: a fixed sum, no receipt is asked. Else the fee that was taken off."""
    if facts.way_cost_minor is None:
        return facts.cover_minor
    return min(facts.way_cost_minor, facts.cover_minor)


def _reason(facts: ClaimFacts) -> str:
    holds = {
        "not_in_force": not facts.in_force,
        "not_bound": not facts.bound,
        "refused_at_door": facts.parcel_state == "returned",
        "never_handed_over": facts.handed_over_at is None,
        "not_received": facts.received_at is None,
        "outside_period": facts.handed_over_at is not None
        and not facts.starts_at <= facts.handed_over_at < facts.ends_at,
        "duplicate": facts.paid_before,
        "no_freight": facts.way == "store",
        "nothing_paid": amount_minor(facts) <= 0,
    }
    return next((reason for reason in REASONS if holds[reason]), "")
