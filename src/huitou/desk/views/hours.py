"""When the shop works: its week, its country's holidays, its own days; and the next weeks as they are counted."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from huitou.accounts.staff_pages import StaffVisit
from huitou.core.calendars import calendar_of
from huitou.core.calendars.keeping import drop_day, keep_day, keep_hours
from huitou.core.calendars.preview import preview, unknown_years
from huitou.core.errors import HuitouError, NotFound
from huitou.core.models import SpecialDay
from huitou.desk.forms.hours import DayForm, WeekForm
from huitou.desk.visit import desk_view, page


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def hours(visit: StaffVisit) -> HttpResponseBase:
    """The week; a POST keeps it."""
    with visit.reading():
        calendar = calendar_of(visit.shop)
    initial = {"country_holidays": bool(calendar.country)}
    form = WeekForm(visit.request.POST or None, week=calendar.week, initial=initial)
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        if form.is_valid():
            data = form.cleaned_data
            keep_hours(week=data["week"], country_holidays=data["country_holidays"], actor=visit.actor, at=visit.at)
            messages.success(visit.request, _("Saved. It counts for waits that begin from now on."))
            return redirect("desk:hours", visit.shop.slug)
        return _page(visit, form, DayForm(), 422)
    return _page(visit, form, DayForm(), 200)


@require_POST
@desk_view("settings.edit")
def day(visit: StaffVisit) -> HttpResponseBase:
    """Keep a day that differs."""
    form = DayForm(visit.request.POST)
    status = 422
    if form.is_valid():
        try:
            keep_day(**form.cleaned_data, actor=visit.actor, at=visit.at)
        except HuitouError as error:
            form.add_error("day", error.text)
            status = error.status
        else:
            messages.success(visit.request, _("Saved. It counts for waits that begin from now on."))
            return redirect("desk:hours", visit.shop.slug)
    with visit.reading():
        calendar = calendar_of(visit.shop)
    week = WeekForm(week=calendar.week, initial={"country_holidays": bool(calendar.country)})
    return _page(visit, week, form, status)


@require_POST
@desk_view("settings.edit")
def drop(visit: StaffVisit) -> HttpResponseBase:
    """A day goes by the week and the country again."""
    try:
        given = date.fromisoformat(visit.request.POST.get("day", ""))
    except ValueError as error:
        raise NotFound() from error
    drop_day(day=given, actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("This day follows the week again."))
    return redirect("desk:hours", visit.shop.slug)


def _page(visit: StaffVisit, form: WeekForm, day_form: DayForm, status: int) -> HttpResponse:
    with visit.reading():
        calendar = calendar_of(visit.shop)
        today = visit.at.astimezone(calendar.zone).date()
        own = list(SpecialDay.objects.filter(day__gte=today).order_by("day"))
        labels = {kept.day: kept.label for kept in SpecialDay.objects.all()}
        context = {
            "form": form,
            "day_form": day_form,
            "own": [(kept, bool(kept.spans)) for kept in own],
            "weeks": preview(calendar, visit.at, labels),
            "unknown_years": unknown_years(calendar, visit.at),
            "part": "hours",
        }
        return page(visit, "desk/settings/hours.html", context, here="settings", status=status)
