"""What a shop allows of selling beside parcels. A shop without a row recommends nothing."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, ShopRow


class SellingRules(ShopRow, Chained):
    """`product_link`: where a product is bought, in the shop's own website, with `{product}` or `{sku}` in it.

    `pinned` products come first, `excluded` never; both by their product's name in the catalogue. `hold_out_percent` of
    the customers see nothing of it, for comparison. An order counts within `days` of what was seen before it.
    """

    recommends = models.BooleanField(default=False)
    product_link = models.CharField(max_length=300, blank=True)
    pinned = models.JSONField(default=list)
    excluded = models.JSONField(default=list)
    hold_out_percent = models.PositiveSmallIntegerField(default=10)
    days = models.PositiveSmallIntegerField(default=7)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="retention_rules_once"),
            models.CheckConstraint(
                condition=Q(hold_out_percent__lte=50, days__gte=1, days__lte=60), name="retention_rules_bounds"
            ),
        ]
