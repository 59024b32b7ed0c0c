"""The queue: what needs a person now, most urgent first; and what changed since the page was drawn."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.accounts.staff_pages import StaffVisit
from huitou.desk.beside_cases import Beside, besides, in_time
from huitou.desk.changing import ChangeRow, waiting_changes
from huitou.desk.charged_back import undefended
from huitou.desk.claims_on_carriers import claims_to_move
from huitou.desk.delivering import DeliveryRow, waiting_deliveries
from huitou.desk.domains_to_mend import domains_to_mend
from huitou.desk.overdue_by_hand import owed_too_long
from huitou.desk.parcels_back import couriers_to_call_off, labels_that_failed
from huitou.desk.parcels_in_trouble import ON_QUEUE, in_trouble, keys_in_trouble
from huitou.desk.visit import desk_view, page
from huitou.desk.waiting import count_beside, news, waiting
from huitou.notifications.stalling import stalled_accounts
from huitou.retention.queries.contacts import count_questions


@require_safe
@desk_view("cases.view")
def queue(visit: StaffVisit) -> HttpResponseBase:
    """The page; with `?part=list` only its list, for the button that brings new rows in."""
    with visit.reading():
        beside = _beside(visit)
        found = waiting(visit, changes=beside.changes, deliveries=beside.deliveries, further=beside.further)
        context: dict[str, Any] = {"waiting": found, "rows": in_time(found.rows, beside.rows)}
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
        beside = _beside(visit)
        told = news(
            visit, known, others=[row.key for row in beside.rows], trouble=keys_in_trouble(visit),
            beside=count_beside(visit, beside.changes, beside.deliveries) + beside.further,
        )  # fmt: skip
        return visit.render("desk/queue/news.html", told)


@dataclass(frozen=True, slots=True)
class _WhatIsNoCase:
    """Changes and deliveries as they were read, all lines, and how many of them are neither."""

    changes: list[ChangeRow]
    deliveries: list[DeliveryRow]
    rows: list[Beside]
    further: int


def _beside(visit: StaffVisit) -> _WhatIsNoCase:
    orders, arranging = waiting_changes(visit), waiting_deliveries(visit)
    charged, claims = undefended(visit), claims_to_move(visit)
    accounts = stalled_accounts() if visit.may("channels.edit") else []
    couriers, labels = couriers_to_call_off(visit), labels_that_failed(visit)
    rows = besides(
        visit.shop.slug, changes=orders, deliveries=arranging, chargebacks=charged, claims=claims, accounts=accounts,
        couriers=couriers, labels=labels,
    )  # fmt: skip
    others = [*owed_too_long(visit), *domains_to_mend(visit)]
    further = len(charged) + len(claims) + len(accounts) + len(couriers) + len(labels) + len(others)
    return _WhatIsNoCase(orders, arranging, [*rows, *others], further)
