"""A difference between our books and a gateway's, found by reconciliation and waiting for a person."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Discrepancy(ShopRow):
    """Unique per gateway, kind and key, so a second run finds the same row. It is closed by a person, with a note."""

    class Kind(models.TextChoices):
        """What differs."""

        MISSING_THERE = "missing_there"  # we say paid, the gateway knows nothing of it
        MISSING_HERE = "missing_here"  # the gateway paid under a key that we do not have
        PAID_AFTER_FAILURE = "paid_after_failure"  # we gave it up, the gateway paid
        AMOUNT_DIFFERS = "amount_differs"
        PAID_TWICE = "paid_twice"
        LEDGER_DIFFERS = "ledger_differs"  # our refunds and our own ledger disagree

    gateway = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    key = models.CharField(max_length=200)
    refund = models.ForeignKey(
        "refunds.Refund", on_delete=models.PROTECT, db_constraint=False, related_name="+", null=True, db_index=False
    )
    currency = models.CharField(max_length=3)
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    gateway_reference = models.CharField(max_length=200, blank=True, default="")
    found_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, blank=True, default="")
    closing_note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "gateway", "kind", "key"], name="refunds_discrepancy_once"),
            SameShop(field="refund", to="refunds.Refund", name="refunds_discrepancy_refund"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "found_at"], condition=Q(closed_at__isnull=True), name="refunds_discrepancy_open"
            )
        ]
