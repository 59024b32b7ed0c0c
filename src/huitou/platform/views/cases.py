"""A disputed case: both sides' proof beside the verdict, talk, precedents, and what the arbitrator can do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.bundle.download import bundle_response
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.verbs import declare_conflict, hand_over_dispute, take_dispute
from huitou.cases.dossier import dossier
from huitou.cases.models import Dispute
from huitou.cases.queries import CasePage, case_page
from huitou.cases.verbs import say
from huitou.changes.deliveries.queries import taken_on_in
from huitou.core.actions import Action, perform
from huitou.core.actors import Role
from huitou.core.errors import Conflict, Forbidden, HuitouError, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.stored_files import stored_file
from huitou.platform.deciding import console, demand_open_file, form_for
from huitou.platform.visit import platform_view


@require_safe
@platform_view
def case(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything that a ruling needs; with `?part=stream` only the talk."""
    with visit.reading():
        return _page(visit, case_page(visit.actor, ref, visit.shop, visit.at), part=visit.request.GET.get("part", ""))


def _page(visit: StaffVisit, found: CasePage, *, part: str = "", status: int = 200, **more: Any) -> HttpResponse:
    view = found.dispute
    if view is None:
        raise NotFound()
    demand_open_file(visit, view.dispute)
    told = dossier(found, visit.shop, Role.PLATFORM, visit.at)
    base = reverse("platform:case", args=[visit.shop.slug, found.case.ref])
    context = {
        "told": told,
        "case": found.case,
        "photo_base": f"{base}photos/",
        "of_buyer": [photo for photo in found.evidence if photo.role == Role.BUYER],
        "of_shop": [photo for photo in found.evidence if photo.role == Role.MERCHANT],
        "live_url": visit.live_url(*found.subjects),
        "taken_on": taken_on_in(told.order, [line.reason for line in found.lines]),
        **more,
    }
    if part == "stream":
        return visit.render("cases/stream.html", context, status=status)
    context.update(console(visit, found, view, **more))
    return visit.render("platform/case.html", context, status=status)


@require_http_methods(["POST"])
@platform_view
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """Rule, ask, propose. The sum that is ruled on is the one that was on the page."""
    with visit.reading():
        found = case_page(visit.actor, ref, visit.shop, visit.at)
        chosen, view = _find(found, action), found.dispute
        if view is None:
            raise NotFound()
        form = form_for(visit, found, view.dispute, action, visit.request.POST)
        if not form.is_valid():
            return _page(visit, found, status=422, form=form, tried=action)
    try:
        seen = visit.request.POST.get("seen", "")
        if seen and seen != found.case.sheet.digest:
            raise Conflict()
        perform("dispute", chosen.name, view.dispute, form.inputs(), actor=visit.actor, at=visit.at)
    except HuitouError as error:
        form.add_error(None, error.text)
        with visit.reading():
            again = case_page(visit.actor, ref, visit.shop, visit.at)
            return _page(visit, again, status=error.status, form=form, tried=action)
    return redirect("platform:case", visit.shop.slug, ref)


def _find(found: CasePage, name: str) -> Action:
    for action in found.actions:
        if action.machine == "dispute" and action.name == name:
            return action
    state = found.dispute.dispute.state if found.dispute is not None else ""
    steps = [step for step in DISPUTE.steps if step.state == state and step.who == Role.PLATFORM]
    if any(step.action == name for step in steps):
        raise Forbidden()
    raise NotTheirTurn(machine="dispute", state=state, action=name, role="platform")


@require_POST
@platform_view
def take(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Take the dispute, from the queue or from another arbitrator."""
    return _assign(visit, ref, lambda dispute: take_dispute(dispute=dispute, actor=visit.actor, at=visit.at))


@require_POST
@platform_view
def hand_over(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Give it to another arbitrator, or back to the queue."""
    to = visit.request.POST.get("to", "")
    try:
        person = UUID(to) if to else None
    except ValueError as error:
        raise NotFound() from error
    return _assign(
        visit, ref, lambda dispute: hand_over_dispute(dispute=dispute, to=person, actor=visit.actor, at=visit.at)
    )


@require_POST
@platform_view
def conflict(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Say that one has an interest in it."""
    return _assign(visit, ref, lambda dispute: declare_conflict(dispute=dispute, actor=visit.actor, at=visit.at))


def _assign(visit: StaffVisit, ref: str, write: Callable[[Dispute], Dispute]) -> HttpResponseBase:
    with visit.reading():
        view = case_page(visit.actor, ref, visit.shop, visit.at).dispute
        if view is None:
            raise NotFound()
        demand_open_file(visit, view.dispute)
    write(view.dispute)
    return redirect("platform:case", visit.shop.slug, ref)


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
        if found.dispute is not None:
            demand_open_file(visit, found.dispute.dispute)
        kept = next((one for one in found.evidence if one.pk == photo), None)
        if kept is None or kept.erased_at is not None or not kept.shown:
            raise NotFound()
        digest = kept.shown_sha256 or kept.sha256
        return stored_file(visit.request, kept.shown, media_type=kept.shown_type, digest=digest)


@require_safe
@platform_view
def bundle(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything about the case in one file, with the originals of both sides."""
    with visit.reading():
        view = case_page(visit.actor, ref, visit.shop, visit.at).dispute
        if view is not None:
            demand_open_file(visit, view.dispute)
        return bundle_response(visit.actor, ref, visit.shop, visit.at)
