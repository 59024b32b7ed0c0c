"""A shop's account at whoever carries its short messages: what the owner entered, the secrets among it sealed."""

from typing import ClassVar

from django.db import models

from huitou.core.models import Chained, ShopRow


class ChannelAccount(ShopRow, Chained):
    """One per provider. `shown` are the values that may be read again, `hints` the last signs of the secret ones.

    `stalled_at`: since when the account can send nothing to anybody, `stalled_why` the provider's code for it. Nothing
    is handed to it meanwhile; what it was to carry goes another way.
    """

    provider = models.CharField(max_length=40)
    shown = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)
    stalled_at = models.DateTimeField(null=True)
    stalled_why = models.CharField(max_length=60, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "provider"], name="notifications_channel_account_once")
        ]

    def __str__(self) -> str:
        return self.provider
