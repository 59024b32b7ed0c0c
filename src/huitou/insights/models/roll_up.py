"""How far the events of a shop are rolled up."""

from django.db import models

from huitou.core.models import ShopRow


class RollUp(ShopRow):
    """One row per shop. Every event up to `position` is in the roll-ups; `at` is when they were last brought up."""

    position = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop"], name="insights_roll_up_once")]
