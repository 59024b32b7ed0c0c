"""What a buyer paid the shop by hand and gets back, because what it was for did not come about."""

from datetime import datetime, timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money

# The fourteen days in which consumer law has a seller give money back (Directive 2011/83/EU, article 13; elsewhere no
# shorter): by hand it is promised to the buyer like that.
GIVEN_BACK_WITHIN: Final = timedelta(days=14)


class PaidFor(models.TextChoices):
    """What the buyer had paid."""

    CHANGE = "change", _("Delivery to another address")
    EXCHANGE = "exchange", _("The difference of an exchange")
    REPAIR = "repair", _("A repair")


class OwedByHand(ShopRow, Chained):
    """Minor units of `currency`. No gateway took it in, so a person gives it back and says how.

    `subject`: the change, replacement or repair, `ref` its reference. `confirmed`: a person had said that it came; else
    it only counts as paid. `settled_at` with `voucher` and `settled_by`: it was given back, or, with `struck`, it never
    came. `reminders`: on how many working days the shop was reminded that it is overdue, last on `reminded_on`, a
    day of its clock. The voucher is free text and may name people: it is erased as those of refunds are.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    paid_for = models.CharField(max_length=10, choices=PaidFor)
    subject = models.UUIDField()
    ref = models.CharField(max_length=16)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    confirmed = models.BooleanField()
    owed_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=80, blank=True)
    voucher = models.TextField(blank=True)
    struck = models.BooleanField(default=False)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_owed_shop_id"),
            models.UniqueConstraint(fields=["shop", "subject"], name="orders_owed_once"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="orders_owed_positive"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, struck=False) | (Q(settled_at__isnull=False) & ~Q(voucher="")),
                name="orders_owed_settled",
            ),
            SameShop(field="order", to="orders.Order", name="orders_owed_order"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="orders_owed_order_ix"),
            models.Index(fields=["shop", "owed_at"], condition=Q(settled_at__isnull=True), name="orders_owed_open"),
        ]

    @property
    def money(self) -> Money:
        """What is owed."""
        return Money(self.amount_minor, self.currency)

    @property
    def due_at(self) -> datetime:
        """Until when the shop gives it back."""
        return self.owed_at + GIVEN_BACK_WITHIN

    def days_overdue(self, at: datetime) -> int:
        """Since how many days, begun ones too, it should have been given back; 0 until then, and once it is settled."""
        late = at - self.due_at
        return 0 if self.settled_at is not None or late <= timedelta() else -(-late // timedelta(days=1))

    @property
    def standing(self) -> str:
        """`owed`, `given_back`, or `never_came`."""
        if self.settled_at is None:
            return "owed"
        return "never_came" if self.struck else "given_back"

    def __str__(self) -> str:
        return self.ref
