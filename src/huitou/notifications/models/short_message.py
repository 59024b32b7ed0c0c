"""One short message as it was written, and how its delivery stands. Written by `verbs` and `short_jobs`.

It is personal data: erasing it empties the address and the texts, and keeps that a message was sent and when.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from huitou.core.models import Personal


class Medium(models.TextChoices):
    """What the reader gets, whoever carries it."""

    SMS = "sms", pgettext_lazy("medium", "SMS")
    WECHAT = "wechat", pgettext_lazy("medium", "WeChat")
    PUSH = "push", pgettext_lazy("medium", "Browser notification")
    WEBHOOK = "webhook", pgettext_lazy("medium", "The shop’s own system")


class ShortState(models.TextChoices):
    """How a short message stands. `unknown`: it was handed over, and no answer came that could be read."""

    QUEUED = "queued", pgettext_lazy("message", "Waiting to be sent")
    SENT = "sent", pgettext_lazy("message", "Sent")
    DELIVERED = "delivered", pgettext_lazy("message", "Delivered")
    FAILED = "failed", pgettext_lazy("message", "Not sent")
    UNKNOWN = "unknown", pgettext_lazy("message", "Sent, without an answer")


class ShortMessage(Personal):
    """A message to one reader through one medium. In a shop, one key is one message.

    `sealed`: the address and the one-time code in it, which open doors; gone once the message is out. `parts`, `cost`:
    what the provider charged, where it says so; `cost_micros` in millionths of `cost_currency`. `stalled`: it failed
    because the account sent nothing to anybody or the provider took nothing, so the same way may be good for it later.
    """

    PERSONAL_FIELDS: ClassVar = ("to_address", "title", "text", "sealed", "last_error_detail")

    key = models.CharField(max_length=200)
    customer_id = models.UUIDField(null=True)
    point_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=8, choices=Medium)
    provider = models.CharField(max_length=40, blank=True)
    about = models.CharField(max_length=40, blank=True)
    about_id = models.UUIDField(null=True)
    locale = models.CharField(max_length=10)
    to_address = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=200, blank=True)
    text = models.CharField(max_length=1000)
    sealed = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=ShortState, default=ShortState.QUEUED)
    provider_id = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    held_until = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=60, blank=True)
    last_error_detail = models.CharField(max_length=300, blank=True)
    stalled = models.BooleanField(default=False)
    parts = models.PositiveSmallIntegerField(null=True)
    cost_micros = models.BigIntegerField(null=True)
    cost_currency = models.CharField(max_length=3, blank=True)
    queued_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_short_message"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "id"], name="notifications_short_shop_id"),
            models.UniqueConstraint(fields=["shop", "key"], name="notifications_short_key"),
            models.CheckConstraint(condition=Q(state__in=ShortState.values), name="notifications_short_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Medium.values), name="notifications_short_channel_known"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["shop", "-queued_at"], name="notifications_short_newest"),
            models.Index(fields=["shop", "about_id"], name="notifications_short_about"),
            models.Index(fields=["shop", "customer_id"], name="notifications_short_customer"),
            models.Index(fields=["shop", "provider_id"], name="notifications_short_provider"),
        ]

    def __str__(self) -> str:
        return f"{self.key} ({self.state})"
