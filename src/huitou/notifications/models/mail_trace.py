"""What became of a mail that is measured: when a person, or a machine, first opened it and followed its link.

Written by `verbs.measuring`, read by `retention`. Nothing of where or with what it was opened is kept.
"""

from typing import ClassVar

from django.db import models

from huitou.core.models import ShopRow


class MailTrace(ShopRow):
    """One row per mail of which something was seen. `fetched_at`, `probed_at`: a machine loaded its picture, followed
    its link; nobody knows whether a person was behind it.
    """

    mail_id = models.UUIDField()
    customer_id = models.UUIDField()
    first_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    followed_at = models.DateTimeField(null=True)
    probed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_mail_trace"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="notifications_trace_shop_id"),
            models.UniqueConstraint(fields=["shop", "mail_id"], name="notifications_trace_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "customer_id"], name="notifications_trace_customer"),
            models.Index(fields=["shop", "first_at"], name="notifications_trace_first"),
        ]

    def __str__(self) -> str:
        return f"trace of {self.mail_id}"
