"""The queue: what needs a person now, most urgent first; and what changed since the page was drawn."""

from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.desk.beside_cases import besides, in_time
from huitou.desk.changing import waiting_changes
from huitou.desk.charged_back import undefended
from huitou.desk.claims_on_carriers import claims_to_move
from huitou.desk.delivering import waiting_deliveries
from huitou.desk.domains_to_mend import domains_to_mend
from huitou.desk.parcels_in_trouble import ON_QUEUE, in_trouble
from huitou.desk.visit import desk_view, page
from huitou.desk.waiting import news, waiting
from huitou.retention.queries.contacts import count_questions


@require_safe
@desk_view("cases.view")
def queue(visit: StaffVisit) -> HttpResponseBase:
    """The page; with `?part=list` only its list, for the button that brings new rows in."""
    with visit.reading():
        orders = waiting_changes(visit)
        arranging = waiting_deliveries(visit)
        charged, claims, domains = undefended(visit), claims_to_move(visit), domains_to_mend(visit)
        further = len(charged) + len(claims) + len(domains)
        found = waiting(visit, changes=orders, deliveries=arranging, further=further)
        others = besides(visit.shop.slug, changes=orders, deliveries=arranging, chargebacks=charged, claims=claims)
        others += domains
        context: dict[str, Any] = {"waiting": found, "rows": in_time(found.rows, others)}
        context["questions"] = count_questions()
        context["trouble"] = in_trouble(visit, at_most=ON_QUEUE)
        if visit.request.GET.get("part") == "list":
            return visit.render("desk/queue/list.html", context)
        return page(visit, "desk/queue/page.html", context, here="queue")


@require_safe
@desk_view("cases.view")
def changes(visit: StaffVisit) -> HttpResponseBase:
    """What a page that shows the rows `?known=…` should say: nothing moves under the reader's hand."""
    known = visit.request.GET.getlist("known")[:500]
    with visit.reading():
        return visit.render("desk/queue/news.html", news(visit, known))
