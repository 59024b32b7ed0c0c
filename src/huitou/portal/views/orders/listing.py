"""A buyer's orders, newest first."""

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.orders.access import orders_for
from huitou.orders.models import Line
from huitou.portal.addresses import order_path
from huitou.portal.standing import case_rows
from huitou.portal.visit import Visit, portal_view

ORDERS_PER_PAGE = 10
CASES_SHOWN = 20


@require_safe
@portal_view
def orders(visit: Visit) -> HttpResponseBase:
    """The orders that this session opens, and the open cases before them."""
    with visit.reading() as buyer:
        lines = Prefetch("lines", Line.objects.order_by("position"))
        rows = orders_for(buyer).order_by("-placed_at", "-pk").prefetch_related(lines)
        page = Paginator(rows, ORDERS_PER_PAGE).get_page(visit.request.GET.get("page"))
        shown = [{"order": order, "path": order_path(visit.shop, order), "lines": list(order.lines.all())} for order in page]
        open_cases = visible_cases(buyer).filter(closed_at=None).select_related("sheet", "reduced_sheet", "goods_return")
        cases = case_rows(list(open_cases[:CASES_SHOWN]), visit.shop, visit.at)
        context = {"page": page, "orders": shown, "cases": cases}
        return visit.render("portal/orders/listing.html", context)
