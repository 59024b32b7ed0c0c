"""Every write on instant refunds."""

from huitou.instant.verbs.assess import assess
from huitou.instant.verbs.claim import (
    charge,
    object_,
    owe_again,
    record_goods,
    record_payment,
    uphold,
    waive,
    write_off,
)
from huitou.instant.verbs.move_threshold import move_threshold
from huitou.instant.verbs.pay import decline, follow, lapse, pay, stop
from huitou.instant.verbs.set_rules import set_rules

__all__ = [
    "assess",
    "charge",
    "decline",
    "follow",
    "lapse",
    "move_threshold",
    "object_",
    "owe_again",
    "pay",
    "record_goods",
    "record_payment",
    "set_rules",
    "stop",
    "uphold",
    "waive",
    "write_off",
]
