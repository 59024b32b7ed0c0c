"""One repair, from the workshop's bench to the buyer's door. Pure data; imports no Django model.

How the goods come to the workshop is a return (`logistics/machine.py`); who agreed to it is the case's matter.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, workdays
from huitou.orders.paid_by_word import ANSWERS, LOOKS, may_say_paid, silence_confirms

WORK = "repairs.work"
covered = Guard("covered", lambda repair: repair.covered)
not_covered = Guard("not_covered", lambda repair: not repair.covered)
to_be_paid = Guard("to_be_paid", lambda repair: repair.quote_minor > 0)
free_of_charge = Guard("free_of_charge", lambda repair: repair.quote_minor == 0)


def work(state: str, action: str, to: str, when: Guard | None = None) -> tuple[Step, ...]:
    """A step at the bench: of the shop's own people, or of the company to which this repair was given."""
    return (
        Step(state, Role.MERCHANT, action, to=to, when=when, permission=WORK),
        Step(state, Role.PROVIDER, action, to=to, when=when),
    )


def given(state: str) -> Step:
    """The shop gives the repair to a company, to another one, or takes it back to its own bench."""
    return Step(state, Role.MERCHANT, "give_to_workshop", to=state, permission=WORK)


REPAIR = Machine(
    "repair",
    # Who lets covered goods lie cannot repair them: the buyer chooses what they get. What nothing covers goes back.
    Waiting("diagnosing", on=Role.MERCHANT, for_=days(3, "workshop_diagnoses"), then="fail"),
    given("diagnosing"),
    *work("diagnosing", "accept_repair", "repairing"),
    *work("diagnosing", "quote", "quoted"),
    *work("diagnosing", "find_nothing", "to_send_back"),
    *work("diagnosing", "fail", "failed", covered),
    *work("diagnosing", "fail", "to_send_back", not_covered),
    Waiting("quoted", on=Role.BUYER, for_=days(7, "buyer_accepts_quote"), then="decline_quote"),
    Step("quoted", Role.BUYER, "accept_quote", to="repairing"),
    Step("quoted", Role.BUYER, "decline_quote", to="to_send_back"),
    Step("quoted", Role.MERCHANT, "waive_quote", to="repairing", permission=WORK),
    # One clock over diagnosis, repair and packing: the terms shorten each wait by what those before it took.
    Waiting("repairing", on=Role.MERCHANT, for_=days(27, "workshop_repairs"), then="fail"),
    given("repairing"),
    *work("repairing", "note_work", "repairing"),
    *work("repairing", "finish", "awaiting_payment", to_be_paid),
    *work("repairing", "finish", "to_send_back", free_of_charge),
    *work("repairing", "fail", "failed", covered),
    *work("repairing", "fail", "to_send_back", not_covered),
    # Only work that is done is paid for, so nothing ever has to be paid back; the goods are the shop's security.
    Waiting("awaiting_payment", on=Role.BUYER, for_=days(30, "buyer_pays_repair"), then="abandon"),
    Step("awaiting_payment", Role.MERCHANT, "confirm_payment", to="to_send_back", permission="refunds.record"),
    Step("awaiting_payment", Role.MERCHANT, "waive_quote", to="to_send_back", permission=WORK),
    Step("awaiting_payment", Role.BUYER, "say_paid", to="payment_said", when=may_say_paid, lands=silence_confirms),
    Step("awaiting_payment", Role.BUYER, "say_paid", to="payment_to_check", when=may_say_paid),
    Step("awaiting_payment", Role.BUYER, "abandon", to="unclaimed"),
    # Who says that they have paid does not lose their goods to a shop that does not look: `orders/paid_by_word.py`.
    Waiting("payment_said", on=Role.MERCHANT, for_=LOOKS, then="count_as_paid"),
    Step("payment_said", Role.MERCHANT, "confirm_payment", to="to_send_back", permission="refunds.record"),
    Step("payment_said", Role.MERCHANT, "waive_quote", to="to_send_back", permission=WORK),
    Step("payment_said", Role.MERCHANT, "deny_payment", to="awaiting_payment", permission="refunds.record"),
    Step("payment_said", Role.SYSTEM, "count_as_paid", to="to_send_back"),
    # A word that silence does not confirm: the goods go home unpaid; what is still to be paid stays between the two.
    Waiting("payment_to_check", on=Role.MERCHANT, for_=ANSWERS, then="end_unanswered"),
    Step("payment_to_check", Role.MERCHANT, "confirm_payment", to="to_send_back", permission="refunds.record"),
    Step("payment_to_check", Role.MERCHANT, "waive_quote", to="to_send_back", permission=WORK),
    Step("payment_to_check", Role.MERCHANT, "deny_payment", to="awaiting_payment", permission="refunds.record"),
    Step("payment_to_check", Role.SYSTEM, "end_unanswered", to="to_send_back"),
    Waiting("to_send_back", on=Role.MERCHANT, for_=workdays(2, "merchant_ships"), then="fail"),
    *work("to_send_back", "send_back", "on_the_way"),
    Step("to_send_back", Role.SYSTEM, "fail", to="failed"),
    Waiting("on_the_way", on=Role.CARRIER, for_=days(15, "carrier_delivers"), then="trace"),
    Step("on_the_way", Role.CARRIER, "deliver", to="returned"),
    Step("on_the_way", Role.BUYER, "receive", to="returned"),
    Step("on_the_way", Role.MERCHANT, "deliver", to="returned", permission=WORK),
    Step("on_the_way", Role.SYSTEM, "trace", to="traced"),
    Waiting("traced", on=Role.MERCHANT, for_=days(5, "merchant_traces"), then="fail"),
    Step("traced", Role.CARRIER, "deliver", to="returned"),
    Step("traced", Role.BUYER, "receive", to="returned"),
    Step("traced", Role.MERCHANT, "deliver", to="returned", permission=WORK),
    Step("traced", Role.SYSTEM, "fail", to="failed"),
    Final("returned"),
    Final("failed"),
    Final("unclaimed"),
    initial=["diagnosing"],
)
