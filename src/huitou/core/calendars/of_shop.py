"""Reads a shop's calendar: two short queries inside `in_shop`. Called when a state is entered whose wait counts days
or hours, by the goals and by the settings.
"""

from uuid import UUID
from zoneinfo import ZoneInfo

from huitou.core.calendars.calendar import Calendar
from huitou.core.calendars.week import USUAL_WEEK, checked_spans, read_week
from huitou.core.models import OpeningHours, Shop, SpecialDay


def calendar_of(shop: Shop | UUID) -> Calendar:
    """The shop's calendar; without settings of its own Monday to Friday, 9 to 18, less the country's holidays."""
    found = shop if isinstance(shop, Shop) else Shop.objects.get(pk=shop)
    kept = OpeningHours.objects.filter(shop_id=found.pk).first()
    special = {
        row.day: checked_spans([(int(begin), int(end)) for begin, end in row.spans])
        for row in SpecialDay.objects.filter(shop_id=found.pk)
    }
    return Calendar(
        zone=ZoneInfo(found.timezone),
        week=read_week(kept.week) if kept is not None else USUAL_WEEK,
        country=found.country if kept is None or kept.country_holidays else "",
        special=special,
        law=found.country,
    )
