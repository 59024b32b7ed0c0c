"""Every write on a case: one verb per file or per pair. Views, API, sweep and subscribers call these."""

from huitou.cases.disputes import verbs as of_disputes  # noqa: F401  (they register themselves)
from huitou.cases.verbs.agree import agree
from huitou.cases.verbs.contest import accept_reduction, contest, object_, waive
from huitou.cases.verbs.discard_upload import discard_upload
from huitou.cases.verbs.dispute import call_in_platform, follow
from huitou.cases.verbs.end import (
    close,
    expire,
    fulfil,
    lapse,
    lose_goods,
    miss,
    pay_again,
    pay_early,
    resolve,
    withdraw,
)
from huitou.cases.verbs.evidence import add_evidence, upload_evidence
from huitou.cases.verbs.goods_out import (
    agree_and_ship_first,
    await_goods,
    choose_refund,
    choose_replacement,
    owe_remedy,
    receive,
    refund_instead,
)
from huitou.cases.verbs.merge import merge
from huitou.cases.verbs.offer import accept_offer, decline_offer, lapse_offer, offer, recall_offer
from huitou.cases.verbs.open_case import open_case
from huitou.cases.verbs.read import mark_read
from huitou.cases.verbs.refuse import refuse
from huitou.cases.verbs.revise import revise
from huitou.cases.verbs.say import say
from huitou.cases.verbs.showing import Given, Shown, perform_showing, showing
from huitou.cases.verbs.withdraw_contract import withdraw_contract

__all__ = [
    "Given",
    "Shown",
    "accept_offer",
    "accept_reduction",
    "add_evidence",
    "agree",
    "agree_and_ship_first",
    "await_goods",
    "call_in_platform",
    "choose_refund",
    "choose_replacement",
    "close",
    "contest",
    "decline_offer",
    "discard_upload",
    "expire",
    "follow",
    "fulfil",
    "lapse",
    "lapse_offer",
    "lose_goods",
    "mark_read",
    "merge",
    "miss",
    "object_",
    "offer",
    "open_case",
    "owe_remedy",
    "pay_again",
    "pay_early",
    "perform_showing",
    "recall_offer",
    "receive",
    "refund_instead",
    "refuse",
    "resolve",
    "revise",
    "say",
    "showing",
    "upload_evidence",
    "waive",
    "withdraw",
    "withdraw_contract",
]
