"""How a change stands, and what its buyer can do now."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from huitou.accounts.buyers import TRY_BY_CLIENT
from huitou.accounts.client import client_address
from huitou.accounts.limits import count
from huitou.changes.access import access_change, rules_of_shop
from huitou.changes.interception import intercepted
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import ChangeLine, NewAddress, OrderChange
from huitou.changes.tries import count_try
from huitou.changes.values import say_owed
from huitou.core.actions import perform
from huitou.core.actors import Actor, Role
from huitou.core.errors import HuitouError, NotFound
from huitou.core.whole_sums import typed_sums
from huitou.orders.queries import owes
from huitou.portal.addresses import case_path, order_path
from huitou.portal.changing import change_path, deeds_of, return_path, row_of
from huitou.portal.visit import Visit, portal_view

INPUTS = ("code", "seen_minor")


@require_safe
@portal_view
def change(visit: Visit, ref: str) -> HttpResponseBase:
    """The change's page. Live."""
    with visit.reading() as buyer:
        return _page(visit, buyer, access_change(buyer, ref))


@require_http_methods(["GET", "POST"])
@portal_view
def deed(visit: Visit, ref: str, action: str) -> HttpResponseBase:
    """Do an action; what cannot be done now leads to what can."""
    if visit.request.method == "GET":
        return redirect(change_path(visit.shop, ref))
    buyer = visit.actor()
    typed = {name: visit.request.POST[name] for name in INPUTS if visit.request.POST.get(name, "").strip()}
    try:
        if action == "confirm":
            count([(TRY_BY_CLIENT, client_address(visit.request))], at=visit.at)
        count_try(action, buyer, at=visit.at)
        perform(ORDER_CHANGE.name, action, ref, typed_sums(typed), actor=buyer, at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        with visit.reading():
            return _page(visit, buyer, access_change(buyer, ref), {"error": error}, status=error.status)
    return redirect(change_path(visit.shop, ref))


def _page(
    visit: Visit, buyer: Actor, found: OrderChange, more: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    shop, row = visit.shop, row_of(found, visit.shop, visit.at)
    deeds = deeds_of(found, buyer, shop, visit.at)
    first = next((one for one in deeds if one.place == "first"), None)
    over = found.closed_at is not None
    lines = list(ChangeLine.objects.filter(change=found).select_related("order_line"))
    kept = {line.order_line: line.quantity for line in lines} if found.state in ("kept", "refused") else {}
    context: dict[str, Any] = {
        "change": found,
        "return_path": return_path(shop, found.order, kept) if kept else "",
        "row": row,
        "path": row.path,
        "order_path": order_path(shop, found.order),
        "case_path": case_path(shop, found.case.ref) if found.case is not None else "",
        "address": NewAddress.objects.filter(change=found).first(),
        "lines": lines,
        "intercepted": intercepted(found, Role.BUYER) if found.state == "intercepting" else [],
        "first": first,
        "others": [one for one in deeds if one is not first],
        "how_to_pay": rules_of_shop(shop.pk).how_to_pay if found.state == "awaiting_difference" else "",
        "pay_host": urlsplit(found.pay_link).hostname if found.state == "awaiting_difference" else "",
        "owed": say_owed(found, Role.BUYER) if owes(found.pk) else "",
        "turn": _("Your turn") if row.your_turn else _("Finished") if over else _("Under way"),
        "tone": "turn" if row.your_turn else "good" if found.state in ("changed", "cancelled") else "",
        "live_url": f"/live/?token={visit.live_token(found.pk)}",
    }
    return visit.render("portal/changes/change.html", {**context, **(more or {})}, status=status)
