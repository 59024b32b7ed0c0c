"""One order: where it is, what can be done now, its cases, its bill."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.cases.judging import NoPolicy
from huitou.cases.models import Case
from huitou.cases.queries.receipts import receipts_of
from huitou.changes.models import OrderChange
from huitou.core.actors import Actor
from huitou.core.when import written
from huitou.orders.models import Line, Order, Payment
from huitou.orders.queries import lines_of, owed_to_buyer
from huitou.parcels.models import Parcel
from huitou.parcels.queries import outbound_parcels
from huitou.policies.law.book import has_withdrawal_function
from huitou.portal.addresses import apply_path, order_named, order_path, policy_path
from huitou.portal.bills import order_bill
from huitou.portal.changing import changes_context
from huitou.portal.order_journey import delivery_sentence, order_journey
from huitou.portal.possibilities import OrderPossibilities, possibilities
from huitou.portal.shop_law import day_of, limits_of, place_not_served
from huitou.portal.standing import case_rows
from huitou.portal.visit import Visit, portal_view
from huitou.services.showing import Covered, told_warranties


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
    cases = list(
        visible_cases(buyer).filter(order=bought).select_related("sheet", "reduced_sheet", "goods_return", "money_due")
    )
    payments = list(Payment.objects.filter(order=bought).order_by("position"))
    found = _possibilities(visit, bought, lines, parcels)

    def said(moment: datetime) -> str:
        return written(moment, ZoneInfo(shop.timezone), "day")

    changing = changes_context(buyer, shop, bought, lines, parcels, visit.at)
    subjects = [
        bought.pk,
        *(row.change.pk for row in changing["changes"]),
        *(case.pk for case in cases),
        *(case.goods_return_id for case in cases if case.goods_return_id),
    ]
    return {
        "order": bought,
        "path": order_path(shop, bought),
        "pieces": sum(line.quantity for line in lines),
        "lines": found.lines if found else [],
        "plain_lines": lines,
        "warranties": warranty_rows(lines, _warranties(bought, found) if found else {}),
        "possible": found,
        "policy_path": policy_path(shop, found.version.number) if found else "",
        "apply_path": apply_path(shop, bought),
        "parcels": parcels,
        "parcels_path": f"{order_path(shop, bought)}parcels/",
        "journey": order_journey(bought, parcels, said),
        "sentence": delivery_sentence(bought, parcels, said),
        "cases": case_rows(cases, shop, visit.at),
        "bill": order_bill(bought, payments),
        "owed_by_hand": owed_to_buyer(_paid_by_hand([row.change for row in changing["changes"]], cases)),
        "payments": payments,
        **changing,
        **law_context(visit, bought, found),
        "live_url": f"/live/?token={visit.live_token(*subjects)}",
    }


def _paid_by_hand(changes: Sequence[OrderChange], cases: Sequence[Case]) -> list[UUID]:
    """What the buyer may have paid the shop for directly: most orders have none, and ask nothing more."""
    paid = [one.pk for one in changes if one.said_paid or one.paid_minor]
    subjects = [*(case.replacement_id for case in cases), *(case.repair_id for case in cases)]
    return [*paid, *(one for one in subjects if one is not None)]


def warranty_rows(lines: Sequence[Line], told: Mapping[UUID, Covered]) -> list[tuple[Line, Covered]]:
    """Each item that a warranty covers or covered, with it."""
    return [(line, told[line.pk]) for line in lines if line.pk in told]


def law_context(visit: Visit, bought: Order, found: OrderPossibilities | None) -> dict[str, Any]:
    """The withdrawal function where the buyer's law asks for it, its receipts, and a place that is not served."""
    shop = visit.shop
    path = order_path(shop, bought)
    needed = has_withdrawal_function(bought.country, day_of(shop, visit.at))
    context: dict[str, Any] = {
        "withdraw_path": f"{reverse('portal:withdraw', args=[shop.slug])}?{urlencode({'order': bought.number})}"
        if needed
        else "",
        "receipts": f"{path}withdrawal/" if receipts_of(bought) else "",
    }
    if found is not None and place_not_served(found.document, bought.country, bought.region):
        context["not_served"] = " ".join(limits_of(found.document))
    return context


def _possibilities(
    visit: Visit, bought: Order, lines: Sequence[Line], parcels: Sequence[Parcel]
) -> OrderPossibilities | None:
    try:
        return possibilities(visit.shop, bought, lines, visit.at, parcels=parcels)
    except NoPolicy:
        return None


def _warranties(bought: Order, found: OrderPossibilities) -> Mapping[UUID, Covered]:
    return told_warranties(bought, facts=found.facts, document=found.document)
