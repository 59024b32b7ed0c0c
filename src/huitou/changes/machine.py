"""One change of an order that was placed: another address, or a cancellation. Pure data; imports no Django model.

What a cancellation pays back is a case's matter (`cases/machine.py`): a case is opened when the change ends.
"""

from typing import Any

from huitou.core.actors import Role
from huitou.core.flow import Final, Guard, Machine, Step, Waiting, days, hours
from huitou.orders.paid_by_word import ANSWERS, LOOKS, may_say_paid, silence_confirms

BUYER, MERCHANT, CARRIER, SYSTEM = Role.BUYER, Role.MERCHANT, Role.CARRIER, Role.SYSTEM
ADDRESS, CANCELLATION = "address", "cancellation"
DECIDE = "changes.decide"
# How often the shop may try to persuade the buyer to keep the goods.
OFFERS = 2


def _is_address(change: Any) -> bool:
    return bool(change.kind == ADDRESS)


def _is_cancellation(change: Any) -> bool:
    return bool(change.kind == CANCELLATION)


def _has_left(change: Any) -> bool:
    return change.left_at is not None


def _may_offer(change: Any) -> bool:
    return _is_cancellation(change) and change.offers_made < OFFERS


def _is_dearer(change: Any) -> bool:
    return _is_address(change) and bool(change.difference_minor > change.paid_minor)


address = Guard("address", _is_address)
cancellation = Guard("cancellation", _is_cancellation)
left = Guard("has_left", _has_left)
in_house = Guard("in_house", lambda change: not _has_left(change))
dearer = Guard("dearer", _is_dearer)
no_dearer = Guard("no_dearer", lambda change: _is_address(change) and not _is_dearer(change))
dearer_at_once = Guard("dearer_at_once", lambda change: _is_dearer(change) and bool(change.at_once))
silent_dearer = Guard("silence_agrees_dearer", lambda change: _is_dearer(change) and bool(change.silence_agrees))
# A parcel left while the shop had still to say whether the payment came: it is asked again once the goods are back.
word_open = Guard("word_open", lambda change: _is_dearer(change) and bool(change.paid_unseen))
at_once = Guard("at_once", lambda change: _is_address(change) and bool(change.at_once))
may_offer = Guard("may_offer", _may_offer)
silent_address = Guard("silence_agrees_address", lambda change: _is_address(change) and bool(change.silence_agrees))
silent_cancel = Guard("silence_agrees_cancel", lambda change: _is_cancellation(change) and bool(change.silence_agrees))


def back(state: str, who: Role, permission: str = "") -> tuple[Step, ...]:
    """The goods are at the shop again: sent to the new address, once what that costs is paid, or paid back."""
    return (
        Step(state, who, "come_back", to="payment_to_check", when=word_open, permission=permission),
        Step(state, who, "come_back", to="awaiting_difference", when=dearer, permission=permission),
        Step(state, who, "come_back", to="to_resend", when=no_dearer, permission=permission),
        Step(state, who, "come_back", to="cancelled", when=cancellation, permission=permission),
    )


def paid(state: str, who: Role, action: str, permission: str = "") -> tuple[Step, ...]:
    """What it costs more is settled: the goods go to the new address, from the house or once more."""
    return (
        Step(state, who, action, to="to_resend", when=left, permission=permission),
        Step(state, who, action, to="changed", when=in_house, permission=permission),
    )


