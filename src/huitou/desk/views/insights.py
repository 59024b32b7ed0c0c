"""How long things take, in detail: by kind, by week, by the clock and in open hours; and the goals that are set."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.models.case import Kind
from huitou.core.errors import HuitouError
from huitou.desk.forms.insights import GoalForm
from huitou.desk.visit import desk_view, page
from huitou.insights.carriers import recovered_between
from huitou.insights.queries import figures, goal_figures, last_days
from huitou.insights.queries.figures import USUAL_DAYS
from huitou.insights.telling import goal_rows, split_rows, step_rows, too_few, week_rows
from huitou.insights.verbs import drop_goal, set_goal
from huitou.parcels.access import SEE as SEE_PARCELS

PERIODS = (30, USUAL_DAYS, 365)


@require_safe
@desk_view("cases.view")
def insights(visit: StaffVisit) -> HttpResponseBase:
    """The figures; `?days=` and `?kind=` narrow them."""
    asked = visit.request.GET
    days = int(asked["days"]) if asked.get("days", "") in [str(one) for one in PERIODS] else USUAL_DAYS
    kind = asked.get("kind", "") if asked.get("kind") in Kind.values else ""
    with visit.reading():
        found = figures(last_days(visit.shop, visit.at, days), kind=kind)
        steps, few_of = split_rows(step_rows(found))
        context = {
            "found": found,
            "steps": steps,
            "few_of": few_of,
            "weeks": week_rows(found.weeks),
            "goals": goal_rows(goal_figures(found.period, at=visit.at)),
            "too_few": too_few(found),
            "recovered": recovered_between(found.period.since, found.period.until) if visit.may(SEE_PARCELS) else [],
            "days": days,
            "periods": PERIODS,
            "kind": kind,
            "kinds": Kind.choices,
        }
        return page(visit, "desk/insights/page.html", context, here="insights")


@require_http_methods(["GET", "POST"])
@desk_view("settings.view")
def goals(visit: StaffVisit) -> HttpResponseBase:
    """The goals, and a form to set one."""
    form = GoalForm(visit.request.POST or None)
    status = 200
    if visit.request.method == "POST":
        visit.actor.require("settings.edit")
        status = 422
        if form.is_valid():
            try:
                set_goal(**form.goal(), actor=visit.actor, at=visit.at)
            except HuitouError as error:
                form.add_error(None, error.text)
                status = error.status
            else:
                messages.success(visit.request, _("Saved. It counts for cases from now on."))
                return redirect("desk:goals", visit.shop.slug)
    return _goals_page(visit, form, status)


def _goals_page(visit: StaffVisit, form: GoalForm, status: int) -> HttpResponse:
    with visit.reading():
        found = goal_rows(goal_figures(last_days(visit.shop, visit.at), at=visit.at))
        context: dict[str, Any] = {"form": form, "goals": found, "part": "goals", "days": USUAL_DAYS}
        return page(visit, "desk/settings/goals.html", context, here="settings", status=status)


@require_POST
@desk_view("settings.edit")
def drop(visit: StaffVisit) -> HttpResponseBase:
    """Drop one goal."""
    given = visit.request.POST
    drop_goal(measure=given.get("measure", ""), kind=given.get("kind", ""), actor=visit.actor, at=visit.at)
    messages.success(visit.request, _("The goal is gone. Clocks that run go on."))
    return redirect("desk:goals", visit.shop.slug)
