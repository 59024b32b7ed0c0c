"""Asking for a change: what happens, until when, what it costs and what silence does stand before the last tap."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from huitou.cases.judging import NoPolicy
from huitou.changes.access import rules_of_shop
from huitou.changes.judging import Whereabouts, judge_cancellation, whereabouts
from huitou.changes.models import CancelReason
from huitou.changes.models.new_address import FIELDS
from huitou.changes.planning import Plan, delivery_difference, plan_address, plan_cancellation
from huitou.changes.sentences import SILENCE_AGREES, SILENCE_LAPSES
from huitou.changes.tariffs import Tariffs
from huitou.changes.tries import count_try
from huitou.changes.verbs import ask_for_address, ask_for_cancellation
from huitou.changes.verbs.ask import DifferenceChanged, demand_open
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError
from huitou.core.money import Money
from huitou.core.postal import parts_in_order
from huitou.orders.models import Order, OrderAddress
from huitou.orders.queries import lines_of
from huitou.portal.addresses import order_named, order_path
from huitou.portal.changing import change_path, return_path
from huitou.portal.shop_law import country_name
from huitou.portal.visit import Visit, portal_view

N_ = str
LABELS = {
    "name": N_("Name"),
    "phone": N_("Phone"),
    "region": N_("State or province"),
    "city": N_("City"),
    "street": N_("Street and number"),
    "postcode": N_("Postcode"),
}
AUTOCOMPLETE = {
    "name": "shipping name",
    "phone": "shipping tel",
    "region": "shipping address-level1",
    "city": "shipping address-level2",
    "street": "shipping street-address",
    "postcode": "shipping postal-code",
}
NEEDED = ("name", "city", "street")
HOW_ADDRESS = {
    "confirm": N_("We send a code to the e-mail address of your order. Nothing changes until you have entered it."),
    "at_once": N_("It counts at once: nothing has left yet."),
    "answer": N_("The shop has 24 hours to answer."),
    "intercept": N_(
        "The parcel has left. The shop has 24 hours to have the carrier redirect it, or stop it and send it again."
    ),
}
HOW_CANCELLATION = {
    "at_once": N_("It counts at once: nothing of this has left yet."),
    "answer": N_("The shop has 24 hours to answer."),
}


@require_http_methods(["GET", "POST"])
@portal_view
def address(visit: Visit, number: str) -> HttpResponseBase:
    """Ask for another address."""
    if visit.request.method == "POST":
        buyer = visit.actor()
        typed = {name: visit.request.POST.get(name, "")[:400] for name in FIELDS}
        with visit.reading():
            key = order_named(buyer, number).pk
        try:
            count_try("ask", buyer, at=visit.at)
            change = ask_for_address(
                order=key, address=typed, seen_left=_seen(visit), seen_difference_minor=_seen_difference(visit) or 0,
                actor=buyer, at=visit.at,
            )  # fmt: skip
        except DifferenceChanged as changed:
            # The first time it is news and not a mistake: what it costs depends on what was typed.
            error = changed if _seen_difference(visit) is not None else None
            with visit.reading():
                return _address_page(visit, buyer, number, typed, error, shows_difference=True)
        except HuitouError as error:
            with visit.reading():
                return _address_page(visit, buyer, number, typed, error)
        return redirect(change_path(visit.shop, change.ref))
    with visit.reading() as buyer:
        return _address_page(visit, buyer, number, None, None)


@require_http_methods(["GET", "POST"])
@portal_view
def cancel(visit: Visit, number: str) -> HttpResponseBase:
    """Cancel the order or a part of it."""
    if visit.request.method == "POST":
        buyer, sent = visit.actor(), visit.request.POST
        with visit.reading():
            bought = order_named(buyer, number)
            chosen = _chosen(visit, bought)
        way: Any = "refuse_at_door" if sent.get("way") == "refuse_at_door" else "intercept"
        try:
            count_try("ask", buyer, at=visit.at)
            change = ask_for_cancellation(
                order=bought.pk, reason=sent.get("reason", ""), lines=chosen, way=way, seen_left=_seen(visit),
                actor=buyer, at=visit.at,
            )  # fmt: skip
        except HuitouError as error:
            with visit.reading():
                return _cancel_page(visit, buyer, number, sent.dict(), error)
        return redirect(change_path(visit.shop, change.ref))
    with visit.reading() as buyer:
        return _cancel_page(visit, buyer, number, {}, None)


def _seen_difference(visit: Visit) -> int | None:
    """What the page had said that delivery there costs more, minor units; None where it had said nothing."""
    said = visit.request.POST.get("difference", "")
    return int(said) if said.removeprefix("-").isdecimal() and len(said) < 16 else None


def _seen(visit: Visit) -> bool | None:
    """Whether the page said that everything had left."""
    said = visit.request.POST.get("left", "")
    return None if said not in ("yes", "no") else said == "yes"


def _chosen(visit: Visit, bought: Order) -> dict[UUID, int] | None:
    """The pieces that were chosen; None where the page offered no choice."""
    if visit.request.POST.get("parts") != "yes":
        return None
    found = {}
    for line in lines_of(bought):
        said = visit.request.POST.get(f"i{line.position}", "")
        found[line.pk] = int(said) if said.isdecimal() and len(said) < 7 else 0
    return found


def _open(visit: Visit, buyer: Actor, number: str) -> tuple[Order, Whereabouts]:
    bought = order_named(buyer, number)
    return bought, whereabouts(bought)


def _frame(visit: Visit, bought: Order, goods: Whereabouts, error: HuitouError | None) -> dict[str, Any]:
    closed = _closed(bought, goods)
    return {
        "order": bought,
        "order_path": order_path(visit.shop, bought),
        "left": "yes" if goods.all_left else "no",
        "error": error if error is not None else closed,
        "closed": closed is not None,
        # A page that is too old shows what can be done now.
        "reloaded": error is not None and error.code == "left_meanwhile",
    }


def _closed(bought: Order, goods: Whereabouts) -> HuitouError | None:
    try:
        demand_open(bought, goods)
    except HuitouError as error:
        return error
    return None


def _address_page(
    visit: Visit,
    buyer: Actor,
    number: str,
    typed: dict[str, str] | None,
    error: HuitouError | None,
    *,
    shows_difference: bool = False,
) -> HttpResponse:
    bought, goods = _open(visit, buyer, number)
    if typed is None:
        # A link from a mail may have been passed on: it does not show where somebody lives.
        stored = None if buyer.order_ids is not None else OrderAddress.objects.filter(order=bought).first()
        typed = {name: getattr(stored, name, "") for name in FIELDS}
    plan = plan_address(bought, goods, buyer)
    rules = rules_of_shop(visit.shop.pk)
    tariffs = Tariffs.from_json(rules.tariffs)
    difference = delivery_difference(bought, goods, typed) if shows_difference else 0
    context = {
        **_frame(visit, bought, goods, error),
        "fields": [
            {
                "name": name,
                "label": _(LABELS[name]),
                "value": typed.get(name, ""),
                "optional": name not in NEEDED,
                "autocomplete": AUTOCOMPLETE[name],
            }
            for name in ("name", "phone", *parts_in_order(bought.country))
        ],
        "country": country_name(bought.country),
        "how": _(HOW_ADDRESS[plan.code]),
        "silence": _silence(plan),
        "difference": difference,
        "more": Money(difference, bought.currency) if difference > 0 else None,
        "less": Money(-difference, bought.currency) if difference < 0 else None,
        "again": goods.all_left,
        "how_to_pay": rules.how_to_pay if difference > 0 else "",
        "tariffs": tariffs.known and (tariffs.again or not goods.all_left),
    }
    return visit.render("portal/changes/address.html", context, status=error.status if error else 200)


def _silence(plan: Plan) -> str:
    """What no answer of the shop does, where it will be asked."""
    if plan.code != "answer":
        return ""
    return _(SILENCE_AGREES if plan.silence_agrees else SILENCE_LAPSES)


def _cancel_page(
    visit: Visit, buyer: Actor, number: str, typed: dict[str, Any], error: HuitouError | None
) -> HttpResponse:
    bought, goods = _open(visit, buyer, number)
    lines = {line.pk: line for line in lines_of(bought)}
    pieces = goods.under_way if goods.all_left else goods.unsent
    context: dict[str, Any] = {
        **_frame(visit, bought, goods, error),
        "parts": not goods.all_left,
        "rows": [
            {
                "line": line,
                "name": f"i{line.position}",
                "most": pieces[pk],
                "label": _("How many of: %(title)s") % {"title": line.title},
                "of": _("of %(count)s") % {"count": pieces[pk]},
                "value": typed.get(f"i{line.position}", pieces[pk]),
            }
            for pk, line in lines.items()
            if pk in pieces
        ],
        "reasons": [("", _("Choose")), *CancelReason.choices],
        "reason": typed.get("reason", ""),
        "ways": _ways() if goods.all_left else [],
        "way": typed.get("way", "intercept"),
        # Goods that come anyway go back as any other return.
        "return_path": return_path(
            visit.shop, bought, {lines[pk]: count for pk, count in pieces.items() if pk in lines}
        ),
    }
    if pieces:
        context |= _money(bought, goods, pieces, buyer, visit)
    return visit.render("portal/changes/cancel.html", context, status=error.status if error else 200)


def _money(bought: Order, goods: Whereabouts, pieces: Any, buyer: Actor, visit: Visit) -> dict[str, Any]:
    """What comes back if all is cancelled, and how it goes on."""
    try:
        judgement = judge_cancellation(bought, pieces, visit.at)
    except NoPolicy:
        return {}
    plan = plan_cancellation(goods, judgement, buyer)
    return {
        "sum": Money(judgement.sheet.total_minor, bought.currency),
        "how": "" if goods.all_left else _(HOW_CANCELLATION[plan.code]),
        "silence": _silence(plan),
    }


def _ways() -> list[dict[str, str]]:
    """What can be tried with a parcel that has left; returning it after delivery is no change but a case."""
    return [
        {
            "value": "intercept",
            "label": _("Have it stopped"),
            "more": _("The shop has 24 hours to ask the carrier. It may offer you money for keeping the goods."),
        },
        {
            "value": "refuse_at_door",
            "label": _("I refuse it at the door"),
            "more": _("Do not take the parcel. You get your money when the carrier or the shop reports it back."),
        },
    ]