ORDER_CHANGE = Machine(
    "order_change",
    # An address above the shop's limit, or asked for through a link that may have been passed on: nothing moves
    # before the buyer has entered a fresh code.
    Waiting("confirming", on=BUYER, for_=hours(24, "buyer_confirms_change"), then="lapse", keeps_clock=True),
    Step("confirming", BUYER, "confirm", to="intercepting", lands=left),
    Step("confirming", BUYER, "confirm", to="awaiting_difference", lands=dearer_at_once),
    Step("confirming", BUYER, "confirm", to="changed", lands=at_once),
    Step("confirming", BUYER, "confirm", to="requested"),
    Step("confirming", BUYER, "send_code", to="confirming"),
    Step("confirming", BUYER, "withdraw", to="withdrawn"),
    Step("confirming", SYSTEM, "lapse", to="lapsed"),
    # Before the hand-over. What the shop allows by itself is settled in the moment in which it is asked for.
    Waiting("requested", on=MERCHANT, for_=hours(24, "merchant_answers_change"), then="settle_by_silence",
            keeps_clock=True),
    Step("requested", MERCHANT, "agree", to="intercepting", permission=DECIDE, lands=left),
    Step("requested", MERCHANT, "agree", to="awaiting_difference", permission=DECIDE, lands=dearer),
    Step("requested", MERCHANT, "agree", to="changed", permission=DECIDE, lands=address),
    Step("requested", MERCHANT, "agree", to="cancelled", permission=DECIDE),
    Step("requested", MERCHANT, "offer_to_keep", to="keep_offered", when=may_offer, permission=DECIDE),
    Step("requested", MERCHANT, "refuse", to="refused", permission=DECIDE),
    Step("requested", BUYER, "withdraw", to="withdrawn"),
    Step("requested", SYSTEM, "settle_at_once", to="awaiting_difference", when=dearer),
    Step("requested", SYSTEM, "settle_at_once", to="changed", when=address),
    Step("requested", SYSTEM, "settle_at_once", to="cancelled", when=cancellation),
    Step("requested", SYSTEM, "overtake", to="intercepting"),
    Step("requested", SYSTEM, "settle_by_silence", to="intercepting", lands=left),
    Step("requested", SYSTEM, "settle_by_silence", to="awaiting_difference", lands=silent_dearer),
    Step("requested", SYSTEM, "settle_by_silence", to="changed", lands=silent_address),
    Step("requested", SYSTEM, "settle_by_silence", to="cancelled", lands=silent_cancel),
    Step("requested", SYSTEM, "settle_by_silence", to="lapsed"),
    # Delivery to the new address, or sending once more what came back, costs more: the buyer has agreed to the sum and
    # pays it to the shop.
    Waiting("awaiting_difference", on=BUYER, for_=days(3, "buyer_pays_difference"), then="lapse"),
    *paid("awaiting_difference", MERCHANT, "confirm_difference", "refunds.resolve"),
    *paid("awaiting_difference", MERCHANT, "waive_difference", DECIDE),
    Step("awaiting_difference", MERCHANT, "send_payment_link", to="awaiting_difference", permission=DECIDE),
    Step("awaiting_difference", BUYER, "say_paid", to="payment_said", when=may_say_paid, lands=silence_confirms),
    Step("awaiting_difference", BUYER, "say_paid", to="payment_to_check", when=may_say_paid),
    Step("awaiting_difference", BUYER, "withdraw", to="withdrawn", when=in_house),
    Step("awaiting_difference", BUYER, "refund_instead", to="cancelled", when=left),
    Step("awaiting_difference", SYSTEM, "overtake", to="intercepting"),
    Step("awaiting_difference", SYSTEM, "lapse", to="cancelled", when=left),
    Step("awaiting_difference", SYSTEM, "lapse", to="lapsed", when=in_house),
    # Who says that they have paid loses nothing by a shop that does not look: see `orders/paid_by_word.py`.
    Waiting("payment_said", on=MERCHANT, for_=LOOKS, then="count_as_paid"),
    *paid("payment_said", MERCHANT, "confirm_difference", "refunds.resolve"),
    *paid("payment_said", MERCHANT, "waive_difference", DECIDE),
    Step("payment_said", MERCHANT, "deny_payment", to="awaiting_difference", permission="refunds.resolve"),
    Step("payment_said", SYSTEM, "overtake", to="intercepting"),
    *paid("payment_said", SYSTEM, "count_as_paid"),
    # A word that silence does not confirm: the goods do not go there, and what was paid is owed back if it came.
    Waiting("payment_to_check", on=MERCHANT, for_=ANSWERS, then="end_unanswered"),
    *paid("payment_to_check", MERCHANT, "confirm_difference", "refunds.resolve"),
    *paid("payment_to_check", MERCHANT, "waive_difference", DECIDE),
    Step("payment_to_check", MERCHANT, "deny_payment", to="awaiting_difference", permission="refunds.resolve"),
    Step("payment_to_check", SYSTEM, "overtake", to="intercepting"),
    Step("payment_to_check", SYSTEM, "end_unanswered", to="cancelled", when=left),
    Step("payment_to_check", SYSTEM, "end_unanswered", to="lapsed", when=in_house),
    # The shop persuades: the goods stay with the buyer, for a compensation.
    Waiting("keep_offered", on=BUYER, for_=hours(24, "buyer_answers_keep_offer"), then="decline_to_keep"),
    Step("keep_offered", BUYER, "accept_to_keep", to="kept"),
    Step("keep_offered", BUYER, "decline_to_keep", to="intercepting", lands=left),
    Step("keep_offered", BUYER, "decline_to_keep", to="requested"),
    Step("keep_offered", BUYER, "withdraw", to="withdrawn"),
    # The parcel has left: the shop asks the carrier.
    Waiting("intercepting", on=MERCHANT, for_=hours(24, "merchant_intercepts"), then="fail_to_stop"),
    Step("intercepting", MERCHANT, "redirect", to="changed", when=address, permission=DECIDE),
    Step("intercepting", MERCHANT, "stop_parcel", to="coming_back", permission=DECIDE),
    Step("intercepting", MERCHANT, "offer_to_keep", to="keep_offered", when=may_offer, permission=DECIDE),
    Step("intercepting", MERCHANT, "fail_to_stop", to="not_stopped", permission=DECIDE),
    Step("intercepting", BUYER, "refuse_at_door", to="coming_back"),
    Step("intercepting", BUYER, "withdraw", to="withdrawn"),
    *back("intercepting", CARRIER),
    Step("intercepting", CARRIER, "deliver", to="kept"),
    Waiting("not_stopped", on=BUYER, for_=days(7, "buyer_meets_parcel"), then="keep_parcel"),
    Step("not_stopped", BUYER, "refuse_at_door", to="coming_back"),
    Step("not_stopped", BUYER, "keep_parcel", to="kept"),
    *back("not_stopped", CARRIER),
    Step("not_stopped", CARRIER, "deliver", to="kept"),
    # On its way back to the shop: stopped by the carrier, or refused at the door.
    Waiting("coming_back", on=CARRIER, for_=days(15, "carrier_brings_back"), then="trace"),
    *back("coming_back", CARRIER),
    *back("coming_back", MERCHANT, "goods.receive"),
    Step("coming_back", CARRIER, "deliver", to="kept"),
    Step("coming_back", SYSTEM, "trace", to="overdue"),
    Waiting("overdue", on=MERCHANT, for_=days(5, "merchant_traces"), then="declare_lost"),
    *back("overdue", CARRIER),
    *back("overdue", MERCHANT, "goods.receive"),
    Step("overdue", CARRIER, "deliver", to="kept"),
    Step("overdue", MERCHANT, "declare_lost", to="lost", permission="goods.trace"),
    # The goods are back and go out again, to the new address.
    Waiting("to_resend", on=MERCHANT, for_=hours(48, "merchant_resends"), then="refund_instead"),
    Step("to_resend", MERCHANT, "resend", to="changed", permission="goods.ship"),
    Step("to_resend", BUYER, "refund_instead", to="cancelled"),
    Final("changed"),
    Final("cancelled"),
    Final("refused"),
    Final("lapsed"),
    Final("withdrawn"),
    Final("kept"),
    Final("lost"),
    initial=["requested", "confirming", "intercepting"],
)  # fmt: skip
