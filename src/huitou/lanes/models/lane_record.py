"""What is known of one lane or of a coarser one above it: how long its parcels took, and how its promises came out."""

from django.db import models

from huitou.core.models import ShopRow


class LaneRecord(ShopRow):
    """`key` as in `lanes.times`, its parts joined by `|`. Counted anew each night from the parcels themselves.

    `days`: parcels by days as thousandths, decayed to `as_of`; `number`: how many there were, not decayed. Only for
    lanes proper (carrier, origin, destination): `judged` windows, of which `kept` held; `width` the sum of their days,
    `off_halves` the sum of half days between their middle and the arrival.
    """

    key = models.CharField(max_length=240)
    days = models.JSONField()
    number = models.PositiveIntegerField()
    as_of = models.DateField()
    judged = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0)
    width = models.PositiveIntegerField(default=0)
    off_halves = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="lanes_record_shop_id"),
            models.UniqueConstraint(fields=["shop", "key"], name="lanes_record_key"),
        ]
