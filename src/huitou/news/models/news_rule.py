"""A shop's own rule for a trigger. Without a row the usual one of `news.rules` counts."""

from django.db import models

from huitou.core.models import Chained, ShopRow
from huitou.news.rules import Rule
from huitou.news.triggers import Trigger


class NewsRule(ShopRow, Chained):
    """The fields are those of `news.rules.Rule`."""

    trigger = models.CharField(max_length=24)
    on = models.BooleanField()
    channels = models.JSONField()
    wait_minutes = models.PositiveIntegerField()
    late_days = models.PositiveSmallIntegerField()
    countries = models.JSONField(default=list)
    carriers = models.JSONField(default=list)
    least_minor = models.BigIntegerField(default=0)
    unless_seen = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shop", "trigger"], name="news_rule_once")]

    @property
    def rule(self) -> Rule:
        """As the pure functions read it."""
        return Rule(
            Trigger(self.trigger), on=self.on, channels=tuple(self.channels), wait_minutes=self.wait_minutes,
            late_days=self.late_days, countries=tuple(self.countries), carriers=tuple(self.carriers),
            least_minor=self.least_minor, unless_seen=self.unless_seen,
        )  # fmt: skip
