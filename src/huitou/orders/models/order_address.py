"""Where an order's goods went. Personal data: erased for good with the customer."""

from django.db import models

from huitou.core.models import Personal, SameShop


class OrderAddress(Personal):
    """The address as the source wrote it; `country` is ISO 3166-1 alpha-2."""

    order = models.OneToOneField("orders.Order", on_delete=models.PROTECT, related_name="address", db_constraint=False)
    name = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=300, blank=True)
    city = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=20, blank=True)
    region = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    phone = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_address_shop_id"),
            SameShop(field="order", to="orders.Order", name="orders_address_order_same_shop"),
        ]
