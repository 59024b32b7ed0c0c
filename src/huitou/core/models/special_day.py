"""A day on which a shop keeps other hours than its week and its country say. Read by `core.calendars`."""

from django.db import models

from huitou.core.models.rows import ShopRow


class SpecialDay(ShopRow):
    """`spans`: the open hours in minutes from midnight, empty for a closed day. `label`: the shop's own word."""

    day = models.DateField()
    spans = models.JSONField(default=list)
    label = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "day"], name="core_special_day_once")]
