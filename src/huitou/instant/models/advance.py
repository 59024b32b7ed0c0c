"""A refund that was paid, or is promised to be paid, ahead of its goods."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class Advance(ShopRow, Chained):
    """Moved by `instant.machine.ADVANCE`. Sums are minor units of `currency`.

    `amount_minor` is the case's sheet when it was granted. Of `claimed_minor`, which the buyer owes once the case is
    over, `charged_minor` was kept back from later refunds, `received_minor` paid back, `brought_minor` brought as
    goods, `lost_minor` let go. `set_aside_minor` and `expected_minor` stand for it in its `month`. `points` is the
    standing it was granted for: a number, kept for the controller.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    month = models.ForeignKey(
        "instant.MonthBudget", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=16)
    deadline_at = models.DateTimeField(null=True)
    clock_left = models.DurationField(null=True)
    points = models.PositiveSmallIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    set_aside_minor = models.BigIntegerField(default=0)
    expected_minor = models.BigIntegerField(default=0)
    claimed_minor = models.BigIntegerField(default=0)
    charged_minor = models.BigIntegerField(default=0)
    received_minor = models.BigIntegerField(default=0)
    brought_minor = models.BigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)
    case_over = models.BooleanField(default=False)
    objection = models.TextField(blank=True)
    objected_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="instant_advance_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="instant_advance_ref"),
            models.UniqueConstraint(fields=["shop", "case"], name="instant_advance_once"),
            models.CheckConstraint(
                condition=Q(
                    amount_minor__gt=0, set_aside_minor__gte=0, expected_minor__gte=0, charged_minor__gte=0,
                    received_minor__gte=0,
                    brought_minor__gte=0, lost_minor__gte=0,
                )
                & Q(
                    claimed_minor__gte=F("charged_minor") + F("received_minor") + F("brought_minor") + F("lost_minor")
                ),
                name="instant_advance_adds_up",
            ),
            SameShop(field="case", to="cases.Case", name="instant_advance_case"),
            SameShop(field="order", to="orders.Order", name="instant_advance_order"),
            SameShop(field="month", to="instant.MonthBudget", name="instant_advance_month"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="instant_advance_due"
            ),
            models.Index(fields=["shop", "-opened_at", "-id"], name="instant_advance_newest"),
            models.Index(fields=["shop", "order"], name="instant_advance_by_order"),
        ]

    @property
    def open_minor(self) -> int:
        """What of the claim is neither paid nor let go."""
        return self.claimed_minor - self.charged_minor - self.received_minor - self.brought_minor - self.lost_minor

    @property
    def sum(self) -> Money:
        """What is paid ahead."""
        return Money(self.amount_minor, self.currency)

    @property
    def owed(self) -> Money:
        """What the buyer owes of it."""
        return Money(self.open_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
