"""A shop's days and hours: its week, its country's holidays and working weekends, its own closing days.

`calendar_of` reads a shop's calendar; the terms of the machines and the goals of the shop count in it.
"""

from huitou.core.calendars.calendar import Calendar, Span
from huitou.core.calendars.of_shop import calendar_of
from huitou.core.calendars.week import USUAL_WEEK, Week, WeekMalformed, read_week, week_to_json

__all__ = [
    "USUAL_WEEK",
    "Calendar",
    "Span",
    "Week",
    "WeekMalformed",
    "calendar_of",
    "read_week",
    "week_to_json",
]
