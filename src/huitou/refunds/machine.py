"""The machine of a refund: pure data. One refund is one amount, out of one payment, under one key, for ever.

Read by verbs, buttons, the sweep, the diagrams and the proof. Money that is owed never lapses: silence asks again or
brings in somebody else, it never ends a refund.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, hours, minutes, workdays

# After so many calls without a clear answer, questions without one, and confirmations that did not come, a person
# looks at it.
MOST_CALLS = 6
MOST_ASKS = 10
MOST_CONFIRMATIONS = 14

MERCHANT, PLATFORM, GATEWAY, SYSTEM = Role.MERCHANT, Role.PLATFORM, Role.GATEWAY, Role.SYSTEM

# Above the shop's limit, and nobody has looked a second time: then it is confirmed, not tried again.
UNCONFIRMED = Guard("not confirmed", lambda refund: refund.confirm_needed and not refund.confirmed_by)
CONFIRMED = Guard("confirmed", lambda refund: not UNCONFIRMED.test(refund))
# Stopped by a chargeback before it was called: it goes on by itself when the bank has left the money with the shop.
FROZEN = Guard("frozen", lambda refund: refund.failure_code == "chargeback_open" and not refund.outcome_open)
UNCALLED = Guard("not called", lambda refund: not refund.outcome_open)


def uncalled(state: str) -> tuple[Step, ...]:
    """Its money left without us before it was called: the cause asks for what is still missing."""
    return (Step(state, GATEWAY, "fall_away", to="failed", when=UNCALLED, effects=("release",)),)


REFUND = Machine(
    "refund",
    # Above the shop's limit: the money is set aside, and nothing goes out before a second person has looked.
    Waiting("to_confirm", on=MERCHANT, for_=workdays(1, "refund_to_confirm"), then="escalate"),
    Step("to_confirm", MERCHANT, "confirm", to="reserved", effects=("call",), permission="refunds.resolve"),
    Step("to_confirm", MERCHANT, "fail", to="failed", effects=("release",), permission="refunds.resolve"),
    Step("to_confirm", PLATFORM, "confirm", to="reserved", effects=("call",), permission="refunds.resolve"),
    Step("to_confirm", MERCHANT, "escalate", to="escalated", permission="refunds.escalate"),
    *uncalled("to_confirm"),
    # The money is set aside; our worker calls the gateway. A job that was lost is started again.
    Waiting("reserved", on=SYSTEM, for_=minutes(10, "refund_call"), then="hurry"),
    Step("reserved", SYSTEM, "hurry", to="reserved", effects=("call again",)),
    Step("reserved", SYSTEM, "call", to="calling"),
    Step("reserved", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("reserved", GATEWAY, "need_person", to="needs_person"),
    *uncalled("reserved"),
    # The call is under way. Whoever made it may have died: then nobody knows, and nobody calls twice.
    Waiting("calling", on=GATEWAY, for_=minutes(5, "refund_answer"), then="become_unknown"),
    Step("calling", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("calling", GATEWAY, "accept", to="accepted"),
    Step("calling", GATEWAY, "hand_to_shop", to="by_hand"),
    Step("calling", GATEWAY, "queue_again", to="reserved"),
    Step("calling", GATEWAY, "need_person", to="needs_person"),
    Step("calling", GATEWAY, "become_unknown", to="unknown"),
    # The gateway has it and pays later.
    Waiting("accepted", on=GATEWAY, for_=hours(1, "refund_confirmation"), then="ask"),
    Step("accepted", SYSTEM, "ask", to="accepted", effects=("ask the gateway",)),
    Step("accepted", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("accepted", GATEWAY, "need_person", to="needs_person"),
    # Perhaps paid. The same key is asked for until there is an answer; no second key is ever made.
    Waiting("unknown", on=GATEWAY, for_=minutes(2, "refund_question"), then="ask"),
    Step("unknown", SYSTEM, "ask", to="unknown", effects=("ask the gateway",)),
    Step("unknown", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("unknown", GATEWAY, "accept", to="accepted"),
    Step("unknown", GATEWAY, "hand_to_shop", to="by_hand"),
    Step("unknown", GATEWAY, "queue_again", to="reserved", effects=("call again",)),
    Step("unknown", GATEWAY, "need_person", to="needs_person"),
    # The shop pays by bank transfer or cash and records it.
    Waiting("by_hand", on=MERCHANT, for_=workdays(2, "refund_by_hand"), then="escalate"),
    Step("by_hand", MERCHANT, "succeed", to="succeeded", effects=("book",), permission="refunds.record"),
    Step("by_hand", MERCHANT, "escalate", to="escalated", permission="refunds.escalate"),
    Step("by_hand", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    # The gateway refused, paid another sum, or never answered.
    Waiting("needs_person", on=MERCHANT, for_=workdays(1, "refund_needs_person"), then="escalate"),
    Step("needs_person", MERCHANT, "retry", to="unknown", effects=("ask the gateway", "call again")),
    Step("needs_person", MERCHANT, "succeed", to="succeeded", effects=("book",), permission="refunds.resolve"),
    Step("needs_person", MERCHANT, "fail", to="failed", effects=("release",), permission="refunds.resolve"),
    Step("needs_person", MERCHANT, "escalate", to="escalated", permission="refunds.escalate"),
    Step("needs_person", MERCHANT, "ask_other_way", to="other_way", permission="refunds.resolve"),
    Step("needs_person", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("needs_person", GATEWAY, "thaw", to="reserved", when=FROZEN, effects=("call",)),
    *uncalled("needs_person"),
    # Money that would leave by another way than it came: one person asks for it, another one allows it.
    Waiting("other_way", on=MERCHANT, for_=workdays(1, "refund_other_way"), then="escalate"),
    Step("other_way", MERCHANT, "allow_other_way", to="by_hand", permission="refunds.resolve"),
    Step("other_way", MERCHANT, "decline_other_way", to="needs_person", permission="refunds.resolve"),
    Step("other_way", MERCHANT, "escalate", to="escalated", permission="refunds.escalate"),
    Step("other_way", PLATFORM, "allow_other_way", to="by_hand", permission="refunds.resolve"),
    Step("other_way", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    # The last instance: the platform, or the owner of a shop that stands alone. Reminded every working day.
    Waiting("escalated", on=PLATFORM, for_=workdays(1, "refund_escalated"), then="remind"),
    Step("escalated", SYSTEM, "remind", to="escalated", effects=("tell again",)),
    Step(
        "escalated",
        PLATFORM,
        "confirm",
        to="reserved",
        when=UNCONFIRMED,
        effects=("call",),
        permission="refunds.resolve",
    ),
    Step("escalated", PLATFORM, "retry", to="unknown", when=CONFIRMED, effects=("ask the gateway", "call again")),
    Step("escalated", PLATFORM, "succeed", to="succeeded", effects=("book",), permission="refunds.resolve"),
    Step("escalated", PLATFORM, "fail", to="failed", effects=("release",), permission="refunds.resolve"),
    Step("escalated", MERCHANT, "ask_other_way", to="other_way", permission="refunds.resolve"),
    Step(
        "escalated",
        MERCHANT,
        "confirm",
        to="reserved",
        when=UNCONFIRMED,
        effects=("call",),
        permission="refunds.resolve",
    ),
    Step("escalated", MERCHANT, "retry", to="unknown", when=CONFIRMED, effects=("ask the gateway", "call again")),
    Step("escalated", MERCHANT, "succeed", to="succeeded", effects=("book",), permission="refunds.resolve"),
    Step("escalated", MERCHANT, "fail", to="failed", effects=("release",), permission="refunds.resolve"),
    Step("escalated", GATEWAY, "succeed", to="succeeded", effects=("book",)),
    Step("escalated", GATEWAY, "thaw", to="reserved", when=FROZEN, effects=("call",)),
    *uncalled("escalated"),
    Final("succeeded"),
    Final("failed"),
    initial=("reserved", "to_confirm"),
)
