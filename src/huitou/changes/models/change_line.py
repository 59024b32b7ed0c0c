"""What a cancellation is about: so many pieces of one order line."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class ChangeLine(ShopRow):
    """`quantity` pieces of `order_line` are not to go out, or to come back."""

    change = models.ForeignKey(
        "changes.OrderChange", on_delete=models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey("orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False)
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="changes_line_shop_id"),
            models.UniqueConstraint(fields=["shop", "change", "order_line"], name="changes_line_once"),
            SameShop(field="change", to="changes.OrderChange", name="changes_line_change"),
            SameShop(field="order_line", to="orders.Line", name="changes_line_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="changes_line_positive"),
        ]
