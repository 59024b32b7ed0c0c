"""A refund that was not ours: made in the gateway's or the shop's own back office."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class RefundElsewhere(ShopRow, Chained):
    """Money that left the payment without us. `beyond_minor` is the part for which the payment had no room when it
    was counted; it is counted as soon as there is. It pays `covers_minor` of what the cause owes. `reversed_at`:
    it came back after all."""

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    payment = models.ForeignKey(
        "orders.Payment", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    beyond_minor = models.BigIntegerField(default=0)
    counts = models.PositiveIntegerField(default=0)
    cause_id = models.UUIDField(null=True)
    covers_minor = models.BigIntegerField(default=0)
    happened_at = models.DateTimeField()
    found_at = models.DateTimeField()
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="refunds_elsewhere_shop_id"),
            models.UniqueConstraint(fields=["shop", "gateway", "reference"], name="refunds_elsewhere_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, beyond_minor__gte=0, beyond_minor__lte=F("amount_minor"))
                & Q(covers_minor__gte=0, covers_minor__lte=F("amount_minor")),
                name="refunds_elsewhere_sums",
            ),
            SameShop(field="order", to="orders.Order", name="refunds_elsewhere_order"),
            SameShop(field="payment", to="orders.Payment", name="refunds_elsewhere_payment"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="refunds_elsewhere_by_order"),
            models.Index(fields=["shop", "payment"], name="refunds_elsewhere_by_payment"),
            models.Index(
                fields=["shop", "cause_id"], condition=Q(cause_id__isnull=False), name="refunds_elsewhere_covers"
            ),
        ]

    @property
    def money(self) -> Money:
        """The amount with its currency."""
        return Money(self.amount_minor, self.currency)

    def __str__(self) -> str:
        return self.reference
