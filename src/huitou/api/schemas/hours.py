"""A shop's calendar as JSON: its week, its own days, and the next weeks as they are counted."""

from datetime import date
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict
from huitou.core.calendars.calendar import Calendar
from huitou.core.calendars.preview import PreviewDay
from huitou.core.calendars.week import Week, checked_week, read_spans, write_spans
from huitou.core.models import SpecialDay

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def _hours(example: str) -> Any:
    """Hours of one day as people write them."""
    return Field(default="", max_length=120, examples=[example], description="Empty: closed.")


class WeekIn(Strict):
    """Every day by its hours: `09:00-12:00, 13:30-18:00`."""

    monday: str = _hours("09:00-12:00, 13:30-18:00")
    tuesday: str = _hours("09:00-18:00")
    wednesday: str = _hours("09:00-18:00")
    thursday: str = _hours("09:00-18:00")
    friday: str = _hours("09:00-18:00")
    saturday: str = _hours("10:00-14:00")
    sunday: str = _hours("")

    def week(self) -> Week:
        """The week as calendars count it. Raises WeekMalformed."""
        return checked_week([read_spans(getattr(self, day)) for day in DAYS])


class HoursIn(Strict):
    """The whole week: days that are left out are closed."""

    week: WeekIn
    country_holidays: bool = Field(examples=[True], description="Public holidays of the shop's country are days off.")


class WeekOut(WeekIn):
    """Every day by its hours, empty where the shop is closed."""


class OwnDayIn(Strict):
    """A day that differs from the week and the country."""

    day: date = Field(examples=["2026-12-24"])
    hours: str = _hours("09:00-12:00")
    label: str = Field(
        default="", max_length=80, examples=["Stocktaking"], description="What for; the shop's own word."
    )


class OwnDayOut(OwnDayIn):
    """A day that differs, as it is kept."""


class DroppedDayIn(Strict):
    """The day that goes by the week and the country again."""

    day: date = Field(examples=["2026-12-24"])


class ComingDayOut(Schema):
    """One of the coming days as it is counted."""

    day: date = Field(examples=["2026-10-01"])
    hours: str = Field(examples=[""], description="Empty: closed.")
    why: str = Field(examples=["holiday"], description="own, holiday, working_weekend, or empty: the week decides.")
    name: str = Field(examples=["National Day"])


class HoursOut(Schema):
    """When the shop works. Terms in working days and open hours are counted by it."""

    timezone: str = Field(examples=["Asia/Shanghai"])
    country: str = Field(examples=["CN"])
    country_holidays: bool
    week: WeekOut
    own_days: list[OwnDayOut]
    coming: list[ComingDayOut] = Field(description="Eight whole weeks from Monday of this week on.")
    unknown_years: list[int] = Field(
        examples=[[2027]], description="Years whose working weekends the country has not announced yet."
    )


def week_out(calendar: Calendar) -> dict[str, str]:
    """The calendar's week as JSON."""
    return {day: write_spans(spans) for day, spans in zip(DAYS, calendar.week, strict=True)}


def own_day_out(kept: SpecialDay) -> dict[str, Any]:
    """One of the shop's own days as JSON."""
    spans = tuple((int(begin), int(end)) for begin, end in kept.spans)
    return {"day": kept.day, "hours": write_spans(spans), "label": kept.label}


def coming_day_out(day: PreviewDay) -> dict[str, Any]:
    """One of the coming days as JSON."""
    return {"day": day.day, "hours": day.hours, "why": day.why, "name": day.name}
