"""Having a parcel delivered otherwise: what is possible now, what it means and costs, before the last tap.

By session or signed link only: a tracking number alone never leads here.
"""

from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.cases.carrier_names import carrier_name
from huitou.changes.deliveries.access import access_delivery
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import taken_on, wishes_of
from huitou.changes.deliveries.verbs import ask_for_delivery
from huitou.changes.deliveries.wishes import KINDS, Wish, possible
from huitou.changes.tries import count_try
from huitou.core.actions import perform
from huitou.core.actors import Actor
from huitou.core.errors import HuitouError, NotFound
from huitou.lanes.carrier_pages import carrier_page, manage_page
from huitou.lanes.stages import Stage, stage_of
from huitou.orders.models import Line, Order
from huitou.orders.naming import segment_of
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.parcels.queries import parcels_of
from huitou.portal.addresses import order_named, order_path
from huitou.portal.changing import changes_context
from huitou.portal.delivering import delivery_path, first_help, offered, rows_of, rule_words
from huitou.portal.parcel_shown import case_for
from huitou.portal.visit import Visit, portal_view


@require_http_methods(["GET", "POST"])
@portal_view
def delivery(visit: Visit, number: str, ref: str) -> HttpResponseBase:
    """What can be wished; with `?wish=` the form of one; a POST asks for it."""
    if visit.request.method == "POST":
        buyer, sent = visit.actor(), visit.request.POST
        with visit.reading():
            bought, parcel = _parcel_of(buyer, number, ref)
        wish, typed = sent.get("wish", ""), {"words": sent.get("words", "")[:400], "day": sent.get("day", "")}
        try:
            count_try("ask", buyer, at=visit.at)
            ask_for_delivery(
                parcel=parcel.pk, wish=wish, words=typed["words"], day=_day(typed["day"]),
                liability_seen=sent.get("liability") == "seen", actor=buyer, at=visit.at,
            )  # fmt: skip
        except NotFound:
            raise
        except HuitouError as error:
            with visit.reading():
                return _page(visit, buyer, number, ref, wish=wish, typed=typed, error=error)
        return redirect(delivery_path(visit.shop, bought, parcel))
    with visit.reading() as buyer:
        return _page(visit, buyer, number, ref, wish=visit.request.GET.get("wish", ""))


@require_http_methods(["GET", "POST"])
@portal_view
def delivery_deed(visit: Visit, ref: str, action: str) -> HttpResponseBase:
    """Do something with a wish; afterwards, and where it cannot be done, the parcel's page says how it stands."""
    buyer = visit.actor()
    with visit.reading():
        request = access_delivery(buyer, ref)
        bought, parcel = request.order, request.parcel
        back = delivery_path(visit.shop, bought, parcel)
    if visit.request.method == "POST":
        try:
            perform(DELIVERY_REQUEST.name, action, request.pk, {}, actor=buyer, at=visit.at)
        except NotFound:
            raise
        except HuitouError as error:
            with visit.reading():
                return _page(visit, buyer, segment_of(bought), parcel.ref, error=error)
    return redirect(back)


@require_safe
@portal_view
def not_received(visit: Visit, number: str, ref: str) -> HttpResponseBase:
    """Where to look first for a parcel that is said to have come. The report is one tap away all the same."""
    with visit.reading() as buyer:
        bought, parcel = _parcel_of(buyer, number, ref)
        mine = taken_on(bought)
        context = {
            "order": bought,
            "parcel": parcel,
            "up": f"{order_path(visit.shop, bought)}parcels/",
            "help": first_help(parcel, mine, visit.at),
            "liable": [_(KINDS[Wish(one.kind)].liability) for one in mine if one.parcel_id == parcel.pk],
            "carrier": carrier_name(parcel.carrier),
            "carrier_page": carrier_page(parcel.carrier, parcel.tracking_number),
            "report_path": case_for(visit.shop, bought, parcel, "not_received"),
        }
        return visit.render("portal/parcels/not_received.html", context)


def _parcel_of(buyer: Actor, number: str, ref: str) -> tuple[Order, Parcel]:
    """The parcel of the order, both the buyer's. Raises NotFound."""
    bought = order_named(buyer, number)
    found = next((one for one in parcels_of(bought) if one.ref == ref.upper()), None)
    if found is None or found.direction == Parcel.Direction.RETURN:
        raise NotFound()
    return bought, found


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _page(
    visit: Visit,
    buyer: Actor,
    number: str,
    ref: str,
    *,
    wish: str = "",
    typed: dict[str, str] | None = None,
    error: HuitouError | None = None,
) -> HttpResponse:
    bought, parcel = _parcel_of(buyer, number, ref)
    cancelled = bought.state == Order.State.CANCELLED
    stage = Stage.STOPPED if cancelled else stage_of(parcel.status, parcel.state)
    wishes = wishes_of([parcel.pk])[parcel.pk]
    choices = offered(stage, wishes)
    chosen = next((one for one in choices if one.wish == wish), None)
    changing = changes_context(buyer, visit.shop, bought, *_goods(bought), visit.at)
    context: dict[str, Any] = {
        "order": bought,
        "parcel": parcel,
        "up": f"{order_path(visit.shop, bought)}parcels/",
        "path": delivery_path(visit.shop, bought, parcel),
        "choices": choices,
        "chosen": chosen,
        "asks": _asks(chosen.wish) if chosen is not None else {},
        "typed": typed or {},
        "rule": rule_words(stage),
        "rows": rows_of(wishes, buyer, visit.shop, visit.at),
        # A link from a mail may have been passed on: it does not show a gate code.
        "shows_words": buyer.order_ids is None,
        "address_path": changing["address_path"] if possible(stage) else "",
        "carrier": carrier_name(parcel.carrier),
        "manage_page": manage_page(parcel.carrier) if possible(stage) else "",
        "error": error,
        "code_path": visit.home if error is not None and error.code == "fresh_code_needed" else "",
    }
    return visit.render("portal/parcels/delivery.html", context, status=error.status if error else 200)


def _goods(bought: Order) -> tuple[list[Line], list[Parcel]]:
    """The order's lines and its parcels that went out, as the changes' context takes them."""
    return lines_of(bought), [one for one in parcels_of(bought) if one.direction == Parcel.Direction.OUTBOUND]


def _asks(wish: Wish) -> dict[str, str]:
    """The words of the form, in the active language."""
    kind = KINDS[wish]
    return {
        "words": _(kind.asks_words) if kind.asks_words else "",
        "example": _(kind.example) if kind.example else "",
        "day": _(kind.asks_day) if kind.asks_day else "",
        "liability": _(kind.liability) if kind.liability else "",
    }
