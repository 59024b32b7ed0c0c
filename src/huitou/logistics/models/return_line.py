"""The pieces of one order line within a return, and how they were found."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import SameShop, ShopRow


class Disposition(models.TextChoices):
    """What becomes of the goods after the inspection."""

    RESTOCK = "restock", _("Back into stock")
    REFURBISH = "refurbish", _("Refurbish")
    DISCARD = "discard", _("Discard")
    DONATE = "donate", _("Donate")
    TO_BUYER = "to_buyer", _("Back to the buyer")
    REPAIR = "repair", _("To the workshop")


class ReturnLine(ShopRow):
    """`quantity` pieces were announced; after the inspection the four counts add up to it.

    `disposed`: of how many pieces it is settled what becomes of them; `disposition` says it of the last of them.
    """

    goods_return = models.ForeignKey(
        "logistics.GoodsReturn",
        on_delete=models.CASCADE,
        related_name="lines",
        db_constraint=False,
        db_index=False,
    )
    order_line = models.ForeignKey(
        "orders.Line", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    quantity = models.PositiveIntegerField()
    good = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    damaged = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    disposed = models.PositiveIntegerField(default=0)
    disposition = models.CharField(max_length=16, choices=Disposition.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "goods_return", "order_line"], name="logistics_line_once"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_line_return"),
            SameShop(field="order_line", to="orders.Line", name="logistics_line_order_line"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="logistics_line_quantity"),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("good") + F("wrong") + F("damaged") + F("missing")),
                name="logistics_line_found",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gte=F("disposed") + F("missing")), name="logistics_line_disposed"
            ),
        ]
