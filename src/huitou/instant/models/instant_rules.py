"""What a shop allows of instant refunds. A shop without a row has them switched off."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from huitou.core.models import Chained, ShopRow
from huitou.instant import eligibility


class Mode(models.TextChoices):
    """Off; watched without paying; on."""

    OFF = "off", _("Off")
    SHADOW = "shadow", _("Shadow: assess, but pay nobody ahead")
    ON = "on", _("On")


class InstantRules(ShopRow, Chained):
    """Sums are minor units of the shop's currency, points those of `instant.standing`.

    `best_points` and above are paid on approval, all others at the courier's first scan; `narrowest_points` is the
    lowest that the controller may go to; `threshold` where it stands now. `set_aside_percent`: what each advance takes
    of the budget until it is over; at 100 no month can lose more than its budget.
    """

    mode = models.CharField(max_length=8, choices=Mode.choices, default=Mode.OFF)
    budget_minor = models.BigIntegerField(default=0)
    largest_minor = models.BigIntegerField(default=0)
    best_points = models.PositiveSmallIntegerField(default=80)
    narrowest_points = models.PositiveSmallIntegerField(default=50)
    excluded_reasons = models.JSONField(default=list)
    excluded_categories = models.JSONField(default=list)
    hold_out_percent = models.PositiveSmallIntegerField(default=5)
    set_aside_percent = models.PositiveSmallIntegerField(default=100)
    threshold = models.PositiveSmallIntegerField(default=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="instant_rules_once"),
            models.CheckConstraint(condition=Q(budget_minor__gte=0, largest_minor__gte=0), name="instant_rules_sums"),
            models.CheckConstraint(
                condition=Q(best_points__lte=100, narrowest_points__lte=100, hold_out_percent__lte=50)
                & Q(set_aside_percent__gte=25, set_aside_percent__lte=100),
                name="instant_rules_points",
            ),
        ]

    def as_rules(self, currency: str) -> eligibility.Rules:
        """The same for the pure rules. `currency`: the shop's."""
        return eligibility.Rules(
            mode=self.mode, currency=currency, budget_minor=self.budget_minor, largest_minor=self.largest_minor,
            best_points=self.best_points, narrowest_points=self.narrowest_points,
            excluded_reasons=tuple(self.excluded_reasons), excluded_categories=tuple(self.excluded_categories),
            hold_out_percent=self.hold_out_percent,
        )  # fmt: skip
