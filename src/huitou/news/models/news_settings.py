"""What holds for all news of a shop. A shop without a row has the usual ones."""

from django.db import models
from django.db.models import Q

from huitou.core.models import Chained, ShopRow
from huitou.news.timing import MINUTES_A_DAY, Budget, Quiet


class NewsSettings(ShopRow, Chained):
    """`on`: whether anything is told at all. Minutes are after midnight on the reader's clock."""

    on = models.BooleanField(default=True)
    per_day = models.PositiveSmallIntegerField(default=2)
    per_parcel = models.PositiveSmallIntegerField(default=8)
    quiet_from = models.PositiveSmallIntegerField(default=21 * 60)
    quiet_until = models.PositiveSmallIntegerField(default=8 * 60)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop"], name="news_settings_once"),
            models.CheckConstraint(
                condition=Q(quiet_from__lt=MINUTES_A_DAY, quiet_until__lt=MINUTES_A_DAY), name="news_settings_minutes"
            ),
        ]

    @property
    def budget(self) -> Budget:
        """As the pure functions read it."""
        return Budget(self.per_day, self.per_parcel)

    @property
    def quiet(self) -> Quiet:
        """As the pure functions read it."""
        return Quiet(self.quiet_from, self.quiet_until)
