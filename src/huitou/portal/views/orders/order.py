"""One order: where it is, what can be done now, its cases, its bill."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.cases.judging import NoPolicy
from huitou.core.actors import Actor
from huitou.core.when import written
from huitou.orders.models import Order, Payment
from huitou.orders.queries import lines_of
from huitou.parcels.queries import outbound_parcels
from huitou.portal.addresses import apply_path, order_named, order_path, policy_path
from huitou.portal.bills import order_bill
from huitou.portal.order_journey import delivery_sentence, order_journey
from huitou.portal.possibilities import OrderPossibilities, possibilities
from huitou.portal.standing import case_rows
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def order(visit: Visit, number: str) -> HttpResponseBase:
    """The order's page. Live: the cases of the order are told of as they change."""
    with visit.reading() as buyer:
        bought = order_named(buyer, number)
        context = order_context(visit, buyer, bought)
        return visit.render("portal/orders/order.html", context)


def order_context(visit: Visit, buyer: Actor, bought: Order) -> dict[str, Any]:
    """All that the order's page shows, in a constant number of queries."""
    shop = visit.shop
    lines = lines_of(bought)
    parcels = outbound_parcels(bought)
    cases = list(visible_cases(buyer).filter(order=bought).select_related("sheet", "reduced_sheet", "goods_return"))
    payments = list(Payment.objects.filter(order=bought).order_by("position"))
    found = _possibilities(visit, bought)

    def said(moment: datetime) -> str:
        return written(moment, ZoneInfo(shop.timezone), "day")

    subjects = [
        bought.pk,
        *(case.pk for case in cases),
        *(case.goods_return_id for case in cases if case.goods_return_id),
    ]
    return {
        "order": bought,
        "path": order_path(shop, bought),
        "pieces": sum(line.quantity for line in lines),
        "lines": found.lines if found else [],
        "plain_lines": lines,
        "possible": found,
        "policy_path": policy_path(shop, found.version.number) if found else "",
        "apply_path": apply_path(shop, bought),
        "parcels": parcels,
        "journey": order_journey(bought, parcels, said),
        "sentence": delivery_sentence(bought, parcels, said),
        "cases": case_rows(cases, shop, visit.at),
        "bill": order_bill(bought, payments),
        "payments": payments,
        "live_url": f"/live/?token={visit.live_token(*subjects)}",
    }


def _possibilities(visit: Visit, bought: Order) -> OrderPossibilities | None:
    try:
        return possibilities(visit.shop, bought, lines_of(bought), visit.at)
    except NoPolicy:
        return None
