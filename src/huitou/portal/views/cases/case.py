"""The case's page, and what the buyer does on it: an action, a message, a photo."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.cases.clock_telling import clock_story
from huitou.cases.disputes.showing import dispute_context
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine, Kind
from huitou.cases.queries import CasePage, case_page
from huitou.cases.standing import case_journey, deadline_of, waited_on
from huitou.cases.stream import stream
from huitou.cases.talk import unread_by
from huitou.cases.values import say_law, say_state
from huitou.cases.verbs import Given, Shown, add_evidence, mark_read, perform_showing, say
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.models import Shop
from huitou.logistics.models import ReplacementLine
from huitou.policies.rules.verdict import Verdict
from huitou.policies.texts import kind_label, reason_label
from huitou.portal.addresses import case_path, order_path, policy_path
from huitou.portal.case_money import money_context
from huitou.portal.deeds import Deed, deeds, inputs_given, with_error
from huitou.portal.offering import offer_form, offer_inputs
from huitou.portal.possibilities import rules_of
from huitou.portal.shop_law import rights_note
from huitou.portal.slots import asks_for_proof, case_slots
from huitou.portal.uploads import evidence_of
from huitou.portal.views.cases.steps import photo_item
from huitou.portal.visit import Visit, portal_view
from huitou.portal.ways_back import ways_back
from huitou.services.showing import repair_view

AMOUNT_ERRORS = ("offer_out_of_bounds", "amount_malformed")


@require_safe
@portal_view
def case(visit: Visit, ref: str) -> HttpResponseBase:
    """The case as it stands. Who opens it knows what was said; a page that refreshes itself may lie unwatched."""
    with visit.reading() as buyer:
        page = case_page(buyer, ref, visit.shop, visit.at)
        response = _case_page(visit, page)
    if not visit.request.headers.get("HX-Request") and unread_by(Role.BUYER, page.messages.values()):
        mark_read(case=page.case, actor=buyer, at=visit.at)
    return response


@require_http_methods(["GET", "POST"])
@portal_view
def deed(visit: Visit, ref: str, action: str) -> HttpResponseBase:
    """Ask for an action's inputs, or do it. What cannot be done now leads to what can."""
    if visit.request.method == "GET":
        with visit.reading() as buyer:
            page = case_page(buyer, ref, visit.shop, visit.at)
            found = _named(deeds(page, visit.shop), action)
            if found is None:
                return redirect(case_path(visit.shop, page.case.ref))
            return redirect(found.link) if found.link else _deed_page(visit, page, found)
    return _do(visit, visit.actor(), ref, action)


