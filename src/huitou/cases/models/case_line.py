"""Some pieces of one order line in a case, with the buyer's reason."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow
from huitou.policies.rules.vocabulary import KINDS


class CaseLine(ShopRow):
    """`kind` and `reason` are codes of `policies.rules.vocabulary`; `opened` what the buyer said of the packaging.

    `variant` is what an exchange brings, null for the same again. `settled`: the claimed pieces were given their end
    on the order, returned or free again. `surcharge_minor`: what the pieces of an exchange cost more, as it was shown.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="lines", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    variant = models.ForeignKey(
        "orders.Variant", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    kind = models.CharField(max_length=32, default="return_and_refund")
    quantity = models.PositiveIntegerField()
    reason = models.CharField(max_length=40)
    opened = models.BooleanField(null=True)
    surcharge_minor = models.BigIntegerField(default=0)
    settled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "case", "order_line"], name="cases_line_once"),
            SameShop(field="case", to="cases.Case", name="cases_line_case"),
            SameShop(field="order_line", to="orders.Line", name="cases_line_order_line"),
            SameShop(field="variant", to="orders.Variant", name="cases_line_variant"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="cases_line_quantity"),
        ]
        indexes = [models.Index(fields=["shop", "order_line"], name="cases_line_by_order_line")]

    @property
    def comes_back(self) -> bool:
        """Whether the buyer sends these pieces back."""
        return KINDS[self.kind].goods_return

    @property
    def pays(self) -> bool:
        """Whether the wish for these pieces is money."""
        return KINDS[self.kind].pays

    @property
    def replaces(self) -> bool:
        """Whether other pieces are to be sent for them."""
        return KINDS[self.kind].replaces

    @property
    def repairs(self) -> bool:
        """Whether they are to be repaired."""
        return KINDS[self.kind].repairs
