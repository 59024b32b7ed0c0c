"""The goods' way back: one return, from the buyer's hand to the inspection. Pure data; imports no Django model.

What the goods are worth and whether anybody agrees is the case's matter: see `cases/machine.py`. What becomes of goods
that the shop neither took nor paid for: `logistics/sending_back.py`.
"""

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, workdays

RECEIVES, INSPECTS = "goods.receive", "goods.inspect"
# How often a buyer may ask for a label, or book a courier: each time the clock of the hand-over starts anew.
MOST_LABELS, MOST_PICK_UPS = 2, 3
# Nothing has been handed over yet.
WITH_BUYER = ("awaiting_hand_over", "label_due", "pick_up_booked")

label_offered = Guard(
    "label_offered",
    lambda one: (
        "shop_label" in one.ways and one.labels_asked < MOST_LABELS and one.label_standing not in ("buying", "bought")
    ),
)
# A person of the shop has the label bought: for the first time, or again after it failed or was given back.
label_can_be_bought = Guard(
    "label_can_be_bought",
    lambda one: bool(one.label_service) and one.label_standing not in ("buying", "bought"),
)
label_is_bought = Guard("label_is_bought", lambda one: one.label_standing == "bought")
pick_up_offered = Guard("pick_up_offered", lambda one: "pick_up" in one.ways and one.pick_ups < MOST_PICK_UPS)
rebooked = Guard("rebooked", lambda one: one.pick_up_booked_at is not None)
not_rebooked = Guard("not_rebooked", lambda one: one.pick_up_booked_at is None)
found_good = Guard("found_good", lambda one: not one.found_fault)
found_fault = Guard("found_fault", lambda one: one.found_fault)


def missed(who: Role, permission: str = "") -> tuple[Step, ...]:
    """The courier did not come: the next free slot is booked once; after that the buyer is told to choose anew."""
    state, action = "pick_up_booked", "miss_pick_up"
    return (
        Step(state, who, action, to="awaiting_hand_over", lands=not_rebooked, permission=permission),
        Step(state, who, action, to="pick_up_booked", lands=rebooked, permission=permission),
    )


def received(state: str) -> tuple[Step, ...]:
    """At the shop's own door, or at that of the company that checks goods for it."""
    return (
        Step(state, Role.MERCHANT, "arrive", to="arrived", permission=RECEIVES),
        Step(state, Role.PROVIDER, "arrive", to="arrived"),
    )


def bought(state: str) -> tuple[Step, ...]:
    """Of a carrier that sells labels, where the shop has set one."""
    return (Step(state, Role.MERCHANT, "order_label", to=state, when=label_can_be_bought, permission=RECEIVES),)


