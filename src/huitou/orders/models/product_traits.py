"""What a shop says its goods are, by article or by category, for orders that come without saying it."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, ShopRow


class ProductTraits(ShopRow, Chained):
    """`traits` are words of `policies.rules.vocabulary.BECAUSE`; an article's own mark goes before its category's.

    Copied to the line when an order is written: a mark changed later changes no order that is there. A mark that was
    taken away stays as a row with `removed`, for its chain of events.
    """

    class Scope(models.TextChoices):
        SKU = "sku", _("Article (SKU)")
        CATEGORY = "category", _("Category")

    scope = models.CharField(max_length=10, choices=Scope.choices)
    name = models.CharField(max_length=120)
    name_key = models.CharField(max_length=120, editable=False)
    traits = models.JSONField(default=list)
    removed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    MOST: ClassVar[int] = 5_000

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_producttraits_shop_id"),
            models.UniqueConstraint(fields=["shop", "scope", "name_key"], name="orders_producttraits_name"),
            models.CheckConstraint(condition=Q(scope__in=["sku", "category"]), name="orders_producttraits_scope"),
        ]

    def __str__(self) -> str:
        return self.name
