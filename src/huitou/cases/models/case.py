"""One after-sales case: a wish of a buyer about some pieces of one order, and how it is settled."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class Kind(models.TextChoices):
    """What the buyer wishes for."""

    RETURN_AND_REFUND = "return_and_refund", _("Return and refund")
    REFUND_ONLY = "refund_only", _("Refund only")


class Case(ShopRow, Chained):
    """Moved by `cases.machine.CASE`.

    `allowed`, `entitled`, `automatic` repeat the verdict's answers; `judged` keeps facts, wish and verdict as JSON, so
    that the verdict can be computed again. `sheet` is what is paid; `reduced_sheet` what the shop wants to pay after
    an inspection. `terms` holds the lengths in hours that the policy sets by term name; `clock_left` what is left of
    a clock that stands still. `offer_keeps_goods` is about the open or the accepted offer.
    """

    ATTEMPTS: ClassVar[int] = 5
    # Each offer stops the shop's clock for three days: without an end to them there would be none to the case.
    OFFERS_PER_ATTEMPT: ClassVar[int] = 3

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    policy_version = models.ForeignKey(
        "policies.PolicyVersion",
        on_delete=models.PROTECT,
        related_name="+",
        db_constraint=False,
        db_index=False,
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    reduced_sheet = models.ForeignKey(
        "refunds.StoredSheet",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    goods_return = models.ForeignKey(
        "logistics.GoodsReturn",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        db_constraint=False,
        db_index=False,
    )
    ref = models.CharField(max_length=16)
    kind = models.CharField(max_length=32, choices=Kind.choices)
    state = models.CharField(max_length=32)
    attempt = models.PositiveSmallIntegerField(default=1)
    allowed = models.BooleanField()
    entitled = models.BooleanField()
    automatic = models.BooleanField()
    judged = models.JSONField()
    terms = models.JSONField(default=dict)
    deadline_at = models.DateTimeField(null=True)
    clock_left = models.DurationField(null=True)
    offer_keeps_goods = models.BooleanField(null=True)
    # Whether the claimed pieces were given their end on the order: returned, or free again.
    pieces_settled = models.BooleanField(default=False)
    refusal = models.CharField(max_length=40, blank=True)
    opened_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="cases_case_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="cases_case_ref"),
            SameShop(field="order", to="orders.Order", name="cases_case_order"),
            SameShop(field="customer", to="orders.Customer", name="cases_case_customer"),
            SameShop(field="policy_version", to="policies.PolicyVersion", name="cases_case_policy"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="cases_case_sheet"),
            SameShop(field="reduced_sheet", to="refunds.StoredSheet", name="cases_case_reduced_sheet"),
            SameShop(field="goods_return", to="logistics.GoodsReturn", name="cases_case_return"),
        ]
        indexes = [
            models.Index(fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="cases_case_due"),
            models.Index(
                fields=["shop", "state", "deadline_at", "id"],
                condition=Q(closed_at__isnull=True),
                name="cases_case_queue",
            ),
            models.Index(fields=["shop", "-opened_at", "-id"], name="cases_case_newest"),
            models.Index(fields=["shop", "order"], name="cases_case_by_order"),
            models.Index(fields=["shop", "customer", "-opened_at"], name="cases_case_by_customer"),
            models.Index(
                fields=["shop", "goods_return"],
                condition=Q(goods_return__isnull=False),
                name="cases_case_by_return",
            ),
        ]

    @property
    def goods_come_back(self) -> bool:
        """Whether the wish (or the accepted offer) brings goods back."""
        return self.kind == Kind.RETURN_AND_REFUND

    @property
    def waits_for_nobody(self) -> bool:
        """Whether the wish is a right, or the policy agrees to it by itself."""
        return self.allowed and (self.entitled or self.automatic)

    @property
    def open_offer_keeps_goods(self) -> bool:
        return bool(self.offer_keeps_goods)

    @property
    def goods_with_buyer(self) -> bool:
        """Whether nothing has been handed over yet."""
        return self.goods_return is None or self.goods_return.state == "awaiting_hand_over"

    @property
    def reduced_minor(self) -> int:
        """What would be paid after the shop's reduction; the whole sheet where there is none."""
        sheet = self.reduced_sheet or self.sheet
        return int(sheet.total_minor)

    @property
    def sum(self) -> Money:
        """What is to be paid."""
        return Money(self.sheet.total_minor, self.sheet.currency)

    def __str__(self) -> str:
        return self.ref
