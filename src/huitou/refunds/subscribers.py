"""Who reads the events of this area in their own time, or reacts to them."""

from huitou.refunds import by_hand_mails, chargeback_mails, thawing  # noqa: F401  (they register themselves)
