"""Goods out again: one replacement, from the promise to the buyer's door. Pure data; imports no Django model.

Whether anybody agreed to it is the case's matter: see `cases/machine.py`.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, workdays
from huitou.orders.paid_by_word import ANSWERS, LOOKS, may_say_paid, silence_confirms

SHIPS = "goods.ship"

REPLACEMENT = Machine(
    "replacement",
    # A dearer variant: the buyer pays the difference before it goes out. The shop may waive it.
    Waiting("awaiting_difference", on=Role.BUYER, for_=days(7, "buyer_pays_difference"), then="give_up"),
    Step("awaiting_difference", Role.MERCHANT, "confirm_difference", to="to_ship", permission="refunds.resolve"),
    Step("awaiting_difference", Role.MERCHANT, "waive_difference", to="to_ship", permission="cases.agree"),
    Step("awaiting_difference", Role.BUYER, "say_paid", to="payment_said", when=may_say_paid, lands=silence_confirms),
    Step("awaiting_difference", Role.BUYER, "say_paid", to="payment_to_check", when=may_say_paid),
    Step("awaiting_difference", Role.BUYER, "give_up", to="given_up"),
    # Who says that they have paid loses nothing by a shop that does not look: see `orders/paid_by_word.py`.
    Waiting("payment_said", on=Role.MERCHANT, for_=LOOKS, then="count_as_paid"),
    Step("payment_said", Role.MERCHANT, "confirm_difference", to="to_ship", permission="refunds.resolve"),
    Step("payment_said", Role.MERCHANT, "waive_difference", to="to_ship", permission="cases.agree"),
    Step("payment_said", Role.MERCHANT, "deny_payment", to="awaiting_difference", permission="refunds.resolve"),
    Step("payment_said", Role.SYSTEM, "count_as_paid", to="to_ship"),
    # A word that silence does not confirm: money instead, and what was paid on top is owed back if it came.
    Waiting("payment_to_check", on=Role.MERCHANT, for_=ANSWERS, then="end_unanswered"),
    Step("payment_to_check", Role.MERCHANT, "confirm_difference", to="to_ship", permission="refunds.resolve"),
    Step("payment_to_check", Role.MERCHANT, "waive_difference", to="to_ship", permission="cases.agree"),
    Step("payment_to_check", Role.MERCHANT, "deny_payment", to="awaiting_difference", permission="refunds.resolve"),
    Step("payment_to_check", Role.SYSTEM, "end_unanswered", to="given_up"),
    # Silence hands the choice to the buyer: wait on, or money instead.
    Waiting("to_ship", on=Role.MERCHANT, for_=workdays(2, "merchant_ships"), then="fall_behind"),
    Step("to_ship", Role.MERCHANT, "ship", to="on_the_way", permission=SHIPS),
    Step("to_ship", Role.MERCHANT, "give_up", to="given_up", permission=SHIPS),
    Step("to_ship", Role.SYSTEM, "fall_behind", to="late"),
    # The shop can still send it, and should: it is its turn too.
    Waiting("late", on=Role.BUYER, also=(Role.MERCHANT,), for_=days(3, "buyer_chooses"), then="give_up"),
    Step("late", Role.BUYER, "wait_on", to="to_ship", when=Guard("first_delay", lambda one: one.delays < 2)),
    Step("late", Role.BUYER, "give_up", to="given_up"),
    Step("late", Role.MERCHANT, "ship", to="on_the_way", permission=SHIPS),
    Waiting("on_the_way", on=Role.CARRIER, for_=days(15, "carrier_delivers"), then="trace"),
    Step("on_the_way", Role.CARRIER, "deliver", to="delivered"),
    Step("on_the_way", Role.BUYER, "receive", to="delivered"),
    Step("on_the_way", Role.MERCHANT, "deliver", to="delivered", permission=SHIPS),
    Step("on_the_way", Role.SYSTEM, "trace", to="traced"),
    Waiting("traced", on=Role.MERCHANT, for_=days(5, "merchant_traces"), then="give_up"),
    Step("traced", Role.CARRIER, "deliver", to="delivered"),
    Step("traced", Role.BUYER, "receive", to="delivered"),
    Step("traced", Role.MERCHANT, "deliver", to="delivered", permission=SHIPS),
    Step("traced", Role.MERCHANT, "ship_again", to="on_the_way", permission=SHIPS),
    Step("traced", Role.MERCHANT, "give_up", to="given_up", permission=SHIPS),
    Final("delivered"),
    Final("given_up"),
    initial=["awaiting_difference", "to_ship"],
)  # fmt: skip
