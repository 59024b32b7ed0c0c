"""What a shop says about keeping a product well, told with the message that it has come."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow


class CareHint(ShopRow):
    """For the articles of a SKU, or for all of a category; an article's own hint goes before its category's."""

    sku = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=120, blank=True)
    locale = models.CharField(max_length=10)
    text = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "sku", "category", "locale"], name="news_care_once"),
            models.CheckConstraint(
                condition=(Q(sku="") & ~Q(category="")) | (~Q(sku="") & Q(category="")), name="news_care_of_one"
            ),
        ]
