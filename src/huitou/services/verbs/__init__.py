"""Every write on a repair."""

from huitou.services.verbs.give import give_to_workshop
from huitou.services.verbs.open_repair import open_repair
from huitou.services.verbs.quoting import (
    QuoteLine,
    abandon,
    accept_quote,
    confirm_payment,
    count_as_paid,
    decline_quote,
    deny_payment,
    end_unanswered,
    quote,
    say_paid,
    waive_quote,
)
from huitou.services.verbs.repair import (
    accept_repair,
    deliver,
    fail,
    find_nothing,
    finish,
    note_work,
    receive,
    send_back,
    trace,
)

__all__ = [
    "QuoteLine",
    "abandon",
    "accept_quote",
    "accept_repair",
    "confirm_payment",
    "count_as_paid",
    "decline_quote",
    "deliver",
    "deny_payment",
    "end_unanswered",
    "fail",
    "find_nothing",
    "finish",
    "give_to_workshop",
    "note_work",
    "open_repair",
    "quote",
    "receive",
    "say_paid",
    "send_back",
    "trace",
    "waive_quote",
]
