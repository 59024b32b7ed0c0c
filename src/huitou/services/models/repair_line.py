"""The pieces of one order line at the workshop."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class RepairLine(ShopRow):
    """`quantity` pieces are repaired together."""

    repair = models.ForeignKey(
        "services.Repair", on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "repair", "order_line"], name="services_line_once"),
            SameShop(field="repair", to="services.Repair", name="services_line_repair"),
            SameShop(field="order_line", to="orders.Line", name="services_line_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="services_line_quantity"),
        ]
        indexes = [models.Index(fields=["shop", "order_line"], name="services_line_by_order_line")]
