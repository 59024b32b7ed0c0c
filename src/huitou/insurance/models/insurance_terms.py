"""How a shop insures return shipping. A shop without a row insures nothing by itself."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, ShopRow
from huitou.insurance.risk import CoverRow

OWN_POOL = "pool"


class Payer(models.TextChoices):
    """Who pays the premium."""

    MERCHANT = "merchant", _("Paid by the shop")
    PLATFORM = "platform", _("Paid by the platform")
    BUYER = "buyer", _("Paid by the buyer")


class InsuranceTerms(ShopRow, Chained):
    """`insure_all`: every parcel is insured when it leaves. `payer` pays the premium then; `insurer` bears the risk:
    `pool`, or an adapter's code. `backer` makes good what the pool lacks.

    `table`: `[to, up to grams, cover in minor units of the shop's currency]`; `piece_grams`: assumed for a piece where
    nobody says what the parcel weighs. `days`: how long after shipping the goods must be handed over.
    """

    insure_all = models.BooleanField(default=False)
    payer = models.CharField(max_length=10, choices=Payer.choices, default=Payer.MERCHANT)
    insurer = models.CharField(max_length=20, default=OWN_POOL)
    backer = models.CharField(max_length=10, default=Payer.MERCHANT)
    table = models.JSONField(default=list)
    piece_grams = models.PositiveIntegerField(default=500)
    days = models.PositiveSmallIntegerField(default=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="insurance_terms_once"),
            models.CheckConstraint(condition=Q(backer__in=["merchant", "platform"]), name="insurance_terms_backer"),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=400), name="insurance_terms_days"),
        ]

    @property
    def rows(self) -> list[CoverRow]:
        """The table as the pure functions read it."""
        return [CoverRow(to, grams, minor) for to, grams, minor in self.table]
