"""One goal's clock on one case: when it started, when it is due, whether it was warned of, when it stopped."""

from django.db import models
from django.db.models import Q

from huitou.core.models import SameShop, ShopRow


class GoalClock(ShopRow):
    """The goal is kept as it was when the clock started: a later change moves no running clock.

    `due_at` and `warn_at` move only by what clocks of the case stood still. Kept: stopped at or before `due_at`.
    """

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    measure = models.CharField(max_length=40)
    kind = models.CharField(max_length=32)
    minutes = models.PositiveIntegerField()
    in_open_hours = models.BooleanField()
    warn_minutes = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    warn_at = models.DateTimeField()
    due_at = models.DateTimeField()
    warned_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    # Ended without an answer being owed any more: the buyer took the case back.
    void = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "case", "measure"], name="insights_clock_once"),
            SameShop(field="case", to="cases.Case", name="insights_clock_case"),
        ]
        indexes = [
            models.Index(
                fields=["shop", "warn_at"], condition=Q(stopped_at=None, void=False), name="insights_clock_running"
            ),
            models.Index(fields=["shop", "measure", "due_at"], name="insights_clock_due"),
        ]
