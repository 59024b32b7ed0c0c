"""The inbox: what a source told us of one number, verified and kept until it has been read."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from huitou.core.models import ShopRow


class CarrierNotice(ShopRow):
    """Unique per source and delivery. `body_hash` is SHA-256 over the raw bytes, `size` their number.

    `payload` is emptied once it has been read into scans; one whose number no parcel has (`outcome` "stray") waits for
    the parcel. `outcome` is empty until the job has come;
    `why` says what of it nobody could read.
    """

    source = models.CharField(max_length=40)
    delivery_id = models.CharField(max_length=120)
    number = models.CharField(max_length=80)
    payload = models.JSONField()
    body_hash = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    received_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=12, blank=True, default="")
    why = models.CharField(max_length=120, blank=True, default="", db_default="")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "source", "delivery_id"], name="parcels_notice_once"),
        ]
        indexes = [
            models.Index(fields=["shop", "number"], name="parcels_notice_stray", condition=Q(outcome="stray")),
            models.Index(fields=["shop", "received_at"], name="parcels_notice_newest"),
        ]
