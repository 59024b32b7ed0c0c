"""How often each thing was told lately, and opened. Inside the shop; one query."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count

from huitou.news.models import Telling
from huitou.news.triggers import Trigger

LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Told:
    """Messages of the last thirty days that a trigger led, and how many were opened by their link."""

    sent: int = 0
    opened: int = 0

    @property
    def percent(self) -> int:
        """Opened, in per cent of those sent."""
        return round(100 * self.opened / self.sent) if self.sent else 0


def told_lately(*, at: datetime) -> dict[Trigger, Told]:
    """By trigger; those that nobody was told of have zeros."""
    rows = Telling.objects.filter(told_at__gte=at - LATELY).values_list("trigger")
    counted = {code: Told(sent, opened) for code, sent, opened in rows.annotate(Count("pk"), Count("opened_at"))}
    return {trigger: counted.get(trigger, Told()) for trigger in Trigger}
