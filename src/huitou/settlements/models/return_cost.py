"""What the freight of one return cost, by which rule, and who bears how much of it."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class ReturnCost(ShopRow, Chained):
    """Minor units of `currency`. `parts`: party → sum, as the rule split it; they add up to `cost_minor`.
    `insurer_minor`: how much of it a claim took over afterwards. `purchase`: the label that it paid, whose price it is;
    none: by the shop's own table. `reversed_at`: the carrier has paid it back, so nobody bears it.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    rule = models.CharField(max_length=20)
    cost_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    parts = models.JSONField(default=dict)
    insurer_minor = models.BigIntegerField(default=0)
    booked_at = models.DateTimeField()
    purchase = models.UUIDField(null=True)
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="settlements_cost_shop_id"),
            models.UniqueConstraint(
                fields=["shop", "goods_return", "purchase"], nulls_distinct=False, name="settlements_cost_once"
            ),
            models.CheckConstraint(
                condition=Q(cost_minor__gt=0, insurer_minor__gte=0), name="settlements_cost_positive"
            ),
            SameShop(field="order", to="orders.Order", name="settlements_cost_order"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="settlements_cost_return"),
        ]

    @property
    def cost(self) -> Money:
        """The whole freight."""
        return Money(self.cost_minor, self.currency)
