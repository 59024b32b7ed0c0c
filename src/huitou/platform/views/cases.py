"""A disputed case: both sides' proof beside the verdict, talk, and the ruling with its grounds."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit, picture
from huitou.cases.dossier import dossier
from huitou.cases.machine import CASE
from huitou.cases.queries import CasePage, case_page
from huitou.cases.verbs import say
from huitou.core.actions import Action, perform
from huitou.core.actors import Role
from huitou.core.errors import Conflict, Forbidden, HuitouError, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.platform.forms import RulingForm
from huitou.platform.visit import platform_view


@require_safe
@platform_view
def case(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything that a ruling needs; with `?part=stream` only the talk."""
    with visit.reading():
        return _page(visit, case_page(visit.actor, ref, visit.shop, visit.at), part=visit.request.GET.get("part", ""))


def _page(visit: StaffVisit, found: CasePage, *, part: str = "", status: int = 200, **more: Any) -> HttpResponse:
    told = dossier(found, visit.shop, Role.PLATFORM, visit.at)
    base = reverse("platform:case", args=[visit.shop.slug, found.case.ref])
    rulings = [action for action in found.actions if action.machine == "case"]
    context = {
        "told": told,
        "case": found.case,
        "rulings": rulings,
        "form": RulingForm(),
        "photo_base": f"{base}photos/",
        "of_buyer": [photo for photo in found.evidence if photo.role == Role.BUYER],
        "of_shop": [photo for photo in found.evidence if photo.role == Role.MERCHANT],
        "live_url": visit.live_url(*found.subjects),
        **more,
    }
    return visit.render("cases/stream.html" if part == "stream" else "platform/case.html", context, status=status)


@require_http_methods(["POST"])
@platform_view
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Rule. The sum that is ruled on is the one that was on the page."""
    form = RulingForm(visit.request.POST)
    with visit.reading():
        found = case_page(visit.actor, ref, visit.shop, visit.at)
        chosen = _find(found, action)
        if not form.is_valid():
            return _page(visit, found, status=422, form=form, tried=action)
    try:
        seen = visit.request.POST.get("seen", "")
        if seen and seen != found.case.sheet.digest:
            raise Conflict()
        perform("case", chosen.name, found.case, form.inputs(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error("grounds", error.text)
        with visit.reading():
            again = case_page(visit.actor, ref, visit.shop, visit.at)
            return _page(visit, again, status=error.status, form=form, tried=action)
    return redirect("platform:case", visit.shop.slug, ref)


def _find(found: CasePage, name: str) -> Action:
    for action in found.actions:
        if action.machine == "case" and action.name == name:
            return action
    steps = [step for step in CASE.steps if step.state == found.case.state and step.who == Role.PLATFORM]
    if any(step.action == name for step in steps):
        raise Forbidden()
    raise NotTheirTurn(machine="case", state=found.case.state, action=name, role="platform")


@require_POST
@platform_view
def message(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Ask both sides something."""
    visit.actor.require("disputes.message")
    body = visit.request.POST.get("body", "")
    try:
        say(case=ref, body=body, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        with visit.reading():
            found = case_page(visit.actor, ref, visit.shop, visit.at)
            return _page(visit, found, status=error.status, message_body=body, message_error=error.text)
    return redirect(reverse("platform:case", args=[visit.shop.slug, ref]) + "#talk")


@require_safe
@platform_view
def evidence(visit: StaffVisit, ref: str, photo: UUID) -> HttpResponseBase:
    """A photo of the case."""
    with visit.reading():
        found = case_page(visit.actor, ref, visit.shop, visit.at)
        kept = next((one for one in found.evidence if one.pk == photo), None)
        if kept is None or kept.erased_at is not None or not kept.shown:
            raise NotFound()
        return picture(kept.shown)
