"""What each band of standing has come to lately, for the controller. Reads only; one query each."""

from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Case, Count, F, IntegerField, Q, Sum, When
from django.db.models.functions import Cast, Floor

from huitou.instant.controller import BAND, Band
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance, Assessment

LEARNED = timedelta(days=180)
DEMAND = timedelta(days=28)
OPEN = F("claimed_minor") - F("charged_minor") - F("received_minor") - F("brought_minor") - F("lost_minor")
# Bars that no threshold changes: what they keep out is no demand.
BARRED = (
    "not_plain", "other_currency", "owes", "charged_back", "reason_excluded", "category_excluded", "above_largest",
    "below_narrowest",
)  # fmt: skip


def bands_of_shop(at: datetime) -> list[Band]:
    """Ended advances of the last half year, and the demand of the last four weeks, by band; two queries."""
    # A claim counts as lost until it is settled: a wave of abuse is seen when the goods do not come, not a month later.
    over = [*(state for state in ADVANCE.finals if state != "lapsed"), "claimed", "objected"]
    gone = Case(
        When(state__in=("claimed", "objected"), then=OPEN), default=F("lost_minor"), output_field=BigIntegerField()
    )
    ended = (
        Advance.objects.filter(opened_at__gt=at - LEARNED, opened_at__lte=at, state__in=over)
        .annotate(band=_band())
        .values("band")
        .annotate(number=Count("pk"),
                  lost=Count("pk", filter=Q(lost_minor__gt=0) | Q(state__in=("claimed", "objected"))),
                  paid=Sum("amount_minor"), gone=Sum(gone))
        .order_by("band")
    )  # fmt: skip
    asked = (
        Assessment.objects.filter(at__gt=at - DEMAND, at__lte=at)
        .exclude(outcome__in=BARRED)
        .annotate(band=_band())
        .values("band")
        .annotate(amount=Sum("amount_minor"))
        .order_by("band")
    )
    demand = {row["band"]: int(row["amount"]) // DEMAND.days for row in asked}
    history = {row["band"]: row for row in ended}
    return [
        Band(
            lowest,
            ended=history[lowest]["number"] if lowest in history else 0,
            lost=history[lowest]["lost"] if lowest in history else 0,
            paid_minor=int(history[lowest]["paid"]) if lowest in history else 0,
            lost_minor=int(history[lowest]["gone"]) if lowest in history else 0,
            demand_minor=demand.get(lowest, 0),
        )
        for lowest in sorted(history.keys() | demand.keys())
    ]


def _band() -> Cast:
    return Cast(Floor(F("points") / BAND) * BAND, IntegerField())
