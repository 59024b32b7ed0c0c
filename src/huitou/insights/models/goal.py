"""What a shop wants to keep to: a step of its cases within so many minutes."""

from django.db import models

from huitou.core.models import ShopRow


class Goal(ShopRow):
    """`measure` is a code of `measures.MEASURES`, `kind` a kind of case or "" for every kind without a goal of its own.

    `minutes` run by the clock, or (`in_open_hours`) while the shop is open; `warn_minutes` before the end it is said.
    """

    measure = models.CharField(max_length=40)
    kind = models.CharField(max_length=32, blank=True)
    minutes = models.PositiveIntegerField()
    in_open_hours = models.BooleanField(default=False)
    warn_minutes = models.PositiveIntegerField()
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["shop", "measure", "kind"], name="insights_goal_once"),
            models.CheckConstraint(
                condition=models.Q(minutes__gt=0, warn_minutes__lt=models.F("minutes")), name="insights_goal_length"
            ),
        ]
