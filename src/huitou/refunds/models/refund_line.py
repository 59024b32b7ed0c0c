"""Which line of the order a refund belongs to, and with how much."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class RefundLine(ShopRow):
    """The lines of a refund add up to its amount. `quantity` is 0 where the goods are kept, and on all but the first
    refund when one sheet is paid out of several payments."""

    append_only = True

    refund = models.ForeignKey(
        "refunds.Refund", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    quantity = models.PositiveIntegerField()
    amount_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "refund", "line"], name="refunds_line_once"),
            models.CheckConstraint(condition=Q(amount_minor__gte=0), name="refunds_line_not_negative"),
            SameShop(field="refund", to="refunds.Refund", name="refunds_line_refund"),
            SameShop(field="line", to="orders.Line", name="refunds_line_line"),
        ]
        indexes = [models.Index(fields=["shop", "line"], name="refunds_line_by_line")]
