"""One claim: goods of an insured parcel came back, and the freight is to be paid."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class FreightClaim(ShopRow, Chained):
    """Moved by FREIGHT_CLAIM. `amount_minor` is what is paid, zero where it is refused; `refusal` says why.

    A cover pays once (`insurance_claim_paid_once`); a return makes one claim. `reference` is the insurer's number.
    `asks` counts the questions to the insurer, and once escalated the reminders of people.
    """

    cover = models.ForeignKey(
        "insurance.FreightCover", on_delete=models.PROTECT, related_name="claims", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    goods_return = models.ForeignKey(
        "logistics.GoodsReturn", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=20)
    deadline_at = models.DateTimeField(null=True)
    insurer = models.CharField(max_length=20)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField(default=0)
    refusal = models.CharField(max_length=40, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    reference = models.CharField(max_length=80, blank=True)
    asks = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="insurance_claim_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="insurance_claim_ref"),
            models.UniqueConstraint(fields=["shop", "goods_return"], name="insurance_claim_return_once"),
            models.UniqueConstraint(
                fields=["shop", "cover"],
                condition=Q(state__in=["filed", "needs_person", "escalated", "paid"]),
                name="insurance_claim_paid_once",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", amount_minor__gt=0) | (~Q(state="paid") & Q(amount_minor__gte=0)),
                name="insurance_claim_paid_sum",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | (~Q(refusal="") & Q(amount_minor=0)), name="insurance_claim_refused_why"
            ),
            SameShop(field="cover", to="insurance.FreightCover", name="insurance_claim_cover"),
            SameShop(field="order", to="orders.Order", name="insurance_claim_order"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="insurance_claim_return"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="insurance_claim_due_ix"
            ),
            models.Index(fields=["shop", "order"], name="insurance_claim_order_ix"),
            models.Index(fields=["shop", "opened_at"], name="insurance_claim_opened_ix"),
        ]

    @property
    def money(self) -> Money:
        """What is paid."""
        return Money(self.amount_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
