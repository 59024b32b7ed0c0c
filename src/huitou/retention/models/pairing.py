"""What goes with a product: counted from orders each night, or told by the shop."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow


class Pairing(ShopRow):
    """`other` goes with `product`, both as the catalogue names products; product "" is a bestseller.

    `source` `shop` goes before `orders`. `baskets`: in how many orders of the last year both were.
    """

    class Source(models.TextChoices):
        ORDERS = "orders"
        SHOP = "shop"

    product = models.CharField(max_length=120, blank=True)
    other = models.CharField(max_length=120)
    source = models.CharField(max_length=6, choices=Source.choices)
    score = models.FloatField()
    baskets = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_pairing_shop_id"),
            models.UniqueConstraint(fields=["shop", "product", "source", "other"], name="retention_pairing_once"),
            models.CheckConstraint(condition=Q(source__in=["orders", "shop"]), name="retention_pairing_source"),
        ]
