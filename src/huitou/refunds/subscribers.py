"""Who reads the events of this area in their own time."""

from huitou.refunds import chargeback_mails  # noqa: F401  (its reader and its clock register themselves)
