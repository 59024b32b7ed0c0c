"""Every write on terms, covers and claims."""

from huitou.insurance.verbs.claim import open_claim
from huitou.insurance.verbs.credit import spend_credit
from huitou.insurance.verbs.insure import insure, record_cover, record_decline
from huitou.insurance.verbs.notices import keep_notice
from huitou.insurance.verbs.set_terms import set_terms
from huitou.insurance.verbs.settle import ask, escalate, file, file_again, hurry, pass_on, pay, refuse, remind

__all__ = [
    "ask",
    "escalate",
    "file",
    "file_again",
    "hurry",
    "insure",
    "keep_notice",
    "open_claim",
    "pass_on",
    "pay",
    "record_cover",
    "record_decline",
    "refuse",
    "remind",
    "set_terms",
    "spend_credit",
]
