"""The law's clock on the money of one case. Pure data; imports no Django model.

It stands beside the case from the moment when goods are asked back or money is owed. While the law lets the shop wait
for the goods, it waits; from then on it runs, and at its end the money is paid without anybody's word. What cannot be
paid by itself (the sides disagree about the goods, a payment is stuck) is escalated until it is.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, workdays

MERCHANT, SYSTEM = Role.MERCHANT, Role.SYSTEM
AGREE = "cases.agree"
# Where the case stands still for other reasons than money, the law's day makes nobody pay by itself.
PAYS_BY_ITSELF = ("awaiting_goods", "refunding", "unpaid")

is_paid = Guard("is_paid", lambda due: due.found == "paid")
fell_away = Guard("fell_away", lambda due: due.found == "gone")
day_is_known = Guard("day_is_known", lambda due: due.found == "known")
payment_begun = Guard("payment_begun", lambda due: due.found == "begun")


def looked(state: str, *, otherwise: str) -> tuple[Step, ...]:
    """The system looks how the case stands; so lost news is never missed for more than a day."""
    return (
        Step(state, SYSTEM, "look", to="paid", lands=is_paid),
        Step(state, SYSTEM, "look", to="fell_away", lands=fell_away),
        Step(state, SYSTEM, "look", to=otherwise),
    )


def paid_now(who: Role) -> tuple[Step, ...]:
    """The day has come, or the shop does not wait for it."""
    return (
        Step("running", who, "pay_in_time", to="paid", lands=is_paid, permission=AGREE),
        Step("running", who, "pay_in_time", to="fell_away", lands=fell_away, permission=AGREE),
        Step("running", who, "pay_in_time", to="paying", lands=payment_begun, permission=AGREE),
        Step("running", who, "pay_in_time", to="overdue", permission=AGREE),
    )


MONEY_DUE = Machine(
    "money_due",
    # The law lets the shop wait for the goods, or for the proof that they were sent.
    Waiting("withheld", on=SYSTEM, for_=days(1, "law_looks"), then="look"),
    Step("withheld", SYSTEM, "look", to="running", lands=day_is_known),
    *looked("withheld", otherwise="withheld"),
    Waiting("running", on=MERCHANT, for_=days(14, "law_pays"), then="pay_in_time"),
    *paid_now(MERCHANT),
    *looked("running", otherwise="running"),
    # The payment was started by the clock; a gateway may need its time.
    Waiting("paying", on=SYSTEM, for_=days(1, "law_payment"), then="escalate"),
    Step("paying", SYSTEM, "escalate", to="paid", lands=is_paid),
    Step("paying", SYSTEM, "escalate", to="fell_away", lands=fell_away),
    Step("paying", SYSTEM, "escalate", to="overdue"),
    *looked("paying", otherwise="paying"),
    # The last day is over and the money has not gone: tried again every working day, and a person is told.
    Waiting("overdue", on=SYSTEM, for_=workdays(1, "law_reminds"), then="escalate", also=(MERCHANT,)),
    Step("overdue", SYSTEM, "escalate", to="paid", lands=is_paid),
    Step("overdue", SYSTEM, "escalate", to="fell_away", lands=fell_away),
    Step("overdue", SYSTEM, "escalate", to="overdue"),
    Step("overdue", MERCHANT, "escalate", to="overdue", permission=AGREE),
    *looked("overdue", otherwise="overdue"),
    Final("paid"),
    Final("fell_away"),
    initial=["withheld", "running"],
)
