"""The book of what a person of the shop has to pay, or has paid, outside any provider."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow


class HandPayout(ShopRow):
    """One per key. Due until `paid_at` is set; `note` is the voucher: the transfer's number, who took the cash."""

    key = models.CharField(max_length=64)
    reference = models.CharField(max_length=40)
    payment = models.CharField(max_length=120, blank=True, default="")
    asked_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    at = models.DateTimeField()
    paid_minor = models.BigIntegerField(null=True)
    paid_at = models.DateTimeField(null=True)
    paid_by = models.CharField(max_length=80, blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="offline_payout_once_per_key"),
            models.CheckConstraint(condition=Q(asked_minor__gt=0), name="offline_payout_positive"),
            models.CheckConstraint(
                condition=Q(paid_at__isnull=True, paid_minor__isnull=True)
                | (Q(paid_at__isnull=False, paid_minor__gt=0) & ~Q(note="")),
                name="offline_payout_paid_with_voucher",
            ),
        ]
        indexes = [models.Index(fields=["shop", "at"], name="offline_payout_listing")]