GOODS_RETURN = Machine(
    "goods_return",
    Waiting("awaiting_hand_over", on=Role.BUYER, for_=days(7, "buyer_hands_over"), then="expire"),
    Step("awaiting_hand_over", Role.BUYER, "hand_over", to="on_the_way"),
    Step("awaiting_hand_over", Role.BUYER, "ask_label", to="label_due", when=label_offered),
    Step("awaiting_hand_over", Role.BUYER, "book_pick_up", to="pick_up_booked", when=pick_up_offered),
    Step("awaiting_hand_over", Role.MERCHANT, "give_label", to="awaiting_hand_over", permission=RECEIVES),
    Step("awaiting_hand_over", Role.SYSTEM, "give_label", to="awaiting_hand_over"),
    *bought("awaiting_hand_over"),
    Step(
        "awaiting_hand_over",
        Role.MERCHANT,
        "void_label",
        to="awaiting_hand_over",
        when=label_is_bought,
        permission=RECEIVES,
    ),
    *received("awaiting_hand_over"),
    Step("awaiting_hand_over", Role.CARRIER, "collect", to="on_the_way"),
    Step("awaiting_hand_over", Role.BUYER, "cancel", to="cancelled"),
    # Two cases became one: their goods go back together, in a return of its own.
    Step("awaiting_hand_over", Role.SYSTEM, "join", to="cancelled"),
    Step("awaiting_hand_over", Role.SYSTEM, "expire", to="expired"),
    # The label is the shop's to give. Without it in time the buyer chooses another way, with all the time again.
    Waiting("label_due", on=Role.MERCHANT, for_=workdays(1, "merchant_gives_label"), then="do_without_label"),
    Step("label_due", Role.MERCHANT, "give_label", to="awaiting_hand_over", permission=RECEIVES),
    Step("label_due", Role.SYSTEM, "give_label", to="awaiting_hand_over"),
    *bought("label_due"),
    Step("label_due", Role.BUYER, "do_without_label", to="awaiting_hand_over"),
    *received("label_due"),
    Step("label_due", Role.BUYER, "cancel", to="cancelled"),
    # The courier calls within the slot; a day after it he counts as not come.
    Waiting("pick_up_booked", on=Role.CARRIER, for_=days(1, "courier_collects"), then="miss_pick_up"),
    Step("pick_up_booked", Role.BUYER, "hand_over", to="on_the_way"),
    Step("pick_up_booked", Role.CARRIER, "collect", to="on_the_way"),
    Step("pick_up_booked", Role.MERCHANT, "collect", to="on_the_way", permission=RECEIVES),
    *missed(Role.CARRIER),
    *missed(Role.MERCHANT, RECEIVES),
    # The carrier has no courier for this slot, or none for this address.
    Step("pick_up_booked", Role.CARRIER, "decline_pick_up", to="awaiting_hand_over"),
    Step("pick_up_booked", Role.BUYER, "change_pick_up", to="pick_up_booked", when=pick_up_offered),
    Step("pick_up_booked", Role.BUYER, "cancel_pick_up", to="awaiting_hand_over"),
    *received("pick_up_booked"),
    Step("pick_up_booked", Role.BUYER, "cancel", to="cancelled"),
    # The carrier's silence is traced by the shop; goods that were handed over are not the buyer's risk.
    Waiting("on_the_way", on=Role.CARRIER, for_=days(15, "carrier_delivers"), then="trace"),
    Step("on_the_way", Role.CARRIER, "arrive", to="arrived"),
    *received("on_the_way"),
    Step("on_the_way", Role.SYSTEM, "trace", to="traced"),
    Waiting("traced", on=Role.MERCHANT, for_=days(5, "merchant_traces"), then="declare_lost"),
    Step("traced", Role.CARRIER, "arrive", to="arrived"),
    *received("traced"),
    Step("traced", Role.MERCHANT, "declare_lost", to="lost", permission="goods.trace"),
    Waiting("arrived", on=Role.MERCHANT, for_=days(3, "merchant_inspects"), then="accept_goods"),
    Step("arrived", Role.MERCHANT, "accept_goods", to="accepted", permission=INSPECTS),
    Step("arrived", Role.MERCHANT, "contest_goods", to="contested", permission=INSPECTS),
    Step("arrived", Role.PROVIDER, "report_findings", to="reported"),
    # Who checks for the shop only reports; the shop answers for it, and its silence stands by the report.
    Waiting("reported", on=Role.MERCHANT, for_=days(2, "merchant_confirms"), then="confirm_findings"),
    Step("reported", Role.MERCHANT, "confirm_findings", to="accepted", when=found_good, permission=INSPECTS),
    Step("reported", Role.MERCHANT, "confirm_findings", to="contested", when=found_fault, permission=INSPECTS),
    Step("reported", Role.MERCHANT, "accept_goods", to="accepted", permission=INSPECTS),
    Step("reported", Role.MERCHANT, "contest_goods", to="contested", permission=INSPECTS),
    Final("accepted"),
    Final("contested"),
    Final("lost"),
    Final("expired"),
    Final("cancelled"),
    initial=["awaiting_hand_over"],
)
