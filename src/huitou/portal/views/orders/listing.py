"""A buyer's orders, newest first."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from huitou.cases.access import visible_cases
from huitou.orders.access import orders_for
from huitou.orders.models import Line, Order
from huitou.portal.addresses import order_path
from huitou.portal.standing import case_rows
from huitou.portal.visit import Visit, portal_view
from huitou.portal.whereabouts import Whereabouts, whereabouts

ORDERS_PER_PAGE = 10
CASES_SHOWN = 20
TITLES_SHOWN = 3


@require_safe
@portal_view
def orders(visit: Visit) -> HttpResponseBase:
    """The orders that this session opens, and the open cases before them."""
    with visit.reading() as buyer:
        lines = Prefetch("lines", Line.objects.order_by("position"))
        rows = orders_for(buyer).order_by("-placed_at", "-pk").prefetch_related(lines)
        page = Paginator(rows, ORDERS_PER_PAGE).get_page(visit.request.GET.get("page"))
        open_cases = visible_cases(buyer).filter(closed_at=None)
        cases = list(open_cases.select_related("sheet", "reduced_sheet", "goods_return", "money_due")[:CASES_SHOWN])
        shown = list(page)
        standing = whereabouts(visit.shop, shown, visit.at)
        context = {
            "page": page,
            "orders": [_row(visit, order, standing[order.pk]) for order in shown],
            "cases": case_rows(cases, visit.shop, visit.at),
            # A link to one order may have been passed on: the standing needs the buyer themselves.
            "standing_path": reverse("portal:standing", args=[visit.shop.slug]) if buyer.order_ids is None else "",
            "previous": f"?page={page.previous_page_number()}" if page.has_previous() else "",
            "next": f"?page={page.next_page_number()}" if page.has_next() else "",
            "position": _("%(first)s to %(last)s of %(count)s")
            % {"first": page.start_index(), "last": page.end_index(), "count": page.paginator.count},
        }
        return visit.render("portal/orders/listing.html", context)


def _row(visit: Visit, order: Order, where: Whereabouts) -> dict[str, Any]:
    lines = list(order.lines.all())
    for line in lines:
        line.order = order
    path = order_path(visit.shop, order)
    more = max(0, len(lines) - TITLES_SHOWN)
    return {"order": order, "path": path, "lines": lines, "more": more, "where": where}
