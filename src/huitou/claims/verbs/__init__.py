"""Every write on claims on carriers and their rules."""

from huitou.claims.verbs.answers import (
    answer_carrier,
    ask_carrier,
    note_acceptance,
    note_offer,
    note_question,
    note_refusal,
)
from huitou.claims.verbs.file import correct, file
from huitou.claims.verbs.open_claim import open_claim
from huitou.claims.verbs.set_rule import set_rule
from huitou.claims.verbs.settle import accept_offer, appeal, record_payment, turn_up, write_off
from huitou.claims.verbs.silence import chase, miss, remind, warn

__all__ = [
    "accept_offer",
    "answer_carrier",
    "appeal",
    "ask_carrier",
    "chase",
    "correct",
    "file",
    "miss",
    "note_acceptance",
    "note_offer",
    "note_question",
    "note_refusal",
    "open_claim",
    "record_payment",
    "remind",
    "set_rule",
    "turn_up",
    "warn",
    "write_off",
]
