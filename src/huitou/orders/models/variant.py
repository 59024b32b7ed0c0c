"""What the shop sells now: one variant of a product with its price and stock. Exchanges and reships choose from it."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import ShopRow


class Variant(ShopRow):
    """`price_minor` contains the tax where the shop's prices do. `stock` None: not counted, always to be had.

    `product` groups the variants of one product; `reserved` pieces are promised to open replacements. `weight_grams`:
    one piece as it is sent, where the shop says it.
    """

    sku = models.CharField(max_length=120)
    product = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    name = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=120, blank=True)
    image = models.CharField(max_length=500, blank=True)
    price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    stock = models.IntegerField(null=True)
    reserved = models.PositiveIntegerField(default=0)
    weight_grams = models.PositiveIntegerField(null=True)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_variant_shop_id"),
            models.UniqueConstraint(fields=["shop", "sku"], name="orders_variant_sku"),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="orders_variant_price_not_negative"),
            models.CheckConstraint(
                condition=Q(stock__isnull=True) | Q(stock__gte=F("reserved")), name="orders_variant_reserved_in_stock"
            ),
        ]
        indexes = [models.Index(fields=["shop", "product", "name"], name="orders_variant_by_product")]

    @property
    def free(self) -> int | None:
        """Pieces that can still be promised; None where the shop does not count them."""
        return None if self.stock is None else self.stock - self.reserved

    def __str__(self) -> str:
        return f"{self.title} ({self.name})" if self.name else self.title
