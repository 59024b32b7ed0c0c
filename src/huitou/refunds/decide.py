"""What a refund does next when its gateway has spoken, or has not: one pure function, without database or clock.

Called by `verbs.settle` under the refund's lock. It must never turn "nobody knows" into "not paid".
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

from huitou.core.money import Money
from huitou.refunds.gateways.protocol import (
    Capabilities,
    GatewayAnswer,
    GatewayError,
    Misconfigured,
    Outcome,
    Permanent,
    Retryable,
)
from huitou.refunds.machine import MOST_ASKS, MOST_CALLS, MOST_CONFIRMATIONS

# A call that nobody saw the end of may still be under way: "I know nothing of it" counts only after this long.
NOT_THERE_COUNTS_AFTER = timedelta(minutes=10)

Said = GatewayAnswer | GatewayError | None
OPEN = ("reserved", "calling", "accepted", "unknown", "by_hand", "needs_person", "other_way", "escalated")
# A person is at it: another sum than asked for is only written down, as a difference.
WITH_PEOPLE = ("by_hand", "needs_person", "other_way", "escalated")


class RefundView(Protocol):
    """What the decision needs to know of a refund."""

    state: str
    attempts: int
    asks: int
    outcome_open: bool
    retry_wanted: bool
    called_at: datetime | None

    @property
    def money(self) -> Money: ...


@dataclass(frozen=True, slots=True)
class Next:
    """A step of the machine and what it is told."""

    action: str
    inputs: dict[str, Any] = field(default_factory=dict)


def decide(refund: RefundView, said: Said, *, capabilities: Capabilities, at: datetime) -> Next | None:
    """The next step, or None to go on waiting. `said` is None when the gateway, asked, knows nothing of the key."""
    if refund.state not in OPEN:
        return None
    if isinstance(said, GatewayError):
        return _after_failure(refund, said)
    if said is None:
        return _nothing_there(refund, at)
    if said.outcome == Outcome.PAID:
        return _paid(refund, said)
    if said.outcome == Outcome.REFUSED:
        return _refused(refund, said, capabilities)
    return _promised(refund, said)


def _paid(refund: RefundView, said: GatewayAnswer) -> Next | None:
    if said.money == refund.money:
        return Next("succeed", {"paid_minor": said.money.minor, "reference": said.reference, "reason": ""})
    if refund.state in WITH_PEOPLE:
        return None
    return Next("need_person", {"failure_code": "amount_differs", "reference": said.reference})


def _promised(refund: RefundView, said: GatewayAnswer) -> Next | None:
    if said.outcome == Outcome.ACCEPTED and refund.state == "accepted" and refund.asks >= MOST_CONFIRMATIONS:
        return Next("need_person", {"failure_code": "not_confirmed", "reference": said.reference})
    if refund.state not in ("calling", "unknown"):
        return None
    action = "hand_to_shop" if said.outcome == Outcome.BY_HAND else "accept"
    return Next(action, {"reference": said.reference})


def _refused(refund: RefundView, said: GatewayAnswer, capabilities: Capabilities) -> Next | None:
    if refund.state not in ("calling", "accepted", "unknown"):
        return None
    if refund.state == "unknown" and refund.retry_wanted and capabilities.retries_refused:
        return Next("queue_again", {"failure_code": said.failure_code})
    return Next("need_person", {"failure_code": said.failure_code or "refused", "surely_unpaid": True})


def _nothing_there(refund: RefundView, at: datetime) -> Next | None:
    if refund.state == "accepted":
        return Next("need_person", {"failure_code": "forgotten"})
    if refund.state != "unknown":
        return None
    early = refund.called_at is not None and at - refund.called_at < NOT_THERE_COUNTS_AFTER
    if refund.outcome_open and early:
        return None
    if refund.attempts >= MOST_CALLS:
        return Next("need_person", {"failure_code": "not_received", "surely_unpaid": True})
    return Next("queue_again", {"failure_code": "not_received"})


def _after_failure(refund: RefundView, said: GatewayError) -> Next | None:
    code = said.failure_code
    if refund.state == "calling":
        if isinstance(said, Permanent | Misconfigured):
            return Next("need_person", {"failure_code": code, "surely_unpaid": True})
        if isinstance(said, Retryable):
            if refund.attempts >= MOST_CALLS:
                return Next("need_person", {"failure_code": code, "surely_unpaid": True})
            return Next("queue_again", {"failure_code": code})
        return Next("become_unknown", {"failure_code": code})
    if refund.state not in ("unknown", "accepted"):
        return None
    if isinstance(said, Permanent | Misconfigured) or refund.asks >= MOST_ASKS:
        return Next("need_person", {"failure_code": code})
    return None
