"""One repair: some pieces of one order at the workshop."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from huitou.core.models import Chained, SameShop, ShopRow
from huitou.core.money import Money
from huitou.orders.paid_by_word import SaysPaid
from huitou.services.diagnoses import Custody, Diagnosis, custody


class Outcome(models.TextChoices):
    """What the workshop did."""

    REPAIRED = "repaired", _("Repaired")
    NOTHING_FOUND = "nothing_found", pgettext_lazy("workshop", "Nothing found")
    DECLINED = "declined", _("Sent back unrepaired")
    NOT_REPAIRED = "not_repaired", _("Could not be repaired")


class Repair(SaysPaid, ShopRow, Chained):
    """Moved by `services.machine.REPAIR`.

    `claimed_at`: when the buyer told of the fault; `covered`: whether a warranty held then (until `cover_until`) and
    the workshop found no cause that it does not cover. `quote_minor` is the sum of `quote_lines` (`{"kind", "name",
    "minor"}`), minor units of `currency`; `said_paid`: how often the buyer said that it is paid. `moved_at`: the last
    step; `buyer_took`: how long the buyer decided and paid, which is not counted into `days_in_all`. Words about the
    work are `RepairNote`s.
    """

    order = models.ForeignKey(
        "orders.Order", on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    ref = models.CharField(max_length=16)
    state = models.CharField(max_length=32)
    # The company of `logistics` to which the repair was given; null: the shop's own bench.
    provider_id = models.UUIDField(null=True)
    deadline_at = models.DateTimeField(null=True)
    terms = models.JSONField(default=dict)
    claimed_at = models.DateTimeField()
    covered = models.BooleanField(default=False)
    cover_until = models.DateTimeField(null=True)
    days_in_all = models.PositiveSmallIntegerField(default=30)
    diagnosis = models.CharField(max_length=40, choices=Diagnosis, blank=True)
    outcome = models.CharField(max_length=16, choices=Outcome.choices, blank=True)
    quote_minor = models.BigIntegerField(default=0)
    quote_lines = models.JSONField(default=list)
    currency = models.CharField(max_length=3)
    carrier = models.CharField(max_length=60, blank=True)
    tracking_number = models.CharField(max_length=80, blank=True)
    opened_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    buyer_took = models.DurationField(default=timedelta)
    said_paid = models.PositiveSmallIntegerField(default=0)
    paid_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="services_repair_shop_id"),
            models.UniqueConstraint(fields=["shop", "ref"], name="services_repair_ref"),
            SameShop(field="order", to="orders.Order", name="services_repair_order"),
            models.CheckConstraint(condition=Q(quote_minor__gte=0), name="services_repair_quote"),
        ]
        indexes = [
            models.Index(fields=["shop", "order"], name="services_repair_order_ix"),
            models.Index(fields=["shop", "state", "opened_at"], name="services_repair_state_ix"),
            models.Index(
                fields=["shop", "deadline_at"], condition=Q(deadline_at__isnull=False), name="services_repair_due_ix"
            ),
            models.Index(
                fields=["shop", "provider_id", "opened_at"],
                condition=Q(provider_id__isnull=False),
                name="services_repair_given_ix",
            ),
        ]

    @property
    def quote(self) -> Money:
        """What the buyer is asked to pay."""
        return Money(self.quote_minor, self.currency)

    @property
    def custody(self) -> Custody:
        """Who has the goods now."""
        return custody(self.state, shipped=bool(self.tracking_number))

    @property
    def allowed(self) -> timedelta:
        """How long the workshop may have the goods in all, the buyer's own time besides."""
        return timedelta(days=self.days_in_all) + self.buyer_took

    def __str__(self) -> str:
        return self.ref
