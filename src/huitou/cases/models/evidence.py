"""Photos and videos that a side gives as proof. Erasable: events hold the digest of the file."""

from django.db import models
from django.utils.translation import pgettext_lazy

from huitou.core.models import Personal, SameShop


class EvidenceKind(models.TextChoices):
    """What a file shows: the kinds of `policies.rules.vocabulary.EVIDENCE` that are files."""

    PHOTO = "photo", pgettext_lazy("evidence", "The goods")
    PHOTO_LABEL = "photo_label", pgettext_lazy("evidence", "The shipping label")
    PHOTO_PARCEL = "photo_parcel", pgettext_lazy("evidence", "The parcel")
    VIDEO = "video", pgettext_lazy("evidence", "Video")
    SERIAL_NUMBER = "serial_number", pgettext_lazy("evidence", "The serial number")
    CARRIER_NOTE = "carrier_note", pgettext_lazy("evidence", "A note from the carrier")


class Evidence(Personal):
    """`original` is kept unaltered; `shown`, what others see, has no metadata. `sha256` is the original's.

    `shown_type` and `shown_sha256` are of the copy (the latter empty for files from before it was kept). `case` is null
    between the upload and the application that it belongs to; `order` is always known.
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
    kind = models.CharField(max_length=20, choices=EvidenceKind, default=EvidenceKind.PHOTO)
    original = models.FileField(upload_to="evidence/original/", max_length=200)
    shown = models.FileField(upload_to="evidence/shown/", max_length=200)
    name = models.CharField(max_length=120, blank=True)
    media_type = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64)
    shown_type = models.CharField(max_length=60, default="image/webp")
    shown_sha256 = models.CharField(max_length=64, blank=True)
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

    @property
    def is_video(self) -> bool:
        return self.shown_type.startswith("video/")
