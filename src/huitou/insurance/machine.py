"""The machine of a claim on return freight insurance: pure data. One cover pays one claim, once.

A claim on the shop's own pool is settled when it is opened; one with an insurer is filed, asked for and answered there.
Money that may be owed never lapses by silence: silence asks again or reminds.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, hours, minutes, workdays

MERCHANT, PLATFORM, INSURER, SYSTEM = Role.MERCHANT, Role.PLATFORM, Role.GATEWAY, Role.SYSTEM
MOST_ASKS = 40
# Mails about a claim that nobody settles; the last one says that it is the last.
MOST_REMINDERS = 5
SETTLES = "insurance.settle"

asked_enough = Guard("asked_enough", lambda claim: claim.asks >= MOST_ASKS)
insured_outside = Guard("insured_outside", lambda claim: claim.insurer != "pool")

FREIGHT_CLAIM = Machine(
    "freight_claim",
    # Our own worker decides, or tells the insurer. A job that was lost is started again.
    Waiting("open", on=SYSTEM, for_=minutes(10, "claim_check"), then="hurry"),
    Step("open", SYSTEM, "hurry", to="open", effects=("work again",)),
    Step("open", SYSTEM, "pay", to="paid", effects=("book",)),
    Step("open", SYSTEM, "refuse", to="refused"),
    Step("open", SYSTEM, "file", to="filed"),
    Step("open", SYSTEM, "pass_on", to="needs_person"),
    # The insurer has it. It answers by a signed notice or when it is asked.
    Waiting("filed", on=INSURER, for_=hours(6, "insurer_answers"), then="ask"),
    Step("filed", SYSTEM, "ask", to="needs_person", lands=asked_enough),
    Step("filed", SYSTEM, "ask", to="filed", effects=("ask the insurer",)),
    Step("filed", INSURER, "pay", to="paid", effects=("book",)),
    Step("filed", INSURER, "refuse", to="refused"),
    Step("filed", SYSTEM, "pass_on", to="needs_person"),
    # The insurer could not be told, or does not answer: a person asks there and writes down what became of it.
    Waiting("needs_person", on=MERCHANT, for_=workdays(2, "claim_needs_person"), then="escalate"),
    Step("needs_person", SYSTEM, "escalate", to="escalated"),
    Step("needs_person", MERCHANT, "file_again", to="open", when=insured_outside, permission=SETTLES),
    Step("needs_person", MERCHANT, "pay", to="paid", effects=("book",), permission=SETTLES),
    Step("needs_person", MERCHANT, "refuse", to="refused", permission=SETTLES),
    Step("needs_person", INSURER, "pay", to="paid", effects=("book",)),
    Step("needs_person", INSURER, "refuse", to="refused"),
    # The last instance: the platform, or the shop that stands alone. Reminded every second
    # working day, by mail a few times; then it is a task that stands on the desk's list and stays there.
    Waiting("escalated", on=PLATFORM, for_=workdays(2, "claim_escalated"), then="remind"),
    Step("escalated", SYSTEM, "remind", to="escalated", effects=("tell again",)),
    Step("escalated", PLATFORM, "pay", to="paid", effects=("book",), permission=SETTLES),
    Step("escalated", PLATFORM, "refuse", to="refused", permission=SETTLES),
    Step("escalated", MERCHANT, "file_again", to="open", when=insured_outside, permission=SETTLES),
    Step("escalated", MERCHANT, "pay", to="paid", effects=("book",), permission=SETTLES),
    Step("escalated", MERCHANT, "refuse", to="refused", permission=SETTLES),
    Step("escalated", INSURER, "pay", to="paid", effects=("book",)),
    Step("escalated", INSURER, "refuse", to="refused"),
    Final("paid"),
    Final("refused"),
    initial=("open",),
)
