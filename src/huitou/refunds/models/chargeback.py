"""A chargeback: the buyer's bank takes a payment back, and the shop may defend itself until a date."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class Chargeback(ShopRow, Chained):
    """Moved by CHARGEBACK. `said_at` is the time of the last news that counted, `turn_at` when it last became the
    shop's turn, `due_at` the gateway's own date for evidence. `taken_minor` is what it counts on the payment,
    `beyond_minor` what the payment had no room for. A lost one pays `covers_minor` of what the cause owes. `warned_at`:
    when the shop was told that its time is nearly over."""

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    payment = models.ForeignKey(
        "orders.Payment", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    ref = models.CharField(max_length=16)
    gateway = models.CharField(max_length=40)
    reference = models.CharField(max_length=200)
    reason = models.CharField(max_length=60, blank=True, default="")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    fee_minor = models.BigIntegerField(default=0)
    fee_currency = models.CharField(max_length=3, blank=True, default="")
    taken_minor = models.BigIntegerField(default=0)
    beyond_minor = models.BigIntegerField(default=0)
    counts = models.PositiveIntegerField(default=0)
    cause_id = models.UUIDField(null=True)
    covers_minor = models.BigIntegerField(default=0)
    state = models.CharField(max_length=20)
    deadline_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    said_at = models.DateTimeField()
    opened_at = models.DateTimeField()
    turn_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    failure_code = models.CharField(max_length=60, blank=True, default="")
    words = models.TextField(blank=True, default="")
    note = models.TextField(blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="refunds_chargeback_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="refunds_chargeback_ref"),
            models.UniqueConstraint(fields=["shop", "gateway", "reference"], name="refunds_chargeback_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, fee_minor__gte=0, taken_minor__gte=0, beyond_minor__gte=0)
                & Q(amount_minor__gte=F("taken_minor") + F("beyond_minor"))
                & Q(covers_minor__gte=0, covers_minor__lte=F("amount_minor")),
                name="refunds_chargeback_sums",
            ),
            SameShop(field="order", to="orders.Order", name="refunds_chargeback_order"),
            SameShop(field="payment", to="orders.Payment", name="refunds_chargeback_payment"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="refunds_chargeback_due"
            ),
            models.Index(fields=["shop", "order"], name="refunds_chargeback_by_order"),
            models.Index(fields=["shop", "payment"], name="refunds_chargeback_by_payment"),
            models.Index(
                fields=["shop", "cause_id"], condition=Q(cause_id__isnull=False), name="refunds_chargeback_covers"
            ),
        ]

    @property
    def money(self) -> Money:
        """What the bank takes back."""
        return Money(self.amount_minor, self.currency)

    @property
    def by_machine(self) -> bool:
        """Whether its gateway takes our evidence by machine."""
        from huitou.refunds.gateways.registry import codes, gateway

        return self.gateway in codes() and gateway(self.gateway).capabilities.submits_evidence

    def __str__(self) -> str:
        return self.ref
