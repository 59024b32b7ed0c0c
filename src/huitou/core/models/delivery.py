"""That a subscriber has dealt with an event: its effects and this row commit together, so they happen once."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models.rows import ShopRow


class Delivery(ShopRow):
    """One (event, subscriber) that is done."""

    append_only = True

    event_id = models.UUIDField()
    subscriber = models.CharField(max_length=120)
    done_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "event_id", "subscriber"], name="core_delivery_once"),
        ]
