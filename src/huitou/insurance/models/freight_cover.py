"""One cover: return shipping of one parcel is insured."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class FreightCover(ShopRow, Chained):
    """Sums in minor units of `currency`. `because`: the counts and rates that the risk class follows from.

    `state`: `in_force`, or with an insurer first `placing`, or `declined`. `holder` names the buyer at the insurer (an
    openid); `reference` is the insurer's own number of the policy.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=12, default="in_force")
    payer = models.CharField(max_length=10)
    insurer = models.CharField(max_length=20)
    backer = models.CharField(max_length=10)
    risk_class = models.CharField(max_length=10)
    because = models.JSONField(default=dict)
    grams = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    premium_minor = models.BigIntegerField()
    cover_minor = models.BigIntegerField()
    holder = models.CharField(max_length=80, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    failure_code = models.CharField(max_length=60, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="insurance_cover_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="insurance_cover_ref"),
            models.UniqueConstraint(fields=["shop", "parcel"], name="insurance_cover_parcel_once"),
            models.CheckConstraint(condition=Q(premium_minor__gt=0, cover_minor__gt=0), name="insurance_cover_sums"),
            models.CheckConstraint(
                condition=Q(state__in=["placing", "in_force", "declined"]), name="insurance_cover_state"
            ),
            SameShop(field="order", to="orders.Order", name="insurance_cover_order"),
            SameShop(field="parcel", to="parcels.Parcel", name="insurance_cover_parcel"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="insurance_cover_order_ix"),
            models.Index(fields=["shop", "starts_at"], name="insurance_cover_starts_ix"),
        ]

    @property
    def cover(self) -> Money:
        """The most that a claim pays."""
        return Money(self.cover_minor, self.currency)

    @property
    def premium(self) -> Money:
        """What the cover cost."""
        return Money(self.premium_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
