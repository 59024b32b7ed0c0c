"""The case's page, its actions, its talk and its photos."""

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.bundle.download import bundle_response
from huitou.cases.dossier import Row, bill_of_sheet, dossier
from huitou.cases.models import Case, Evidence, Remedy
from huitou.cases.offering import plan_offer
from huitou.cases.queries import CasePage
from huitou.cases.talk import unread_by
from huitou.cases.values import say_state
from huitou.cases.verbs import Given, Shown, add_evidence, mark_read, say, showing
from huitou.core.actors import Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.money import Money
from huitou.core.stored_files import stored_file
from huitou.core.videos.patches import Seekable
from huitou.desk import acting
from huitou.desk.case_view import case_context
from huitou.desk.forms.actions import form_for
from huitou.desk.visit import desk_view, page
from huitou.notifications.queries import mails_about


@require_safe
@desk_view("cases.view")
def case(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything about one case; with `?part=body` what changes by itself."""
    part = visit.request.GET.get("part", "")
    with visit.reading():
        found = acting.read_page(visit, ref)
        response = _case_page(visit, found, part)
    # A page that refreshes itself may lie unwatched, and who may not answer has not read for the shop.
    if not part and visit.may("cases.message") and unread_by(Role.MERCHANT, found.messages.values()):
        mark_read(case=found.case, actor=visit.actor, at=visit.at)
    return response


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
    with visit.reading():
        found = acting.read_page(visit, ref)
        action = acting.find(found, "offer")
        form = form_for("offer", "case")(visit.request.GET, context=acting.context_of(found, action))
        return visit.render("desk/actions/offer_preview.html", _previewed(found.case, form))


def _previewed(case: Case, form: Any) -> dict[str, Any]:
    """The bill of what is typed, or what is wrong with it; nothing while nothing is typed."""
    if not form.is_valid():
        problems = form.errors.get("amount", []) if form.data.get("amount") else []
        return {"problem": " ".join(map(str, problems))}
    given = form.inputs()
    try:
        planned = plan_offer(
            case,
            given["amount_minor"],
            keeps_goods=given.get("keeps_goods", True),
            remedy=Remedy(given["remedy"]) if given.get("remedy") else None,
            variants={UUID(line): UUID(variant) for line, variant in given.get("variants", {}).items()},
        )
        bill = bill_of_sheet(planned.sheet)
    except HuitouError as error:
        return {"problem": error.text}
    currency = planned.surcharge.currency
    dearer = [
        Row(one["name"], "", Money(int(one["surcharge_minor"]), currency))
        for one in planned.variants.values()
        if int(one["surcharge_minor"]) > 0
    ]
    return {"bill": bill, "planned": planned, "dearer": dearer, "remedy": given.get("remedy", "")}


@require_POST
@desk_view("cases.view")
def message(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Say something to the buyer, with or without a photo; what was typed is kept where it fails."""
    request = visit.request
    body, photo = request.POST.get("body", ""), request.FILES.get("photo")
    given = [Given(cast(Seekable, photo), photo.name or "")] if photo is not None else []
    visit.actor.require("cases.message")
    try:
        with showing(Shown(given, ref, visit.actor), at=visit.at):
            if body.strip() or not given:
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
        digest = kept.shown_sha256 or kept.sha256
        return stored_file(visit.request, kept.shown, media_type=kept.shown_type, digest=digest)


@require_POST
@desk_view("cases.view")
def add_proof(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Add photos or a video of the shop's."""
    request = visit.request
    visit.actor.require("cases.add_evidence")
    try:
        for file in request.FILES.getlist("photo"):
            add_evidence(case=ref, file=cast(Seekable, file), kind=request.POST.get("kind", ""), name=file.name or "",
                         actor=visit.actor, at=visit.at)  # fmt: skip
    except NotFound:
        raise
    except HuitouError as error:
        with visit.reading():
            more = {"proof_error": error.text}
            return _case_page(visit, acting.read_page(visit, ref), status=error.status, more=more)
    return redirect(f"{_case_url(visit, ref)}#proof")


@require_safe
@desk_view("cases.view")
def bundle(visit: StaffVisit, ref: str) -> HttpResponseBase:
    """Everything about the case in one file, as the shop may have it."""
    with visit.reading():
        return bundle_response(visit.actor, ref, visit.shop, visit.at)


def _case_url(visit: StaffVisit, ref: str) -> str:
    return redirect("desk:case", visit.shop.slug, ref)["Location"]
