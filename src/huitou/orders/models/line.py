"""One product of an order, with its share of discount, tax and shipping, and what has come back of it."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import SameShop, ShopRow


class Line(ShopRow):
    """Shares are for the whole line, in minor units of the order's currency.

    `claimed` pieces are in open cases, `returned` ones are settled; together never more than `quantity`.
    `traits` say what the goods are and `confirmed` which exclusions the buyer expressly confirmed at purchase, both in
    words of `policies.rules.vocabulary.BECAUSE`. They are part of what was promised: never added to afterwards.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="lines", db_constraint=False, db_index=False
    )
    position = models.PositiveIntegerField()
    external_id = models.CharField(max_length=120)
    sku = models.CharField(max_length=120, blank=True)
    title = models.CharField(max_length=300)
    variant = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=120, blank=True)
    image = models.CharField(max_length=500, blank=True)
    quantity = models.PositiveIntegerField()
    unit_price_minor = models.BigIntegerField()
    discount_minor = models.BigIntegerField(default=0)
    tax_minor = models.BigIntegerField(default=0)
    shipping_minor = models.BigIntegerField(default=0)
    traits = models.JSONField(default=list)
    confirmed = models.JSONField(default=list)
    claimed = models.PositiveIntegerField(default=0)
    returned = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="orders_line_shop_id"),
            models.UniqueConstraint(fields=["shop", "order", "position"], name="orders_line_position"),
            models.UniqueConstraint(fields=["shop", "order", "external_id"], name="orders_line_external"),
            SameShop(field="order", to="orders.Order", name="orders_line_order_same_shop"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="orders_line_quantity_positive"),
            models.CheckConstraint(
                condition=Q(claimed__gte=0, returned__gte=0, quantity__gte=F("claimed") + F("returned")),
                name="orders_line_never_more_than_bought",
            ),
            models.CheckConstraint(
                condition=Q(unit_price_minor__gte=0, discount_minor__gte=0, tax_minor__gte=0, shipping_minor__gte=0),
                name="orders_line_sums_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(discount_minor__lte=F("quantity") * F("unit_price_minor")),
                name="orders_line_discount_within_price",
            ),
        ]

    @property
    def available(self) -> int:
        """Pieces that are neither in an open case nor returned."""
        return self.quantity - self.claimed - self.returned

    @property
    def total_minor(self) -> int:
        """What the buyer paid for the goods of this line: less its discount, with tax, without shipping."""
        tax = 0 if self.order.tax_included else self.tax_minor
        return self.quantity * self.unit_price_minor - self.discount_minor + tax
