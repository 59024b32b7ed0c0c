"""One replacement: goods that go out to the buyer instead of others."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money
from huitou.orders.paid_by_word import SaysPaid


class Replacement(SaysPaid, ShopRow, Chained):
    """Moved by `logistics.replacing.REPLACEMENT`.

    `difference_minor`: what the buyer pays on top, minor units of `currency`. `delays`: how often the shop was late.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    terms = models.JSONField(default=dict)
    difference_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    said_paid = models.PositiveSmallIntegerField(default=0)
    delays = models.PositiveSmallIntegerField(default=0)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    shipped_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="logistics_replacement_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="logistics_replacement_ref"),
            SameShop(field="order", to="orders.Order", name="logistics_replacement_order"),
            models.CheckConstraint(condition=Q(difference_minor__gte=0), name="logistics_replacement_difference"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="logistics_replacement_order_ix"),
            models.Index(fields=["shop", "state", "opened_at"], name="logistics_replacement_state_ix"),
            models.Index(
                fields=["shop", "deadline_at"],
                condition=Q(deadline_at__isnull=False),
                name="logistics_replacement_due_ix",
            ),
        ]

    @property
    def difference(self) -> Money:
        """What the buyer pays on top."""
        return Money(self.difference_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
