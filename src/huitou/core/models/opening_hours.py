"""When a shop works: its week. Read by `core.calendars`; days that differ are in `special_day`."""

from django.db import models

from huitou.core.models.rows import ShopRow


class OpeningHours(ShopRow):
    """One row per shop. `week`: `{"0": [[540, 1080]], …}`, minutes from midnight in the shop's zone, Monday = 0."""

    week = models.JSONField()
    country_holidays = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop"], name="core_hours_once")]
