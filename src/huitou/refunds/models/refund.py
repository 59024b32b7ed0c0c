"""A refund: one amount out of one payment, under one key."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class Refund(ShopRow, Chained):
    """Moved by REFUND. `cause_id` says on whose behalf, opaquely; `sequence` counts the sheets of a cause.

    `key` is derived from shop, cause, sequence and payment; the gateway pays at most once for it. `outcome_open`:
    a call was made and nobody knows yet whether it paid. `paid_minor` is what was really paid, `paid_through` by
    which gateway (`offline` where a person paid instead). `agreed_by`: the person behind it, empty where a rule or
    silence decided; `confirmed_by`: who looked again before it went out; `other_way_by`: who asked for another way.
    `warned_of`: the deadline of which the shop was told that it is near. `untold_since`: since when it waits for a
    person without the shop having been told of it by mail.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    payment = models.ForeignKey(
        "orders.Payment", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    sheet = models.ForeignKey(
        "refunds.StoredSheet", on_delete=models.PROTECT, db_constraint=False, related_name="+", db_index=False
    )
    ref = models.CharField(max_length=16)
    cause_id = models.UUIDField()
    sequence = models.PositiveIntegerField()
    key = models.CharField(max_length=64)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=20)
    deadline_at = models.DateTimeField(null=True)
    gateway = models.CharField(max_length=40)
    gateway_reference = models.CharField(max_length=200, blank=True, default="")
    attempts = models.PositiveIntegerField(default=0)
    asks = models.PositiveIntegerField(default=0)
    outcome_open = models.BooleanField(default=False)
    retry_wanted = models.BooleanField(default=False)
    failure_code = models.CharField(max_length=60, blank=True, default="")
    paid_minor = models.BigIntegerField(default=0)
    paid_through = models.CharField(max_length=40, blank=True, default="")
    note = models.TextField(blank=True, default="")
    confirm_needed = models.BooleanField(default=False)
    agreed_by = models.CharField(max_length=80, blank=True, default="")
    confirmed_by = models.CharField(max_length=80, blank=True, default="")
    other_way_by = models.CharField(max_length=80, blank=True, default="")
    requested_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    warned_of = models.DateTimeField(null=True)
    untold_since = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="refunds_refund_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="refunds_refund_ref"),
            models.UniqueConstraint(fields=["shop", "key"], name="refunds_refund_key"),
            models.UniqueConstraint(
                fields=["shop", "cause_id", "sequence", "payment"], name="refunds_refund_once_per_cause"
            ),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refunds_refund_positive"),
            models.CheckConstraint(
                condition=Q(state="succeeded", paid_minor__gt=0, settled_at__isnull=False)
                | (~Q(state="succeeded") & Q(paid_minor=0)),
                name="refunds_refund_paid_when_succeeded",
            ),
            SameShop(field="order", to="orders.Order", name="refunds_refund_order"),
            SameShop(field="payment", to="orders.Payment", name="refunds_refund_payment"),
            SameShop(field="sheet", to="refunds.StoredSheet", name="refunds_refund_sheet"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="refunds_refund_due"
            ),
            models.Index(fields=["shop", "cause_id"], name="refunds_refund_cause"),
            models.Index(fields=["shop", "order"], name="refunds_refund_by_order"),
            models.Index(fields=["shop", "payment"], name="refunds_refund_by_payment"),
            models.Index(fields=["shop", "sheet"], name="refunds_refund_by_sheet"),
            models.Index(
                fields=["shop", "state", "deadline_at"],
                condition=Q(state__in=["needs_person", "by_hand", "escalated", "other_way", "to_confirm"]),
                name="refunds_refund_with_people",
            ),
            models.Index(fields=["shop", "gateway", "requested_at"], name="refunds_refund_at_gateway"),
            models.Index(F("shop"), F("requested_at").desc(), F("id").desc(), name="refunds_refund_newest"),
        ]

    @property
    def money(self) -> Money:
        """The amount with its currency."""
        return Money(self.amount_minor, self.currency)

    @property
    def moved(self) -> Money:
        """What was really paid; until something was, what is asked for."""
        return Money(self.paid_minor or self.amount_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
