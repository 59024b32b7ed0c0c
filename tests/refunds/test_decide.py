"""The decision after each thing that a gateway can say, in each state: a table, checked whole."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from huitou.core.money import Money
from huitou.refunds.decide import NOT_THERE_COUNTS_AFTER, decide
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
    # The last that still waits, and what people have in their hands.
    (Seen("accepted", asks=MOST_CONFIRMATIONS - 1), ACCEPTED, None),
    (Seen("unknown", asks=MOST_CONFIRMATIONS), ACCEPTED, "accept"),
    (Seen("accepted", asks=MOST_CONFIRMATIONS), BY_HAND, None),
    (Seen("calling"), REFUSED, "need_person"),
    (Seen("calling", retry_wanted=True), REFUSED, "need_person"),
    *((Seen(state), REFUSED, None) for state in ("reserved", "by_hand", "needs_person", "other_way", "escalated")),
    *((Seen(state), ACCEPTED, None) for state in ("reserved", "by_hand", "needs_person", "other_way", "escalated")),
    *((Seen(state), answer(Outcome.PAID, 900), None) for state in ("other_way", "escalated")),
    *((Seen(state), answer(Outcome.PAID, 968), "need_person") for state in ("reserved", "unknown", "accepted")),
    (Seen("unknown", called_at=NOW - NOT_THERE_COUNTS_AFTER), None, "queue_again"),
    (Seen("unknown", called_at=NOW - NOT_THERE_COUNTS_AFTER + timedelta(seconds=1)), None, None),
    (Seen("unknown", called_at=None), None, "queue_again"),
    (Seen("unknown", attempts=MOST_CALLS - 1), None, "queue_again"),
    *((Seen(state), None, None) for state in ("reserved", "by_hand", "needs_person", "other_way", "escalated")),
    (Seen("calling", attempts=MOST_CALLS - 1), Retryable("unreachable"), "queue_again"),
    (Seen("accepted", asks=MOST_ASKS), Retryable("unreachable"), "need_person"),
    (Seen("accepted", asks=MOST_ASKS - 1), AnswerLost("time_out"), None),
    (Seen("unknown"), Permanent("card_closed"), "need_person"),
    *((Seen(state, asks=MOST_ASKS), Permanent("x"), None) for state in ("reserved", "by_hand", "needs_person")),
]


@pytest.mark.parametrize(("seen", "said", "action"), TABLE)
def test_the_next_step(seen, said, action) -> None:
    following = decide(seen, said, capabilities=CAN, at=NOW)
    assert (following.action if following else None) == action


SURELY = {"surely_unpaid": True}
DIFFERENT = GatewayAnswer("key", Outcome.PAID, "ref", Money(967, "CNY"), NOW)


@pytest.mark.parametrize(
    ("seen", "said", "inputs"),
    [
        (Seen("calling"), PAID, {"paid_minor": 967, "reference": "ref", "reason": ""}),
        (Seen("calling"), DIFFERENT, {"failure_code": "amount_differs", "reference": "ref"}),
        (Seen("accepted", asks=MOST_CONFIRMATIONS), ACCEPTED, {"failure_code": "not_confirmed", "reference": "ref"}),
        (Seen("calling"), BY_HAND, {"reference": "ref"}),
        (Seen("unknown"), REFUSED, {"failure_code": "card_closed", **SURELY}),
        (Seen("unknown"), replace(REFUSED, failure_code=""), {"failure_code": "refused", **SURELY}),
        (Seen("unknown", retry_wanted=True), REFUSED, {"failure_code": "card_closed"}),
        (Seen("accepted"), None, {"failure_code": "forgotten"}),
        (Seen("unknown"), None, {"failure_code": "not_received"}),
        (Seen("unknown", attempts=MOST_CALLS), None, {"failure_code": "not_received", **SURELY}),
        (Seen("calling"), Permanent("card_closed"), {"failure_code": "card_closed", **SURELY}),
        (Seen("calling", attempts=MOST_CALLS), Retryable("busy"), {"failure_code": "busy", **SURELY}),
        (Seen("calling"), AnswerLost("time_out"), {"failure_code": "time_out"}),
        (Seen("unknown"), Permanent("card_closed"), {"failure_code": "card_closed"}),
        (Seen("unknown", asks=MOST_ASKS), Retryable("busy"), {"failure_code": "busy"}),
    ],
)
def test_only_what_is_certain_is_said_to_be_unpaid(seen, said, inputs) -> None:
    following = decide(seen, said, capabilities=CAN, at=NOW)
    assert following is not None
    assert following.inputs == inputs


def test_patience_is_as_it_was_agreed() -> None:
    assert (MOST_CALLS, MOST_ASKS, MOST_CONFIRMATIONS) == (6, 10, 14)
    assert timedelta(minutes=10) == NOT_THERE_COUNTS_AFTER


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
