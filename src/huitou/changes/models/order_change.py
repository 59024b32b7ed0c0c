"""One change of one order: another address, or a cancellation."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.changes.machine import ADDRESS, CANCELLATION
from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money
from huitou.orders.paid_by_word import SaysPaid


class CancelReason(models.TextChoices):
    """Why a buyer cancels. The policy judges all of them as a change of mind."""

    NO_LONGER_WANTED = "no_longer_wanted", _("I no longer want it")
    MISTAKE = "ordered_by_mistake", _("I ordered it by mistake")
    WRONG_CHOICE = "wrong_choice", _("I chose the wrong variant or number")
    TAKES_TOO_LONG = "takes_too_long", _("It takes too long")
    OTHER = "other", _("Another reason")


class OrderChange(SaysPaid, ShopRow, Chained):
    """Moved by `changes.machine.ORDER_CHANGE`. At most one is open for an order.

    `at_once` and `silence_agrees` are the shop's rules as they were when it was asked for. `left_at`: when the goods
    had left, as far as the change knows. `value_minor`: what is at stake, minor units of `currency`. `offer_minor`:
    what the shop gives for keeping the goods; `difference_minor`: what the buyer pays for delivery to the new address,
    or for sending it again once it has left, below zero what goes back, as it was shown; `paid_minor`: what of it came,
    `pay_link` where it is paid, `said_paid` how often the buyer said so. `offered_by` is the id of who offered what is
    given for keeping. `case`: what pays back.
    """

    class Kind(models.TextChoices):
        ADDRESS = ADDRESS, _("Change of address")
        CANCELLATION = CANCELLATION, _("Cancellation")

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    state = models.CharField(max_length=32)
    deadline_at = models.DateTimeField(null=True)
    clock_left = models.DurationField(null=True)
    reason = models.CharField(max_length=20, choices=CancelReason.choices, blank=True)
    at_once = models.BooleanField(default=False)
    silence_agrees = models.BooleanField(default=False)
    value_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    difference_minor = models.BigIntegerField(default=0)
    paid_minor = models.BigIntegerField(default=0)
    # Only the buyer's word says so: nobody of the shop looked in time.
    paid_unseen = models.BooleanField(default=False)
    pay_link = models.CharField(max_length=500, blank=True)
    said_paid = models.PositiveSmallIntegerField(default=0)
    left_at = models.DateTimeField(null=True)
    interception = models.JSONField(default=list)
    code_digest = models.BinaryField(default=b"", editable=False)
    code_until = models.DateTimeField(null=True)
    offers_made = models.PositiveSmallIntegerField(default=0)
    offer_minor = models.BigIntegerField(default=0)
    offered_by = models.CharField(max_length=80, blank=True)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="changes_change_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="changes_change_ref"),
            models.UniqueConstraint(
                fields=["shop", "order"], condition=Q(closed_at__isnull=True), name="changes_change_one_open"
            ),
            SameShop(field="order", to="orders.Order", name="changes_change_order"),
            SameShop(field="case", to="cases.Case", name="changes_change_case"),
            models.CheckConstraint(
                condition=Q(value_minor__gte=0, offer_minor__gte=0, paid_minor__gte=0), name="changes_change_sums"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="changes_change_order_ix"),
            models.Index(fields=["shop", "-opened_at", "-id"], name="changes_change_newest"),
            models.Index(fields=["shop", "state", "opened_at"], name="changes_change_state_ix"),
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="changes_change_due_ix"
            ),
        ]

    @property
    def value(self) -> Money:
        """What is at stake."""
        return Money(self.value_minor, self.currency)

    @property
    def difference(self) -> Money:
        """What delivery to the new address costs more or less, without a sign."""
        return Money(abs(self.difference_minor), self.currency)

    @property
    def paid(self) -> Money:
        """What the buyer paid for the change, or says to have paid where the shop has not answered."""
        said = self.difference_minor if self.paid_unseen else 0
        return Money(self.paid_minor or max(said, 0), self.currency)

    @property
    def owes_back(self) -> bool:
        """Whether the buyer paid for an address to which the goods did not go: the shop gives it back by hand."""
        return bool(self.paid.minor) and self.closed_at is not None and self.state != "changed"

    @property
    def offer(self) -> Money:
        """What the shop gives for keeping the goods."""
        return Money(self.offer_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
