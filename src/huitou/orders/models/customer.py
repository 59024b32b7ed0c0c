"""A buyer as the shop's source knows them: an id and the shop's groups, no contacts (those are `CustomerContact`)."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import Chained, ShopRow


class Customer(ShopRow, Chained):
    """One person per (source, external id). `guest`: the source named nobody; the row belongs to one order.

    `segments` are the shop's own names of groups (`orders.goods.segment_name`), by which policies tell buyers apart.
    """

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    guest = models.BooleanField(default=False)
    segments = models.JSONField(default=list)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_customer_shop_id"),
            models.UniqueConstraint(fields=["shop", "source", "external_id"], name="orders_customer_external"),
        ]
