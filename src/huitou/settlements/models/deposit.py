"""A shop's deposit at the platform: how much it must be, and since when it is less. The balance is the ledger's."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, ShopRow


class Deposit(ShopRow, Chained):
    """`minimum_minor` of `currency`; `days`: how long it may be below before the platform stops vouching."""

    currency = models.CharField(max_length=3)
    minimum_minor = models.BigIntegerField(default=0)
    days = models.PositiveSmallIntegerField(default=7)
    below_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="settlements_deposit_once"),
            models.CheckConstraint(condition=Q(minimum_minor__gte=0), name="settlements_deposit_minimum"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=90), name="settlements_deposit_days"),
        ]
