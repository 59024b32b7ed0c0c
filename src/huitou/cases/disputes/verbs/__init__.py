"""Every write on a dispute: one verb per file or per pair. Views, API, sweep and the case's own verbs call these."""

from huitou.cases.disputes.verbs.appeal import accept_ruling, appeal, withdraw_appeal
from huitou.cases.disputes.verbs.assign import declare_conflict, hand_over_dispute, take_dispute
from huitou.cases.disputes.verbs.end import concede, escalate, execute, withdraw_dispute
from huitou.cases.disputes.verbs.evidence import answer, ask_buyer, ask_merchant, close_round, rest
from huitou.cases.disputes.verbs.mediate import accept_proposal, decline_proposal, lapse_proposal, propose
from huitou.cases.disputes.verbs.open_dispute import open_dispute
from huitou.cases.disputes.verbs.rule import confirm, dissent, rule, rule_again, rule_for_buyer, sustain
from huitou.cases.disputes.verbs.templates import retire_template, save_template

__all__ = [
    "accept_proposal",
    "accept_ruling",
    "answer",
    "appeal",
    "ask_buyer",
    "ask_merchant",
    "close_round",
    "concede",
    "confirm",
    "declare_conflict",
    "decline_proposal",
    "dissent",
    "escalate",
    "execute",
    "hand_over_dispute",
    "lapse_proposal",
    "open_dispute",
    "propose",
    "rest",
    "retire_template",
    "rule",
    "rule_again",
    "rule_for_buyer",
    "save_template",
    "sustain",
    "take_dispute",
    "withdraw_appeal",
    "withdraw_dispute",
]
