"""What a shop may lose in one month, what it expects to lose, and what it has lost. Changed by guarded updates only."""

from django.db import models
from django.db.models import Q

from huitou.core.models import ShopRow


class MonthBudget(ShopRow):
    """`month` is `2026-11` in the shop's own time; sums in minor units of `currency`.

    `set_aside_minor` is what advances of this month that are not over take of it, `expected_minor` what of them is
    likely to be lost (for the controller), `lost_minor` what was. A loss
    belongs to the month in which the advance was granted, however late it is known.
    """

    month = models.CharField(max_length=7)
    currency = models.CharField(max_length=3)
    budget_minor = models.BigIntegerField()
    set_aside_minor = models.BigIntegerField(default=0)
    expected_minor = models.BigIntegerField(default=0)
    lost_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "id"], name="instant_month_shop_id"),
            models.UniqueConstraint(fields=["shop", "month", "currency"], name="instant_month_once"),
            models.CheckConstraint(
                condition=Q(budget_minor__gte=0, set_aside_minor__gte=0, expected_minor__gte=0, lost_minor__gte=0),
                name="instant_month_not_negative",
            ),
        ]

    @property
    def left_minor(self) -> int:
        """What may still be set aside."""
        return max(0, self.budget_minor - self.set_aside_minor - self.lost_minor)
