"""Every write on a case: one verb per file or per pair. Views, API, sweep and subscribers call these."""

from huitou.cases.verbs.agree import agree
from huitou.cases.verbs.contest import accept_reduction, contest, object_, waive
from huitou.cases.verbs.dispute import call_in_platform, rule_for_buyer, rule_for_merchant
from huitou.cases.verbs.end import close, expire, lapse, miss, pay, pay_again, resolve, withdraw
from huitou.cases.verbs.evidence import add_evidence, upload_evidence
from huitou.cases.verbs.offer import accept_offer, decline_offer, lapse_offer, offer
from huitou.cases.verbs.open_case import open_case
from huitou.cases.verbs.refuse import refuse
from huitou.cases.verbs.revise import revise
from huitou.cases.verbs.say import say

__all__ = [
    "accept_offer",
    "accept_reduction",
    "add_evidence",
    "agree",
    "call_in_platform",
    "close",
    "contest",
    "decline_offer",
    "expire",
    "lapse",
    "lapse_offer",
    "miss",
    "object_",
    "offer",
    "open_case",
    "pay",
    "pay_again",
    "refuse",
    "resolve",
    "revise",
    "rule_for_buyer",
    "rule_for_merchant",
    "say",
    "upload_evidence",
    "waive",
    "withdraw",
]
