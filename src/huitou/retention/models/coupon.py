"""A coupon that the shop gives beside a parcel: one code for everybody, or a list of codes, each given once."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow


class Coupon(ShopRow, Chained):
    """`title` and `terms` are the shop's own words to buyers. `code`: the shared one; empty where there is a list.

    Given from `starts_on` to `ends_on` (days of the shop's zone, both included), beside orders of at least
    `least_minor` (the shop's currency).
    """

    title = models.CharField(max_length=120)
    terms = models.CharField(max_length=300, blank=True)
    code = models.CharField(max_length=60, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()
    least_minor = models.BigIntegerField(default=0)
    on_page = models.BooleanField(default=True)
    in_mail = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_coupon_shop_id"),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ends_on"), least_minor__gte=0), name="retention_coupon_days"
            ),
        ]


class CouponCode(ShopRow):
    """A single code, in one coupon and given to one customer at most; of one coupon a customer gets one at most."""

    coupon = models.ForeignKey(
        "retention.Coupon", on_delete=models.PROTECT, related_name="codes", db_constraint=False, db_index=False
    )
    code = models.CharField(max_length=60)
    customer = models.ForeignKey(
        "orders.Customer", on_delete=models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False
    )
    given_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="retention_code_shop_id"),
            models.UniqueConstraint(fields=["shop", "code"], name="retention_code_once"),
            models.UniqueConstraint(fields=["shop", "coupon", "customer"], name="retention_code_customer"),
            SameShop(field="coupon", to="retention.Coupon", name="retention_code_coupon_same_shop"),
            SameShop(field="customer", to="orders.Customer", name="retention_code_customer_same_shop"),
        ]
        indexes = [models.Index(fields=["shop", "customer"], name="retention_code_by_customer")]
