"""The buyer's standing with its reasons, their instant refunds, and what they can do about one of them."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from huitou.core.actions import available, perform
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.instant.access import access_advance, rules_of_shop, visible_advances
from huitou.instant.eligibility import OFF
from huitou.instant.goods import awaited
from huitou.instant.histories import history_of
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.standing import standing as standing_of
from huitou.instant.values import say_advance, values_of
from huitou.instant.words import advice, reason_words, why_claimed
from huitou.portal.addresses import case_path
from huitou.portal.visit import SignInNeeded, Visit, portal_view

MOST_ADVANCES = 20
YOUR_TURN, AHEAD = ("claimed",), ("promised", "owed")


@require_safe
@portal_view
def standing(visit: Visit) -> HttpResponseBase:
    """The points, each with its reason, and how to improve them. A link to one order may have been passed on."""
    with visit.reading() as buyer:
        if buyer.customer_id is None or buyer.order_ids is not None:
            raise SignInNeeded()
        found = standing_of(history_of(buyer.customer_id, visit.at))
        rows = list(visible_advances(buyer)[:MOST_ADVANCES])
        context = {
            "standing": found,
            "reasons": [(one, reason_words(one)) for one in found.reasons if one.points or one.most],
            "advices": [(one, said) for one in found.to_gain if (said := advice(one))],
            "offered": rules_of_shop(visit.shop.pk).mode != OFF,
            "advances": [(one, say_advance(one, Role.BUYER, visit.shop, visit.at)) for one in rows],
        }
        return visit.render("portal/instant/standing.html", context)


@require_safe
@portal_view
def advance(visit: Visit, ref: str) -> HttpResponseBase:
    """One instant refund: how it stands, and what can be done."""
    with visit.reading() as buyer:
        return _page(visit, buyer, access_advance(buyer, ref))


@require_http_methods(["GET", "POST"])
@portal_view
def deed(visit: Visit, ref: str, action: str) -> HttpResponseBase:
    """Do an action; what cannot be done now leads to what can."""
    if visit.request.method == "GET":
        return redirect("portal:advance", visit.shop.slug, ref)
    buyer = visit.actor()
    given = {"note": visit.request.POST["note"]} if action == "object" and "note" in visit.request.POST else {}
    try:
        perform(ADVANCE.name, action, ref, given, actor=buyer, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        with visit.reading():
            more = {"error": error, "typed": given.get("note", "")}
            return _page(visit, buyer, access_advance(buyer, ref), more, status=error.status)
    return redirect("portal:advance", visit.shop.slug, ref)


def _page(
    visit: Visit, buyer: Actor, found: Advance, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    values = values_of(found, visit.shop, visit.at)
    context: dict[str, Any] = {
        "advance": found,
        "sentence": say_advance(found, Role.BUYER, visit.shop, visit.at),
        "your_turn": found.state in YOUR_TURN,
        "awaited": awaited(found, visit.shop) if found.state in AHEAD else None,
        "why": why_claimed(found),
        "answer": found.note if found.state == "claimed" and found.objected_at else "",
        "deeds": available(ADVANCE, found, buyer, values),
        "case_path": case_path(visit.shop, found.case.ref),
        "case": found.case,
        "parts": [
            (code, minor)
            for code, minor in (
                ("claimed", found.claimed_minor), ("charged", found.charged_minor), ("received", found.received_minor),
                ("brought", found.brought_minor), ("lost", found.lost_minor),
            )
            if minor
        ],
    }  # fmt: skip
    return visit.render("portal/instant/advance.html", {**context, **(more or {})}, status=status)
