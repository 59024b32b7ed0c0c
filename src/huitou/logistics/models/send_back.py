"""Goods that the shop did not take and did not pay for, on their way back to the buyer."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow


class SendBack(ShopRow, Chained):
    """Moved by `logistics.sending_back.SEND_BACK`. `pieces`: order line id → how many."""

    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.PROTECT, related_name="sent_back", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    pieces = models.JSONField(default=dict)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_send_back_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="logistics_send_back_ref"),
            models.UniqueConstraint(fields=["shop", "goods_return"], name="logistics_send_back_once"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_send_back_return"),
            SameShop(field="order", to="orders.Order", name="logistics_send_back_order"),
        ]
        indexes = [
            models.Index(fields=["shop", "state", "opened_at"], name="logistics_send_back_state_ix"),
            models.Index(
                fields=["shop", "deadline_at"],
                condition=Q(deadline_at__isnull=False),
                name="logistics_send_back_due_ix",
            ),
        ]

    def __str__(self) -> str:
        return self.ref
