"""When the shop works: read, and set by who may change the settings. The same verbs as the desk's page."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.hours import (
    DroppedDayIn,
    HoursIn,
    HoursOut,
    OwnDayIn,
    coming_day_out,
    own_day_out,
    week_out,
)
from huitou.api.views.common import answers, who
from huitou.core.calendars import calendar_of
from huitou.core.calendars.keeping import DayOutOfReach, drop_day, keep_day, keep_hours
from huitou.core.calendars.preview import preview, unknown_years
from huitou.core.calendars.week import WeekMalformed, read_spans
from huitou.core.errors import Forbidden
from huitou.core.models import SpecialDay

router = Router()


@router.get("/hours", response=answers(200, HoursOut), summary="When the shop works")
@refuses(Forbidden)
def show_hours(request: HttpRequest) -> dict[str, Any]:
    """The week, the shop's own days from today on, and the next eight weeks as they are counted."""
    caller = who(request)
    caller.actor.require("settings.view")
    return _hours(caller)


@router.put("/hours", response=answers(200, HoursOut), summary="Set the week")
@refuses(Forbidden, WeekMalformed)
@idempotent(required=False)
def put_hours(request: HttpRequest, body: HoursIn) -> dict[str, Any]:
    """Replace the week. It counts for waits that begin from now on; those that run keep their end."""
    caller = who(request)
    caller.actor.require("settings.edit")
    keep_hours(
        week=body.week.week(), country_holidays=body.country_holidays, actor=caller.actor, at=caller.at
    )  # fmt: skip
    return _hours(caller)


@router.post("/hours/days", response=answers(200, HoursOut), summary="Keep a day that differs")
@refuses(Forbidden, WeekMalformed, DayOutOfReach)
@idempotent(required=False)
def keep_own_day(request: HttpRequest, body: OwnDayIn) -> dict[str, Any]:
    """A day off (without hours), or a day with hours of its own, from today on; the same day again is replaced."""
    caller = who(request)
    caller.actor.require("settings.edit")
    keep_day(day=body.day, spans=read_spans(body.hours), label=body.label, actor=caller.actor, at=caller.at)
    return _hours(caller)


@router.post("/hours/days/remove", response=answers(200, HoursOut), summary="Drop a day that differs")
@refuses(Forbidden)
@idempotent(required=False)
def drop_own_day(request: HttpRequest, body: DroppedDayIn) -> dict[str, Any]:
    """The day goes by the week and the country again."""
    caller = who(request)
    drop_day(day=body.day, actor=caller.actor, at=caller.at)
    return _hours(caller)


def _hours(caller: Caller) -> dict[str, Any]:
    with reading(caller):
        calendar = calendar_of(caller.shop)
        today = caller.at.astimezone(calendar.zone).date()
        kept = list(SpecialDay.objects.order_by("day"))
    weeks = preview(calendar, caller.at, {one.day: one.label for one in kept})
    return {
        "timezone": caller.shop.timezone,
        "country": caller.shop.country,
        "country_holidays": bool(calendar.country),
        "week": week_out(calendar),
        "own_days": [own_day_out(one) for one in kept if one.day >= today],
        "coming": [coming_day_out(day) for week in weeks for day in week],
        "unknown_years": unknown_years(calendar, caller.at),
    }
