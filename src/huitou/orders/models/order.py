"""An order: what was bought, in which currency, when, and under which version of the shop's policy."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from huitou.core.models import Chained, SameShop, ShopRow


class Order(ShopRow, Chained):
    """Sums are minor units of `currency`; `total_minor` is what the buyer owed.

    `number_key` is the number as it is searched (`orders.contacts.number_key`). `fingerprint` says whether the source
    has changed since it was last read. `promotions`: what was given for reaching a sum, see
    `orders.drafts.PromotionDraft`. `moved_by_days`: all its dates were moved by that much on import.
    `discount_codes`: that the buyer entered, as the source writes them.
    `invoice_number`: of the tax invoice that the buyer got (in China the blue one that a red letter refers to).
    """

    class State(models.TextChoices):
        PLACED = "placed"
        PAID = "paid"
        CANCELLED = "cancelled"

    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, related_name="orders", db_constraint=False, db_index=False
    )
    number = models.CharField(max_length=80)
    number_key = models.CharField(max_length=80, editable=False)
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=120)
    currency = models.CharField(max_length=3)
    placed_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices)
    country = models.CharField(max_length=2, blank=True)
    region = models.CharField(max_length=80, blank=True)
    locale = models.CharField(max_length=10, blank=True)
    subtotal_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    total_minor = models.BigIntegerField()
    tax_included = models.BooleanField(default=True)
    policy_version = models.ForeignKey(
        "policies.PolicyVersion", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    moved_by_days = models.IntegerField(default=0)
    notes = models.JSONField(default=list)
    promotions = models.JSONField(default=list)
    discount_codes = models.JSONField(default=list)
    invoice_number = models.CharField(max_length=40, blank=True, default="", db_default="")
    fingerprint = models.BinaryField(default=b"")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_order_shop_id"),
            models.UniqueConstraint(fields=["shop", "number"], name="orders_order_number"),
            models.UniqueConstraint(fields=["shop", "source", "external_id"], name="orders_order_external"),
            SameShop(field="customer", to="orders.Customer", name="orders_order_customer_same_shop"),
            SameShop(field="policy_version", to="policies.PolicyVersion", name="orders_order_policy_same_shop"),
            models.CheckConstraint(
                condition=Q(subtotal_minor__gte=0, discount_minor__gte=0, shipping_minor__gte=0, tax_minor__gte=0),
                name="orders_order_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(
                    tax_included=True, total_minor=F("subtotal_minor") - F("discount_minor") + F("shipping_minor")
                )
                | Q(
                    tax_included=False,
                    total_minor=F("subtotal_minor") - F("discount_minor") + F("shipping_minor") + F("tax_minor"),
                ),
                name="orders_order_total_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["placed", "paid", "cancelled"]), name="orders_order_state_known"
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "number_key"], name="orders_order_number_key"),
            models.Index(fields=["shop", "customer", "-placed_at"], name="orders_order_by_customer"),
            models.Index(fields=["shop", "-placed_at", "-id"], name="orders_order_newest"),
            models.Index(fields=["shop", "placed_at"], condition=~Q(discount_codes=[]), name="orders_order_coded"),
        ]
