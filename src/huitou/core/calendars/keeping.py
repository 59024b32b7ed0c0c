"""Changing a shop's days and hours. Called by the desk's settings; waits that run already keep their end."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.calendars.week import Spans, Week, week_to_json
from huitou.core.errors import Invalid
from huitou.core.models import OpeningHours, SpecialDay
from huitou.core.verbs import verb

FARTHEST = timedelta(days=3 * 366)
MOST_DAYS = 500


class DayOutOfReach(Invalid):
    """A day in the past, or too far ahead, or one too many."""

    code = "day_out_of_reach"
    message = _("Choose a day from today on, at most three years ahead.")


@verb
def keep_hours(*, actor: Actor, at: datetime, week: Week, country_holidays: bool) -> OpeningHours:
    """Set the hours of the week, and whether the country's holidays are days off. Raises: Forbidden."""
    actor.require("settings.edit")
    values = {"week": week_to_json(week), "country_holidays": country_holidays}
    hours, _made = OpeningHours.objects.update_or_create(shop_id=actor.shop_id, defaults=values)
    return hours


@verb
def keep_day(*, actor: Actor, at: datetime, day: date, spans: Spans = (), label: str = "") -> SpecialDay:
    """Keep other hours on one day; without `spans` the shop is closed. Raises: Forbidden, DayOutOfReach."""
    actor.require("settings.edit")
    # A day's grace for shops whose date is behind that of UTC.
    if not at.date() - timedelta(days=1) <= day <= at.date() + FARTHEST:
        raise DayOutOfReach()
    if SpecialDay.objects.filter(shop_id=actor.shop_id, day__gte=at.date()).count() >= MOST_DAYS:
        raise DayOutOfReach()
    values = {"spans": [list(span) for span in spans], "label": label.strip()[:80]}
    kept, _made = SpecialDay.objects.update_or_create(shop_id=actor.shop_id, day=day, defaults=values)
    return kept


@verb
def drop_day(*, actor: Actor, at: datetime, day: date) -> None:
    """The day goes by the week and the country again. Raises: Forbidden."""
    actor.require("settings.edit")
    SpecialDay.objects.filter(shop_id=actor.shop_id, day=day).delete()
