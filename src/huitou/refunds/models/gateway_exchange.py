"""What was said between us and a gateway about a refund: one row per call, answer, question and notice."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import SameShop, ShopRow


class GatewayExchange(ShopRow):
    """`kind`: call, answer, question, notice. `outcome`: what came of it, empty for a call that was only begun.

    Holds references, sums and codes; never a credential, a card number or a raw message.
    """

    append_only = True

    refund = models.ForeignKey(
        "refunds.Refund", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    attempt = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    outcome = models.CharField(max_length=20, blank=True, default="")
    gateway = models.CharField(max_length=40)
    gateway_reference = models.CharField(max_length=200, blank=True, default="")
    amount_minor = models.BigIntegerField(null=True)
    currency = models.CharField(max_length=3, blank=True, default="")
    failure_code = models.CharField(max_length=60, blank=True, default="")
    detail = models.CharField(max_length=300, blank=True, default="")
    at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [SameShop(field="refund", to="refunds.Refund", name="refunds_exchange_refund")]
        indexes = [models.Index(fields=["shop", "refund", "at"], name="refunds_exchange_of_refund")]
