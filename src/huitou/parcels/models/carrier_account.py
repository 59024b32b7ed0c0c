"""A shop's account at whoever tells of its parcels: what the owner entered, the secrets among it sealed."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class CarrierAccount(ShopRow, Chained):
    """One per source. `shown` are the values that may be read again, `hints` the last signs of the secret ones."""

    source = models.CharField(max_length=40)
    shown = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "source"], name="parcels_account_once")]
