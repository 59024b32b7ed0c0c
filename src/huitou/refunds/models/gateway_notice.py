"""A webhook of a gateway as it was taken in: verified, without anything of people, never changed."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import ShopRow


class GatewayNotice(ShopRow):
    """Unique per gateway and the gateway's own event id. `body_hash` is SHA-256 over the raw bytes that were signed,
    `size` their number; `payload` is what of them is kept."""

    append_only = True

    gateway = models.CharField(max_length=40)
    event_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=80)
    payload = models.JSONField()
    body_hash = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    said_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "gateway", "event_id"], name="refunds_notice_once"),
        ]
        indexes = [models.Index(fields=["shop", "received_at"], name="refunds_notice_newest")]
