"""Once a day: how low may the standing be, so that the month's losses stay inside the budget."""

from calendar import monthrange
from datetime import datetime
from zoneinfo import ZoneInfo

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.instant import budget
from huitou.instant.bands import bands_of_shop
from huitou.instant.controller import Month, Threshold, next_threshold
from huitou.instant.eligibility import OFF
from huitou.instant.models import InstantRules


@verb
def move_threshold(*, actor: Actor, at: datetime) -> Threshold | None:
    """Ask the controller and keep what it says; an event where it moved. None where instant refunds are off."""
    rules = InstantRules.objects.select_for_update().filter(shop_id=actor.shop_id).first()
    if rules is None or rules.mode == OFF:
        return None
    shop = open_shop_row()
    row = budget.month_of(shop, rules, at)
    day = at.astimezone(ZoneInfo(shop.timezone)).date()
    days_left = monthrange(day.year, day.month)[1] - day.day + 1
    month = Month(row.budget_minor, row.expected_minor, row.lost_minor, days_left)
    found = next_threshold(month, bands_of_shop(at), current=rules.threshold, narrowest=rules.narrowest_points)
    if found.points != rules.threshold:
        facts = {"from": rules.threshold, "to": found.points, "target": found.target, "room_minor": month.room_minor,
                 "forecast_minor": found.forecast_minor, "currency": row.currency}  # fmt: skip
        events.record(rules, "instant.threshold.moved", actor=actor, at=at, facts=facts)
        rules.threshold = found.points
        rules.save()
    return found
