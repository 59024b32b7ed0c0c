"""What a customer wants to be told, where, in which language and when not. Written by `verbs.preferences`."""

from typing import ClassVar

from django.db import models

from huitou.core.models import Chained, ShopRow


class Level(models.TextChoices):
    """How much news."""

    EVERY = "every", "every"
    IMPORTANT = "important", "important"
    NONE = "none", "none"


class NewsPreference(ShopRow, Chained):
    """One row per customer who ever chose; without one the house's defaults hold.

    `levels`: the level by medium, where it differs from `level`. `media`: the order in which they want to be reached.
    `quiet_from`, `quiet_until`: wall clock in `timezone` (empty: the shop's zone); both null: the shop's quiet hours.
    """

    customer_id = models.UUIDField()
    level = models.CharField(max_length=10, choices=Level, default=Level.EVERY)
    levels = models.JSONField(default=dict)
    media = models.JSONField(default=list)
    locale = models.CharField(max_length=10, blank=True)
    quiet_from = models.TimeField(null=True)
    quiet_until = models.TimeField(null=True)
    timezone = models.CharField(max_length=60, blank=True)
    # Whether the shop may see that mails are opened and their links followed: "yes", "no", "" for never asked.
    measured = models.CharField(max_length=3, blank=True, default="")
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_news_preference"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["shop", "customer_id"], name="notifications_preference_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.level}"
