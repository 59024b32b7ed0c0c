"""The pieces that a replacement sends for some pieces of one order line."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class ReplacementLine(ShopRow):
    """`variant` null: the same again, of which the shop keeps no stock here."""

    replacement = models.ForeignKey(
        "logistics.Replacement", on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    variant = models.ForeignKey(
        "orders.Variant", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["shop", "replacement", "order_line"], name="logistics_replacement_line_once"
            ),
            SameShop(field="replacement", to="logistics.Replacement", name="logistics_replacement_line_of"),
            SameShop(field="order_line", to="orders.Line", name="logistics_replacement_line_order_line"),
            SameShop(field="variant", to="orders.Variant", name="logistics_replacement_line_variant"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_replacement_line_quantity"),
        ]
