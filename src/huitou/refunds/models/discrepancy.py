"""A difference between our books and a gateway's, found by reconciliation and waiting for a person."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow

LONGEST_KEY = 200
# Between the key of a difference and the sums by which it came back after others had been explained.
OTHER_FACTS = " ≠ "


class Discrepancy(ShopRow, Chained):
    """Unique per gateway, kind and key, so a second run finds the same row; what came back by other sums has them in
    its key (`record_discrepancy`).

    One person explains it (`closing_note`), another one looks again and closes it: both stand on its chain.
    """

    class Kind(models.TextChoices):
        """What differs."""

        MISSING_THERE = "missing_there", _("We say paid; the provider knows nothing of it")
        MISSING_HERE = "missing_here", _("The provider paid something that we do not know")
        PAID_AFTER_FAILURE = "paid_after_failure", _("We gave it up; the provider paid all the same")
        AMOUNT_DIFFERS = "amount_differs", _("Another sum was paid")
        PAID_TWICE = "paid_twice", _("It was paid twice")
        FAILED_AFTER_PAYMENT = "failed_after_payment", _("The provider said paid, and later that it failed")
        CHARGED_BACK = "charged_back", _("A chargeback that our books do not fit")
        LEDGER_DIFFERS = "ledger_differs", _("Our refunds and our own ledger disagree")

    gateway = models.CharField(max_length=40)
    kind = models.CharField(max_length=24, choices=Kind.choices)
    key = models.CharField(max_length=LONGEST_KEY)
    refund = models.ForeignKey(
        "refunds.Refund", on_delete=models.PROTECT, db_constraint=False, related_name="+", null=True, db_index=False
    )
    currency = models.CharField(max_length=3)
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    gateway_reference = models.CharField(max_length=200, blank=True, default="")
    found_at = models.DateTimeField()
    explained_at = models.DateTimeField(null=True)
    explained_by = models.CharField(max_length=80, blank=True, default="")
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

    @property
    def plain_key(self) -> str:
        """The key under which it was told, whether or not it has come back."""
        return self.key.partition(OTHER_FACTS)[0]
