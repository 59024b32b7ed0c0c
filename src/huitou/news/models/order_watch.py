"""What an order's buyer has seen of its parcels, and whether the shop has silenced its news."""

from django.db import models

from huitou.core.models import Chained, SameShop, ShopRow


class OrderWatch(ShopRow, Chained):
    """`seen_at`: when the buyer last opened the parcels' page. `silenced_at`: from then on nothing more is told."""

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    seen_at = models.DateTimeField(null=True)
    silenced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "order"], name="news_watch_once"),
            SameShop(field="order", to="orders.Order", name="news_watch_order_same_shop"),
        ]
