"""What became of returned pieces, told to the shop's own stock keeping. Written once, read by cursor, never changed."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow
from huitou.logistics.models.return_line import Disposition


class StockMessage(ShopRow):
    """`number` counts up by one within the shop. `stock`: the catalogue's count afterwards, where it counts."""

    append_only = True

    number = models.PositiveBigIntegerField()
    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    sku = models.CharField(max_length=120, blank=True)
    quantity = models.PositiveIntegerField()
    disposition = models.CharField(max_length=16, choices=Disposition.choices)
    stock = models.IntegerField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "number"], name="logistics_stock_number"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_stock_return"),
            SameShop(field="order_line", to="orders.Line", name="logistics_stock_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_stock_quantity"),
        ]
