"""Photos and documents that a side gives as proof. Erasable: events hold the digest of the file."""

from django.db import models

from huitou.core.models import Personal, SameShop


class Evidence(Personal):
    """`original` is kept unaltered and never shown; `shown` is re-encoded without metadata. `sha256` is the original's.

    `case` is null between the upload and the application that it belongs to; `order` is always known.
    """

    case = models.ForeignKey(
        "cases.Case",
        on_delete=models.CASCADE,
        related_name="evidence",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    role = models.CharField(max_length=16)
    author_id = models.CharField(max_length=80)
    original = models.FileField(upload_to="evidence/original/", max_length=200)
    shown = models.FileField(upload_to="evidence/shown/", max_length=200)
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    size_bytes = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            SameShop(field="case", to="cases.Case", name="cases_evidence_case"),
            SameShop(field="order", to="orders.Order", name="cases_evidence_order"),
        ]
        indexes = [
            models.Index(fields=["shop", "case", "at"], name="cases_evidence_by_case"),
            models.Index(fields=["shop", "order", "at"], name="cases_evidence_by_order"),
        ]
