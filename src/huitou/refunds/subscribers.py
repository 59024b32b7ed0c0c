"""Who reads the events of this area in their own time, or reacts to them."""

from huitou.refunds import chargeback_mails, thawing  # noqa: F401  (they register themselves)
