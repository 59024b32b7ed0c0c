"""A buyer as the shop's source knows them: an id, no personal data (that is `CustomerContact`)."""

from django.db import models
from django.db.models.functions import Now

from huitou.core.models import ShopRow


class Customer(ShopRow):
    """One person per (source, external id). `guest`: the source named nobody; the row belongs to one order."""

    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    guest = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_customer_shop_id"),
            models.UniqueConstraint(fields=["shop", "source", "external_id"], name="orders_customer_external"),
        ]
