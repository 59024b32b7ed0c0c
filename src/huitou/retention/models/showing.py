"""That a customer saw something for sale beside an order, or would have seen it and is held out for comparison."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Showing(ShopRow):
    """One row per order and block. `first_at`: when it was first on the page; `clicked_at`: the first click."""

    class Block(models.TextChoices):
        PRODUCTS = "products"
        COUPON = "coupon"

    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    block = models.CharField(max_length=8, choices=Block.choices)
    held_out = models.BooleanField()
    first_at = models.DateTimeField()
    clicked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_showing_shop_id"),
            models.UniqueConstraint(fields=["shop", "order", "block"], name="retention_showing_once"),
            SameShop(field="customer", to="orders.Customer", name="retention_showing_customer_same_shop"),
            SameShop(field="order", to="orders.Order", name="retention_showing_order_same_shop"),
            models.CheckConstraint(condition=Q(block__in=["products", "coupon"]), name="retention_showing_block"),
        ]
        indexes = [
            models.Index(fields=["shop", "first_at"], name="retention_showing_first"),
            models.Index(fields=["shop", "customer"], name="retention_showing_customer"),
        ]