@require_http_methods(["GET", "POST"])
@portal_view
def message(visit: Visit, ref: str) -> HttpResponseBase:
    """Write to the shop. A reader who changes the language after an error comes here by GET."""
    if visit.request.method == "GET":
        return redirect(case_path(visit.shop, ref))
    typed = visit.request.POST.get("body", "")
    buyer = visit.actor()
    try:
        say(case=ref, body=typed, actor=buyer, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        return _again(visit, buyer, ref, error, {"typed": typed, "message_error": error.text})
    return redirect(case_path(visit.shop, ref) + "#talk")


@require_http_methods(["GET", "POST"])
@portal_view
def photos(visit: Visit, ref: str) -> HttpResponseBase:
    """Add photos to the case."""
    if visit.request.method == "GET":
        return redirect(case_path(visit.shop, ref))
    buyer = visit.actor()
    try:
        for given in evidence_of(visit.request):
            add_evidence(case=ref, **given, actor=buyer, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        return _again(visit, buyer, ref, error, {"photo_error": error.text})
    return redirect(case_path(visit.shop, ref) + "#talk")


def _do(visit: Visit, buyer: Actor, ref: str, name: str) -> HttpResponseBase:
    typed = visit.request.POST.dict()
    with visit.reading():
        page = case_page(buyer, ref, visit.shop, visit.at)
        found = _named(deeds(page, visit.shop, typed), name)
    try:
        if found is None:
            raise NotTheirTurn(machine=CASE.name, state=page.case.state, action=name, role=str(Role.BUYER))
        action = found.action
        subject = page.subject_of(action)
        shown = Shown([Given(**given) for given in evidence_of(visit.request)], page.case, buyer)
        offered = name == "offer" and action.machine == CASE.name
        given_inputs = offer_inputs(page, typed) if offered else inputs_given(action, typed)
        done = perform_showing(action.machine, name, subject, given_inputs, shown=shown, actor=buyer, at=visit.at)
    except HuitouError as error:
        with visit.reading():
            page = case_page(buyer, ref, visit.shop, visit.at)
            still = _named(deeds(page, visit.shop, typed), name)
            if still is None:
                return _case_page(visit, page, {"error": error}, status=error.status)
            return _deed_page(visit, page, still, error=error)
    return redirect(case_path(visit.shop, done.merged_into.ref if name == "merge" else page.case.ref))


def _again(visit: Visit, buyer: Actor, ref: str, error: HuitouError, more: Mapping[str, Any]) -> HttpResponse:
    """The case's page with what went wrong and what was typed."""
    with visit.reading():
        return _case_page(visit, case_page(buyer, ref, visit.shop, visit.at), more, status=error.status)


def _deed_page(visit: Visit, page: CasePage, found: Deed, error: HuitouError | None = None) -> HttpResponse:
    above = ""
    if error is not None:
        found, above = with_error(found, error)
    context = {"page": page, "deed": found, "path": case_path(visit.shop, page.case.ref), "above": above}
    if found.action.name == "hand_over":
        context["ways_back"] = ways_back(page.case, visit.shop, visit.at)
    if found.action.name == "offer":
        amount_is_wrong = error is not None and error.code in AMOUNT_ERRORS
        context["offer_form"] = offer_form(page, visit.request.POST.dict(), above if amount_is_wrong else "")
        context["above"] = "" if amount_is_wrong else above
    return visit.render("portal/cases/deed.html", context, status=error.status if error else 200)


def _case_page(visit: Visit, page: CasePage, more: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    shop, case = visit.shop, page.case
    verdict = Verdict.from_json(case.judged["verdict"])
    context: dict[str, Any] = {
        "page": page,
        "case": case,
        "path": case_path(shop, case.ref),
        "order_path": order_path(shop, case.order),
        **_standing(visit, page),
        **_deeds_context(page, shop),
        **money_context(visit, page),
        "ways_back": ways_back(case, shop, visit.at),
        "merged_path": case_path(shop, case.merged_into.ref) if case.merged_into is not None else "",
        "stream": [
            (entry, [photo_item(shop, photo) for photo in entry.photos if photo.erased_at is None])
            for entry in stream(page, shop, Role.BUYER)
        ],
        "items": [(line, _said_of(line, case)) for line in page.lines],
        "sent": case.replacement,
        "sent_lines": _sent_lines(case),
        **dispute_context(page, shop, Role.BUYER),
        "repair": repair_view(case.repair) if case.repair is not None else None,
        "rules": rules_of(shop, case.policy_version, verdict.reasons),
        "policy_path": policy_path(shop, case.policy_version.number),
        "rights_note": rights_note(shop, case.order.country, case.state, visit.at),
        "slots": case_slots(page),
        "proof_asked": asks_for_proof(case),
        "live_url": f"/live/?token={visit.live_token(*page.subjects)}",
    }
    return visit.render("portal/cases/case.html", {**context, **(more or {})}, status=status)


def _standing(visit: Visit, page: CasePage) -> dict[str, Any]:
    """Where the case stands, whose turn it is and until when."""
    shop, case = visit.shop, page.case
    your_turn = Role.BUYER in waited_on(case)
    return {
        "journey": case_journey(case),
        "sentence": say_state(case, Role.BUYER, shop, visit.at, page.offer, law_apart=True),
        "law_clock": say_law(case, Role.BUYER, shop, visit.at),
        "your_turn": your_turn,
        "turn": _turn_word(page, your_turn),
        "tone": _tone(case.state, your_turn),
        "deadline": deadline_of(case),
        "clock_story": clock_story(page.events, deadline_of(case), Role.BUYER, shop),
    }


def _deeds_context(page: CasePage, shop: Shop) -> dict[str, Any]:
    """What can be done now: the first thing, putting cases together, and the rest."""
    merging, possible = _apart(deeds(page, shop))
    first = next((one for one in possible if one.place == "first"), None)
    return {
        "first": first,
        "hand_over": first is not None and first.action.name == "hand_over",
        "merging": merging,
        "others": [one for one in possible if one.place != "first"],
    }


def _apart(possible: list[Deed]) -> tuple[Deed | None, list[Deed]]:
    """Putting cases together has its own place on the page, beside the names of the others."""
    merging = _named(possible, "merge")
    return merging, [one for one in possible if one is not merging]


def _said_of(line: CaseLine, case: Case) -> str:
    """The reason for these pieces, their own way of being settled where there are several, and the variant wished."""
    own = kind_label(line.kind) if case.kind == Kind.MIXED else ""
    variant = _("to %(variant)s") % {"variant": line.variant} if line.variant is not None else ""
    return " · ".join(part for part in (reason_label(line.reason), own, variant) if part)


def _sent_lines(case: Case) -> list[ReplacementLine]:
    """What goes out instead of the goods."""
    if case.replacement is None:
        return []
    rows = case.replacement.lines.select_related("order_line", "variant")
    return list(rows.order_by("order_line__position"))


def _turn_word(page: CasePage, your_turn: bool) -> str:
    if your_turn:
        return _("Your turn")
    if page.case.closed_at is not None:
        return _("Finished")
    wait = CASE.waiting(page.case.state)
    turn = waited_on(page.case)
    if Role.PLATFORM in turn:
        return _("The platform's turn")
    if wait is not None or Role.MERCHANT in turn:
        return _("The shop's turn")
    return _("Under way")


def _tone(state: str, your_turn: bool) -> str:
    if your_turn:
        return "turn"
    return "good" if state == "resolved" else ""


def _named(found: list[Deed], name: str) -> Deed | None:
    return next((one for one in found if one.action.name == name), None)
