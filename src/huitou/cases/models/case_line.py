"""Some pieces of one order line in a case, with the buyer's reason."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class CaseLine(ShopRow):
    """`reason` is a code of `policies.rules.vocabulary`; `opened` what the buyer said of the packaging, if asked."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    opened = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "case", "order_line"], name="cases_line_once"),
            SameShop(field="case", to="cases.Case", name="cases_line_case"),
            SameShop(field="order_line", to="orders.Line", name="cases_line_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cases_line_quantity"),
        ]
        indexes = [models.Index(fields=["shop", "order_line"], name="cases_line_by_order_line")]
