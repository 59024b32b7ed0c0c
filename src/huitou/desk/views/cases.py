"""The case's page, its actions, its talk and its photos."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit, picture
from huitou.cases.dossier import bill_of_sheet, dossier
from huitou.cases.judging import agreed_preview
from huitou.cases.models import Evidence
from huitou.cases.queries import CasePage
from huitou.cases.values import say_state
from huitou.cases.verbs import add_evidence, say
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.money import parse_amount
from huitou.desk import acting
from huitou.desk.case_view import case_context
from huitou.desk.visit import desk_view, page
from huitou.notifications.queries import mails_about
from huitou.refunds.sheet_facts import NothingToRefund


@require_safe
@desk_view("cases.view")
def case(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything about one case; with `?part=body` what changes by itself."""
    with visit.reading():
        return _case_page(visit, acting.read_page(visit, ref), visit.request.GET.get("part", ""))


def _case_page(
    visit: StaffVisit, found: CasePage, part: str = "", status: int = 200, more: dict[str, Any] | None = None
) -> HttpResponse:
    told = dossier(found, visit.shop, Role.MERCHANT, visit.at)
    context = {**case_context(visit, told), "mails": list(mails_about("cases.case", found.case.pk)), **(more or {})}
    if part == "stand":
        return visit.render("desk/cases/stand.html", context)
    if part == "stream":
        return visit.render("cases/stream.html", context)
    live = {"live_url": visit.live_url(*found.subjects)}
    return page(visit, "desk/cases/page.html", {**context, **live}, here="queue", status=status)


@require_http_methods(["GET", "POST"])
@desk_view("cases.view")
def act(visit: StaffVisit, ref: str, action: str) -> HttpResponseBase:
    """One action: GET asks for its inputs, POST does it."""
    request = visit.request
    subject = request.POST.get("subject", request.GET.get("subject", ""))
    with visit.reading():
        found = acting.read_page(visit, ref)
        chosen = acting.find(found, action, subject)
        if chosen.machine == "refund" and chosen.name != "retry":
            return redirect("desk:refund_act", visit.shop.slug, chosen.subject, chosen.name)
        form = acting.form_of(visit, found, chosen)
        if request.method == "GET" or not form.is_valid():
            return _ask(visit, found, chosen, form, 200 if request.method == "GET" else 422)
    try:
        acting.do(visit, found, chosen, form)
    except HuitouError as error:
        if request.headers.get("HX-Request"):
            return visit.render("desk/queue/not_done.html", {"case": found.case, "error": error, "key": _key(visit)})
        form.refuse(error)
        with visit.reading():
            return _ask(visit, acting.read_page(visit, ref), chosen, form, error.status)
    return _done(visit, ref)


def _ask(visit: StaffVisit, found: CasePage, action: Any, form: Any, status: int) -> HttpResponse:
    told = dossier(found, visit.shop, Role.MERCHANT, visit.at)
    context = {"told": told, "action": action, "form": form, **case_context(visit, told)}
    return page(visit, "desk/cases/action.html", context, here="queue", status=status)


def _done(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Back to where it was done from, with the sentence of how things stand now."""
    request = visit.request
    with visit.reading():
        after = acting.read_page(visit, ref)
        sentence = say_state(after.case, Role.MERCHANT, visit.shop, visit.at, after.offer)
        if request.headers.get("HX-Request"):
            context = {"case": after.case, "sentence": sentence, "key": _key(visit)}
            return visit.render("desk/queue/done.html", context)
    if request.POST.get("back") == "queue":
        messages.success(request, f"{after.case.ref}: {sentence}")
        return redirect("desk:queue", visit.shop.slug)
    return redirect("desk:case", visit.shop.slug, ref)


def _key(visit: StaffVisit) -> str:
    return visit.request.POST.get("key", "")


@require_safe
@desk_view("cases.view")
def offer_preview(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """The bill of an offer while it is being typed; says what is wrong with the sum instead."""
    asked = visit.request.GET
    with visit.reading():
        found = acting.read_page(visit, ref)
        acting.find(found, "offer")
        context: dict[str, Any] = {"keeps_goods": asked.get("keeps_goods") != "no"}
        try:
            amount = parse_amount(asked.get("amount", ""), found.case.sheet.currency)
            sheet = agreed_preview(found.case, amount.minor, keeps_goods=bool(context["keeps_goods"]))
            context["bill"] = bill_of_sheet(sheet)
            context["limited"] = sheet.total_minor != amount.minor
        except NothingToRefund as error:
            context["problem"] = error.text
        except HuitouError as error:
            context["problem"] = error.text if asked.get("amount") else ""
        return visit.render("desk/actions/offer_preview.html", context)


@require_POST
@desk_view("cases.view")
def message(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Say something to the buyer, with or without a photo; what was typed is kept where it fails."""
    request = visit.request
    body, photo = request.POST.get("body", ""), request.FILES.get("photo")
    visit.actor.require("cases.message")
    try:
        if photo is not None and photo.file is not None:
            add_evidence(case=ref, file=photo.file, name=photo.name or "", actor=visit.actor, at=visit.at)
        if body.strip() or photo is None:
            say(case=ref, body=body, actor=visit.actor, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        with visit.reading():
            more = {"message_body": body, "message_error": error.text}
            return _case_page(visit, acting.read_page(visit, ref), status=error.status, more=more)
    return redirect(f"{_case_url(visit, ref)}#talk")


@require_safe
@desk_view("cases.view")
def evidence(visit: StaffVisit, ref: str, photo: UUID) -> HttpResponseBase:
    """A photo of the case, as it is shown: re-encoded, without metadata."""
    with visit.reading():
        found = acting.read_page(visit, ref)
        kept: Evidence | None = next((one for one in found.evidence if one.pk == photo), None)
        if kept is None or kept.erased_at is not None or not kept.shown:
            raise NotFound()
        return picture(kept.shown)


def _case_url(visit: StaffVisit, ref: str) -> str:
    return redirect("desk:case", visit.shop.slug, ref)["Location"]
