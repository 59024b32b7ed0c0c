"""The machine of a claim on a carrier: pure data. Found, drafted, filed, answered, paid or written off.

Filing has a last day, which carrier, law or the shop sets; before it silence warns, after it a claim may still be filed
for a month. Where the shop itself does nothing it is reminded three times, then its claim is written off.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days

MERCHANT, CARRIER, SYSTEM = Role.MERCHANT, Role.CARRIER, Role.SYSTEM
WORKS, SETTLES = "parcels.record", "insurance.settle"
# So long before the last day the claim stands in the queue.
WARNED_DAYS = 7
MOST_APPEALS = 3
# Of a claim that nobody of the shop moves; the last one says that it is the last.
MOST_REMINDERS = 3

has_loss = Guard("has_loss", lambda claim: claim.loss_minor > 0)
may_appeal = Guard("may_appeal", lambda claim: claim.appeals < MOST_APPEALS)
reminded_enough = Guard("reminded_enough", lambda claim: claim.reminders > MOST_REMINDERS)
was_lost = Guard("was_lost", lambda claim: claim.what == "lost")


def _of_the_shop(state: str) -> tuple[Step, ...]:
    """The shop can file, mend the draft or let it be."""
    return (
        Step(state, MERCHANT, "file", to="filed", when=has_loss, permission=WORKS),
        Step(state, MERCHANT, "correct", to=state, permission=WORKS),
    )


def _told(state: str) -> tuple[Step, ...]:
    """What the carrier can say: by itself, or written down by the shop."""
    return tuple(
        Step(state, who, action, to=to, permission=WORKS if who == MERCHANT else "")
        for who in (MERCHANT, CARRIER)
        for action, to in (
            ("note_question", "asked"),
            ("note_offer", "offered"),
            ("note_acceptance", "accepted"),
            ("note_refusal", "refused"),
        )
    )


def _paid(state: str) -> tuple[Step, ...]:
    return (Step(state, MERCHANT, "record_payment", to="paid", effects=("book",), permission=SETTLES),)


def _ends(state: str) -> tuple[Step, ...]:
    """A person may let it go; a lost parcel may turn up."""
    return (
        Step(state, MERCHANT, "write_off", to="written_off", permission=SETTLES),
        Step(state, SYSTEM, "turn_up", to="turned_up", when=was_lost),
    )


def _reminded(state: str) -> tuple[Step, ...]:
    """The shop is told again, and at last the claim is let go."""
    return (
        Step(state, SYSTEM, "remind", to="written_off", lands=reminded_enough),
        Step(state, SYSTEM, "remind", to=state, effects=("tell again",)),
    )


CARRIER_CLAIM = Machine(
    "carrier_claim",
    # Opened by itself or by hand: the pack is ready, the shop files it.
    Waiting("draft", on=MERCHANT, for_=days(7, "claim_draft"), then="warn"),
    Step("draft", SYSTEM, "warn", to="due", effects=("tell",)),
    *_of_the_shop("draft"),
    *_ends("draft"),
    Waiting("due", on=MERCHANT, for_=days(WARNED_DAYS, "claim_due"), then="miss"),
    Step("due", SYSTEM, "miss", to="overdue", effects=("tell",)),
    *_of_the_shop("due"),
    *_ends("due"),
    # The last day is over: some carriers take it all the same.
    Waiting("overdue", on=MERCHANT, for_=days(30, "claim_overdue"), then="write_off"),
    *_of_the_shop("overdue"),
    *_ends("overdue"),
    # The carrier has it.
    Waiting("filed", on=CARRIER, for_=days(14, "claim_carrier_answers"), then="chase"),
    Step("filed", SYSTEM, "chase", to="unanswered", effects=("tell",)),
    *_told("filed"),
    *_paid("filed"),
    *_ends("filed"),
    Waiting("unanswered", on=MERCHANT, for_=days(7, "claim_reminded"), then="remind"),
    *_reminded("unanswered"),
    Step("unanswered", MERCHANT, "ask_carrier", to="filed", permission=WORKS),
    *_told("unanswered"),
    *_paid("unanswered"),
    *_ends("unanswered"),
    # It wants to know more, or offers less than the loss.
    Waiting("asked", on=MERCHANT, for_=days(5, "claim_question"), then="remind"),
    *_reminded("asked"),
    Step("asked", MERCHANT, "answer_carrier", to="filed", permission=WORKS),
    *_told("asked"),
    *_ends("asked"),
    Waiting("offered", on=MERCHANT, for_=days(7, "claim_offer"), then="remind"),
    *_reminded("offered"),
    Step("offered", MERCHANT, "accept_offer", to="accepted", permission=SETTLES),
    Step("offered", MERCHANT, "appeal", to="appealed", when=may_appeal, permission=WORKS),
    *_paid("offered"),
    *_ends("offered"),
    # Agreed, and to be paid.
    Waiting("accepted", on=CARRIER, for_=days(30, "claim_carrier_pays"), then="chase"),
    Step("accepted", SYSTEM, "chase", to="unpaid", effects=("tell",)),
    Step("accepted", CARRIER, "note_refusal", to="refused"),
    Step("accepted", MERCHANT, "note_refusal", to="refused", permission=WORKS),
    *_paid("accepted"),
    *_ends("accepted"),
    Waiting("unpaid", on=MERCHANT, for_=days(7, "claim_reminded"), then="remind"),
    *_reminded("unpaid"),
    Step("unpaid", MERCHANT, "ask_carrier", to="accepted", permission=WORKS),
    Step("unpaid", MERCHANT, "note_refusal", to="refused", permission=WORKS),
    *_paid("unpaid"),
    *_ends("unpaid"),
    # Refused: appealed, or let go.
    Waiting("refused", on=MERCHANT, for_=days(30, "claim_appeal"), then="write_off"),
    Step("refused", MERCHANT, "appeal", to="appealed", when=may_appeal, permission=WORKS),
    *_ends("refused"),
    Waiting("appealed", on=CARRIER, for_=days(30, "claim_appeal_answered"), then="chase"),
    Step("appealed", SYSTEM, "chase", to="unanswered", effects=("tell",)),
    *_told("appealed"),
    *_paid("appealed"),
    *_ends("appealed"),
    Final("paid"),
    Final("written_off"),
    Final("turned_up"),
    initial=("draft",),
)
# Where somebody of the shop has something to do before a day.
OF_THE_SHOP = ("due", "overdue", "unanswered", "asked", "offered", "unpaid", "refused")
OPEN = tuple(state for state in CARRIER_CLAIM.states if state not in CARRIER_CLAIM.finals)
