"""Money taken for an order, by one means of payment, and what of it went back or is about to."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import SameShop, ShopRow


class Payment(ShopRow):
    """Minor units of the order's currency. `reserved_minor` is on its way back, `refunded_minor` has gone back.

    Changed by guarded updates only; every change has its ledger row.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="payments", db_constraint=False, db_index=False
    )
    position = models.PositiveIntegerField()
    method = models.CharField(max_length=40)
    gateway = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    captured_minor = models.BigIntegerField()
    reserved_minor = models.BigIntegerField(default=0)
    refunded_minor = models.BigIntegerField(default=0)
    paid_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_payment_shop_id"),
            models.UniqueConstraint(fields=["shop", "order", "position"], name="orders_payment_position"),
            models.UniqueConstraint(fields=["shop", "order", "external_id"], name="orders_payment_external"),
            SameShop(field="order", to="orders.Order", name="orders_payment_order_same_shop"),
            models.CheckConstraint(
                condition=Q(captured_minor__gte=0, reserved_minor__gte=0, refunded_minor__gte=0)
                & Q(captured_minor__gte=F("reserved_minor") + F("refunded_minor")),
                name="orders_payment_never_above_captured",
            ),
        ]
        # A gateway's webhook knows the payment by its own name only.
        indexes = [models.Index(fields=["shop", "external_id"], name="orders_payment_by_name")]
