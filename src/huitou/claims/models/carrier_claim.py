"""One claim on a carrier about one parcel."""

from django.db import models
from django.db.models import F, Q

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money


class CarrierClaim(ShopRow, Chained):
    """Moved by CARRIER_CLAIM. Sums in minor units of the order's currency.

    `loss_minor` is what is claimed, and nothing above it is ever recovered; `offered_minor` what the carrier has
    offered or accepted. `file_by` is the last day, `proof` how it is known, `not_before` the first day on which the
    carrier takes it. `carrier` is our code where we know it, else the parcel's own word. `case`: whose photos show
    the damage. `moved_at`: when the state was entered. `reminders` since then.
    """

    class What(models.TextChoices):
        LOST = "lost"
        DAMAGED = "damaged"
        LATE = "late"
        WEIGHT = "weight"

    parcel = models.ForeignKey(
        "parcels.Parcel", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.PROTECT, related_name="+", null=True, db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=20)
    deadline_at = models.DateTimeField(null=True)
    carrier = models.CharField(max_length=60, blank=True)
    what = models.CharField(max_length=10, choices=What.choices)
    currency = models.CharField(max_length=3)
    loss_minor = models.BigIntegerField()
    offered_minor = models.BigIntegerField(default=0)
    recovered_minor = models.BigIntegerField(default=0)
    file_by = models.DateField()
    proof = models.CharField(max_length=10)
    source = models.CharField(max_length=200, blank=True)
    not_before = models.DateField(null=True)
    reference = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)
    appeals = models.PositiveSmallIntegerField(default=0)
    reminders = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    filed_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="claims_claim_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="claims_claim_ref"),
            # A parcel that was found may be broken after all.
            models.UniqueConstraint(
                fields=["shop", "parcel"], condition=~Q(state="turned_up"), name="claims_claim_parcel_once"
            ),
            models.CheckConstraint(
                condition=Q(recovered_minor__gte=0, recovered_minor__lte=F("loss_minor"), offered_minor__gte=0),
                name="claims_claim_never_above_loss",
            ),
            models.CheckConstraint(
                condition=Q(state="paid", recovered_minor__gt=0) | (~Q(state="paid") & Q(recovered_minor=0)),
                name="claims_claim_paid_sum",
            ),
            SameShop(field="parcel", to="parcels.Parcel", name="claims_claim_parcel"),
            SameShop(field="order", to="orders.Order", name="claims_claim_order"),
            SameShop(field="case", to="cases.Case", name="claims_claim_case"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="claims_claim_due_ix"
            ),
            models.Index(fields=["shop", "order"], name="claims_claim_order_ix"),
            models.Index(fields=["shop", "opened_at"], name="claims_claim_opened_ix"),
        ]

    @property
    def loss(self) -> Money:
        """What is claimed."""
        return Money(self.loss_minor, self.currency)

    @property
    def recovered(self) -> Money:
        """What the carrier has paid."""
        return Money(self.recovered_minor, self.currency)

    @property
    def owed(self) -> Money:
        """What it has paid, else what it has offered or accepted."""
        return Money(self.recovered_minor or self.offered_minor, self.currency)

    def __str__(self) -> str:
        return self.ref
