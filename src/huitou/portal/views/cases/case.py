"""The case's page, and what the buyer does on it: an action, a message, a photo."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.queries import CasePage, case_page
from huitou.cases.standing import case_journey, deadline_of, waited_on
from huitou.cases.stream import stream
from huitou.cases.values import say_state
from huitou.cases.verbs import add_evidence, say
from huitou.core.actions import perform
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.flow import NotTheirTurn
from huitou.core.money import Money
from huitou.policies.rules.verdict import Verdict
from huitou.policies.texts import reason_label
from huitou.portal.addresses import case_path, order_path, policy_path
from huitou.portal.bills import Bill, sheet_bill
from huitou.portal.deeds import Deed, deeds, inputs_given, with_error
from huitou.portal.possibilities import rules_of
from huitou.portal.uploads import photos_of
from huitou.portal.views.cases.steps import photo_item
from huitou.portal.visit import Visit, portal_view
from huitou.refunds.models import Refund
from huitou.refunds.values import say_state as say_refund
from huitou.refunds.values import state_name

# In these states the case's sheet is what is paid; in all others it is what was asked for.
PAID_STATES = ("awaiting_goods", "refunding", "unpaid", "resolved")


@require_safe
@portal_view
def case(visit: Visit, ref: str) -> HttpResponseBase:
    """The case as it stands."""
    with visit.reading() as buyer:
        return _case_page(visit, case_page(buyer, ref, visit.shop, visit.at))


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
        for file, name in photos_of(visit.request):
            add_evidence(case=ref, file=file, name=name, actor=buyer, at=visit.at)
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
        subject = page.case if action.machine == CASE.name else page.goods_return
        perform(action.machine, name, subject, inputs_given(action, typed), actor=buyer, at=visit.at)
    except HuitouError as error:
        with visit.reading():
            page = case_page(buyer, ref, visit.shop, visit.at)
            still = _named(deeds(page, visit.shop, typed), name)
            if still is None:
                return _case_page(visit, page, {"error": error}, status=error.status)
            return _deed_page(visit, page, still, error=error)
    return redirect(case_path(visit.shop, page.case.ref))


def _again(visit: Visit, buyer: Actor, ref: str, error: HuitouError, more: Mapping[str, Any]) -> HttpResponse:
    """The case's page with what went wrong and what was typed."""
    with visit.reading():
        return _case_page(visit, case_page(buyer, ref, visit.shop, visit.at), more, status=error.status)


def _deed_page(visit: Visit, page: CasePage, found: Deed, error: HuitouError | None = None) -> HttpResponse:
    above = ""
    if error is not None:
        found, above = with_error(found, error)
    context = {"page": page, "deed": found, "path": case_path(visit.shop, page.case.ref), "above": above}
    return visit.render("portal/cases/deed.html", context, status=error.status if error else 200)


def _case_page(visit: Visit, page: CasePage, more: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    shop, case = visit.shop, page.case
    possible = deeds(page, shop)
    first = next((one for one in possible if one.place == "first"), None)
    your_turn = Role.BUYER in waited_on(case)
    verdict = Verdict.from_json(case.judged["verdict"])
    context: dict[str, Any] = {
        "page": page,
        "case": case,
        "path": case_path(shop, case.ref),
        "order_path": order_path(shop, case.order),
        "journey": case_journey(case),
        "sentence": say_state(case, Role.BUYER, shop, visit.at, page.offer),
        "your_turn": your_turn,
        "turn": _turn_word(page, your_turn),
        "tone": _tone(case.state, your_turn),
        "deadline": deadline_of(case),
        "first": first,
        "hand_over": first is not None and first.action.name == "hand_over",
        "others": [one for one in possible if one.place != "first"],
        "stream": [
            (entry, [photo_item(shop, photo) for photo in entry.photos if photo.erased_at is None])
            for entry in stream(page, shop, Role.BUYER)
        ],
        "items": [(line, reason_label(line.reason)) for line in page.lines],
        "offer_bill": sheet_bill(page.offer.sheet.as_sheet(), _("The offer")) if page.offer else None,
        "bill": sheet_bill(case.sheet.as_sheet(), "" if case.state in PAID_STATES else _("You asked for")),
        "reduced_bill": _reduced_bill(case),
        "refunds": [_refund(refund, visit.at) for refund in page.refunds],
        "rules": rules_of(shop, case.policy_version, verdict.reasons),
        "policy_path": policy_path(shop, case.policy_version.number),
        "live_url": f"/live/?token={visit.live_token(*page.subjects)}",
    }
    return visit.render("portal/cases/case.html", {**context, **(more or {})}, status=status)


def _reduced_bill(case: Case) -> Bill | None:
    """What the shop wants to pay after checking the goods, while that is not yet what is paid."""
    if case.reduced_sheet is None or case.reduced_sheet_id == case.sheet_id:
        return None
    return sheet_bill(case.reduced_sheet.as_sheet())


def _refund(refund: Refund, at: datetime) -> dict[str, Any]:
    return {
        "refund": refund,
        "money": Money(refund.paid_minor or refund.amount_minor, refund.currency),
        "word": state_name(refund.state),
        "tone": "good" if refund.state == "succeeded" else "now",
        "sentence": say_refund(refund, Role.BUYER, at),
    }


def _turn_word(page: CasePage, your_turn: bool) -> str:
    if your_turn:
        return _("Your turn")
    if page.case.closed_at is not None:
        return _("Finished")
    wait = CASE.waiting(page.case.state)
    if wait is not None and wait.on == Role.PLATFORM:
        return _("The platform's turn")
    if wait is not None:
        return _("The shop's turn")
    return _("Under way")


def _tone(state: str, your_turn: bool) -> str:
    if your_turn:
        return "turn"
    return "good" if state == "resolved" else ""


def _named(found: list[Deed], name: str) -> Deed | None:
    return next((one for one in found if one.action.name == name), None)
