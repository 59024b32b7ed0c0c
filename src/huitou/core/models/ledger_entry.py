"""The money ledger: one row is a whole double entry, so the books balance by construction."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huitou.core.models.rows import ShopRow


class LedgerEntry(ShopRow):
    """`amount_minor` goes from account `debit` to account `credit`. A mistake is corrected by a new row.

    `key` is derived from the business identity of the movement and unique per shop: the same movement cannot be
    booked twice.
    """

    append_only = True

    key = models.CharField(max_length=160)
    debit = models.CharField(max_length=80)
    credit = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "key"], name="core_ledger_key"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="core_ledger_positive"),
            models.CheckConstraint(condition=~Q(debit=F("credit")), name="core_ledger_two_accounts"),
        ]
        indexes = [
            models.Index(fields=["shop", "debit", "currency"], name="core_ledger_debit"),
            models.Index(fields=["shop", "credit", "currency"], name="core_ledger_credit"),
            models.Index(fields=["shop", "subject_id"], name="core_ledger_subject"),
        ]
