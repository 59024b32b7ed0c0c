"""A shop's account at a payment provider: what the owner entered, the secrets among it sealed."""

from django.db import models

from huitou.core.models import Chained, ShopRow


class GatewayAccount(ShopRow, Chained):
    """One per gateway. `shown` are the values that may be read again, `hints` the last signs of the secret ones.

    `serves`: the names under which orders call payments that this gateway pays back, beside its own code.
    """

    gateway = models.CharField(max_length=40)
    shown = models.JSONField(default=dict)
    hints = models.JSONField(default=dict)
    sealed = models.TextField(blank=True, default="")
    serves = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "gateway"], name="refunds_account_once")]
