"""A line of a cancellation document that came without its order: waiting for it, or matched to it.

Written by imports (UCI Online Retail's "C" invoices); matching marks the pieces as returned and the money as paid back.
"""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class Cancellation(ShopRow):
    """One cancelled line. `line` is null while no line of an order is found for it.

    `customer_external_id` is the source's id of the buyer, no name.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    position = models.PositiveIntegerField()
    customer_external_id = models.CharField(max_length=120, blank=True)
    sku = models.CharField(max_length=120)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    cancelled_at = models.DateTimeField()
    line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, null=True, related_name="cancellations", db_constraint=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_cancellation_shop_id"),
            models.UniqueConstraint(
                fields=["shop", "source", "external_id", "position"], name="orders_cancellation_external"
            ),
            SameShop(field="line", to="orders.Line", name="orders_cancellation_line_same_shop"),
            models.CheckConstraint(
                condition=Q(quantity__gt=0, unit_price_minor__gte=0), name="orders_cancellation_positive"
            ),
        ]
        indexes = [
            models.Index(
                fields=["shop", "source", "cancelled_at"],
                condition=Q(line__isnull=True),
                name="orders_cancellation_waiting",
            ),
        ]
