"""The decision after each thing that a gateway can say, in each state: a table, checked whole."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest

from huitou.core.money import Money
from huitou.refunds.decide import decide
from huitou.refunds.gateways.protocol import (
    AnswerLost,
    Capabilities,
    GatewayAnswer,
    Misconfigured,
    Outcome,
    Permanent,
    Retryable,
)
from huitou.refunds.machine import MOST_ASKS, MOST_CALLS, MOST_CONFIRMATIONS, REFUND

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
CAN = Capabilities(finds_by_key=True, lists=True)


@dataclass
class Seen:
    state: str
    attempts: int = 1
    asks: int = 0
    outcome_open: bool = True
    retry_wanted: bool = False
    called_at: datetime | None = NOW - timedelta(hours=1)
    money: Money = field(default_factory=lambda: Money(967, "EUR"))


def answer(outcome: Outcome, minor: int = 967) -> GatewayAnswer:
    return GatewayAnswer("key", outcome, "ref", Money(minor, "EUR"), NOW, "card_closed" if outcome == "refused" else "")


PAID, ACCEPTED, BY_HAND, REFUSED = (answer(outcome) for outcome in Outcome)

TABLE = [
    (Seen("calling"), PAID, "succeed"),
    (Seen("unknown"), PAID, "succeed"),
    (Seen("accepted"), PAID, "succeed"),
    (Seen("reserved"), PAID, "succeed"),
    (Seen("needs_person"), PAID, "succeed"),
    (Seen("escalated"), PAID, "succeed"),
    (Seen("succeeded"), PAID, None),
    (Seen("failed"), PAID, None),
    (Seen("by_hand"), PAID, "succeed"),
    (Seen("other_way"), PAID, "succeed"),
    (Seen("to_confirm"), PAID, None),
    (Seen("by_hand"), answer(Outcome.PAID, 900), None),
    (Seen("calling"), answer(Outcome.PAID, 900), "need_person"),
    (Seen("needs_person"), answer(Outcome.PAID, 900), None),
    (Seen("calling"), ACCEPTED, "accept"),
    (Seen("unknown"), ACCEPTED, "accept"),
    (Seen("accepted"), ACCEPTED, None),
    (Seen("accepted", asks=MOST_CONFIRMATIONS), ACCEPTED, "need_person"),
    (Seen("calling"), BY_HAND, "hand_to_shop"),
    (Seen("unknown"), BY_HAND, "hand_to_shop"),
    (Seen("by_hand"), BY_HAND, None),
    (Seen("unknown"), REFUSED, "need_person"),
    (Seen("accepted"), REFUSED, "need_person"),
    (Seen("unknown", retry_wanted=True), REFUSED, "queue_again"),
    (Seen("unknown"), None, "queue_again"),
    (Seen("unknown", called_at=NOW - timedelta(minutes=9)), None, None),
    (Seen("unknown", called_at=NOW - timedelta(minutes=9), outcome_open=False), None, "queue_again"),
    (Seen("unknown", attempts=MOST_CALLS), None, "need_person"),
    (Seen("accepted"), None, "need_person"),
    (Seen("calling"), None, None),
    (Seen("calling"), Retryable("unreachable"), "queue_again"),
    (Seen("calling", attempts=MOST_CALLS), Retryable("unreachable"), "need_person"),
    (Seen("unknown"), Retryable("unreachable"), None),
    (Seen("unknown", asks=MOST_ASKS), Retryable("unreachable"), "need_person"),
    (Seen("calling"), AnswerLost("time_out"), "become_unknown"),
    (Seen("unknown"), AnswerLost("time_out"), None),
    (Seen("calling"), Permanent("card_closed"), "need_person"),
    (Seen("calling"), Misconfigured("unauthorised"), "need_person"),
    (Seen("accepted"), Misconfigured("unauthorised"), "need_person"),
]


@pytest.mark.parametrize(("seen", "said", "action"), TABLE)
def test_the_next_step(seen, said, action) -> None:
    following = decide(seen, said, capabilities=CAN, at=NOW)
    assert (following.action if following else None) == action


def test_every_decision_is_a_step_of_the_machine() -> None:
    steps = {(step.state, step.action) for step in REFUND.steps if step.who == "gateway"}
    assert {(seen.state, action) for seen, _, action in TABLE if action} <= steps


@pytest.mark.parametrize("said", [AnswerLost("time_out"), Misconfigured("unauthorised"), answer(Outcome.PAID, 900)])
def test_not_knowing_is_never_taken_for_not_paid(said) -> None:
    following = decide(Seen("unknown", asks=MOST_ASKS), said, capabilities=CAN, at=NOW)
    assert following is not None
    assert following.action == "need_person"
    assert not following.inputs.get("surely_unpaid", False)


def test_a_gateway_that_repeats_its_refusals_is_not_called_again() -> None:
    once = Capabilities(finds_by_key=True, lists=True, retries_refused=False)
    following = decide(Seen("unknown", retry_wanted=True), REFUSED, capabilities=once, at=NOW)
    assert following is not None
    assert (following.action, following.inputs["failure_code"]) == ("need_person", "card_closed")
