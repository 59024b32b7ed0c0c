"""A call that was not believed, as it came: kept for a while, so that a wrong secret loses nothing."""

from django.db import models

from huitou.core.models import ShopRow


class RefusedPush(ShopRow):
    """Not verified: nothing of it counts, and nothing of it is shown to anybody but the shop's people.

    `headers` are those that a signature can stand in; `body` is empty where it was too large to keep. `times`: how
    often the same call came; `body_hash` is over those headers and the bytes.
    """

    source = models.CharField(max_length=40)
    reason = models.CharField(max_length=80)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    body_hash = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    times = models.PositiveIntegerField(default=1)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="parcels_refused_shop_id"),
            models.UniqueConstraint(fields=["shop", "source", "body_hash"], name="parcels_refused_once"),
        ]
        indexes = [models.Index(fields=["shop", "received_at"], name="parcels_refused_newest")]
