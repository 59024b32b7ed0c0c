"""A shop's account at the web analytics that it has already; the secrets among what it entered are sealed."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class AnalyticsAccount(ShopRow, Chained):
    """One per service. `shown` are the values that may be read again, `hints` the last signs of the secret ones."""

    service = models.CharField(max_length=20)
    shown = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "service"], name="retention_analytics_once")]
