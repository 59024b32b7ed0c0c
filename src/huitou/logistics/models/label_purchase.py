"""One purchase of a return label from a carrier: priced, bought, and its money asked back where nobody used it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import SameShop, ShopRow
from huitou.core.money import Money


class Purchase(models.TextChoices):
    """How it stands. `asked`: being bought; `open`: perhaps bought; `voiding`: its money was asked back."""

    ASKED = "asked", _("being bought")
    OPEN = "open", _("answer awaited")
    BOUGHT = "bought", _("bought")
    REFUSED = "refused", _("not bought")
    VOIDING = "voiding", _("money asked back")
    VOIDED = "voided", _("money is back")
    KEPT = "kept", _("no money back")


# A return has one of these at most: what is or may be paid, and can be used.
IN_FORCE = (Purchase.ASKED, Purchase.OPEN, Purchase.BOUGHT)


class LabelPurchase(ShopRow):
    """`reference` and `rate`: the carrier's names for what is bought; set once, and nothing is bought under others.

    `key`: ours. `limit_minor`: the highest price that it may have, minor units of `currency`'s shop; none: any.
    `failure_code` and `failure_said` (the carrier's words): why it was not bought. `void_by`: until when the money can
    be asked back. `unwanted`: the return went another way while the answer was open.
    """

    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.CASCADE, related_name="purchases", db_constraint=False, db_index=False
    )
    service = models.CharField(max_length=20)
    key = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=Purchase.choices)
    reference = models.CharField(max_length=160, blank=True)
    rate = models.CharField(max_length=80, blank=True)
    limit_minor = models.BigIntegerField(null=True)
    price_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    carrier_service = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    url = models.CharField(max_length=500, blank=True)
    code = models.CharField(max_length=300, blank=True)
    label = models.OneToOneField(
        "logistics.ReturnLabel", on_delete=models.SET_NULL, null=True, related_name="purchase", db_constraint=False
    )
    failure_code = models.CharField(max_length=40, blank=True)
    failure_said = models.CharField(max_length=200, blank=True)
    unwanted = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    next_ask_at = models.DateTimeField(null=True)
    bought_at = models.DateTimeField(null=True)
    void_by = models.DateTimeField(null=True)
    void_asked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="logistics_purchase_return"),
            SameShop(field="label", to="logistics.ReturnLabel", name="logistics_purchase_label"),
            models.UniqueConstraint(fields=["shop", "key"], name="logistics_purchase_key"),
            models.UniqueConstraint(
                fields=["shop", "goods_return"], condition=Q(state__in=IN_FORCE), name="logistics_purchase_one"
            ),
            models.CheckConstraint(condition=Q(price_minor__gte=0), name="logistics_purchase_price"),
        ]
        indexes = [
            models.Index(fields=["shop", "goods_return", "asked_at"], name="logistics_purchase_newest"),
            models.Index(
                fields=["shop", "next_ask_at"], condition=Q(next_ask_at__isnull=False), name="logistics_purchase_due"
            ),
        ]

    @property
    def price(self) -> Money | None:
        """None until it is known."""
        return Money(self.price_minor, self.currency) if self.currency else None
