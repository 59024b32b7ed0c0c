"""Every write on a change of an order, and on the shop's rules for changes."""

from huitou.changes.verbs.answer import agree, offer_to_keep, refuse, settle_at_once, settle_by_silence
from huitou.changes.verbs.ask import ask_for_address, ask_for_cancellation
from huitou.changes.verbs.buyer import (
    accept_to_keep,
    confirm,
    decline_to_keep,
    keep_parcel,
    lapse,
    refund_instead,
    refuse_at_door,
    send_code,
    withdraw,
)
from huitou.changes.verbs.difference import (
    confirm_difference,
    count_as_paid,
    deny_payment,
    end_unanswered,
    say_paid,
    send_payment_link,
    waive_difference,
)
from huitou.changes.verbs.on_the_road import (
    come_back,
    declare_lost,
    deliver,
    fail_to_stop,
    overtake,
    redirect,
    resend,
    stop_parcel,
    trace,
)
from huitou.changes.verbs.set_rules import set_rules

__all__ = [
    "accept_to_keep",
    "agree",
    "ask_for_address",
    "ask_for_cancellation",
    "come_back",
    "confirm",
    "confirm_difference",
    "count_as_paid",
    "declare_lost",
    "decline_to_keep",
    "deliver",
    "deny_payment",
    "end_unanswered",
    "fail_to_stop",
    "keep_parcel",
    "lapse",
    "offer_to_keep",
    "overtake",
    "redirect",
    "refund_instead",
    "refuse",
    "refuse_at_door",
    "resend",
    "say_paid",
    "send_code",
    "send_payment_link",
    "set_rules",
    "settle_at_once",
    "settle_by_silence",
    "stop_parcel",
    "trace",
    "waive_difference",
    "withdraw",
]
