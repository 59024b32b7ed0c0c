"""Every write of the money-back area. What other areas call: `store_sheet`, `request_refund`, `retry`, `resolve`."""

from huitou.refunds.verbs.accounts import close_account, keep_account
from huitou.refunds.verbs.ask import ask
from huitou.refunds.verbs.call import become_unknown, call, hurry, queue_again
from huitou.refunds.verbs.chargeback_news import hear_chargeback
from huitou.refunds.verbs.close_discrepancy import close_discrepancy, explain_discrepancy
from huitou.refunds.verbs.confirm import confirm
from huitou.refunds.verbs.elsewhere import record_elsewhere
from huitou.refunds.verbs.fail import fail, fall_away
from huitou.refunds.verbs.issue_notes import issue_notes
from huitou.refunds.verbs.need_person import escalate, need_person, remind
from huitou.refunds.verbs.other_way import allow_other_way, ask_other_way, decline_other_way
from huitou.refunds.verbs.pauses import confirm_accounts, end_pause, note_comparison, pause
from huitou.refunds.verbs.promise import accept, hand_to_shop
from huitou.refunds.verbs.record_discrepancy import record_discrepancy
from huitou.refunds.verbs.request_refund import keep_nothing_back, keep_what_the_sheet_keeps, request_refund
from huitou.refunds.verbs.resolve import resolve
from huitou.refunds.verbs.retry import retry
from huitou.refunds.verbs.set_refund_rules import set_refund_rules
from huitou.refunds.verbs.settle import settle
from huitou.refunds.verbs.store_sheet import store_sheet
from huitou.refunds.verbs.succeed import succeed
from huitou.refunds.verbs.thaw import thaw
from huitou.refunds.verbs.warn_of_deadline import warn_of_deadline
from huitou.refunds.verbs.warn_of_hand import warn_of_hand

__all__ = [
    "accept",
    "allow_other_way",
    "ask",
    "ask_other_way",
    "become_unknown",
    "call",
    "close_account",
    "close_discrepancy",
    "confirm",
    "confirm_accounts",
    "decline_other_way",
    "end_pause",
    "escalate",
    "explain_discrepancy",
    "fail",
    "fall_away",
    "hand_to_shop",
    "hear_chargeback",
    "hurry",
    "issue_notes",
    "keep_account",
    "keep_nothing_back",
    "keep_what_the_sheet_keeps",
    "need_person",
    "note_comparison",
    "pause",
    "queue_again",
    "record_discrepancy",
    "record_elsewhere",
    "remind",
    "request_refund",
    "resolve",
    "retry",
    "set_refund_rules",
    "settle",
    "store_sheet",
    "succeed",
    "thaw",
    "warn_of_deadline",
    "warn_of_hand",
]
