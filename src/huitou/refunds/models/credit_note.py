"""A credit note: the voucher of a refund that was paid, with a number of its own in the shop's year."""

from django.db import models

from huitou.core.models import SameShop, ShopRow


class CreditNote(ShopRow):
    """Never changed. `content` is what it says, frozen when it was issued: lines, tax and total, no name.

    Numbers run from 1 in every year of the shop without a gap: `NoteCounter` is moved in the same transaction.
    """

    append_only = True

    refund = models.ForeignKey(
        "refunds.Refund", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    year = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    total_minor = models.BigIntegerField()
    tax_minor = models.BigIntegerField()
    content = models.JSONField()
    settled_at = models.DateTimeField()
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "year", "number"], name="refunds_note_number"),
            models.UniqueConstraint(fields=["shop", "refund"], name="refunds_note_once"),
            models.CheckConstraint(
                condition=models.Q(total_minor__gt=0, tax_minor__gte=0, number__gt=0), name="refunds_note_sums"
            ),
            SameShop(field="refund", to="refunds.Refund", name="refunds_note_refund"),
        ]
        indexes = [models.Index(fields=["shop", "settled_at"], name="refunds_note_by_time")]

    @property
    def name(self) -> str:
        """Year and number as they are printed."""
        return f"{self.year}-{self.number:05d}"


class NoteCounter(ShopRow):
    """The last number of a year; locked while notes are issued."""

    year = models.PositiveIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "year"], name="refunds_note_counter")]
