"""What waits for the shop about parcels on their way back: couriers that must be called off by hand, labels that could
not be bought. Called by the queue, inside `visit.reading()`; two queries.
"""

from typing import Any

from huitou.accounts.staff_pages import StaffVisit
from huitou.cases.carrier_names import carrier_name
from huitou.cases.models import Case
from huitou.lanes.carrier_pages import carrier_page
from huitou.logistics.call_offs import not_called_off
from huitou.parcels.carriers.registry import codes, source

MOST_URGENT = 50


def couriers_to_call_off(visit: StaffVisit) -> list[dict[str, Any]]:
    """Couriers whom their carrier did not call off, the next to come first: who to ask, and under which number."""
    if not visit.may("goods.receive"):
        return []
    return [
        {
            "pick_up": row,
            "service": str(source(row.service).title) if row.service in codes() else row.service,
            "carrier": carrier_name(row.carrier),
            "page": carrier_page(row.carrier, row.tracking_number),
        }
        for row in not_called_off()[:MOST_URGENT]
    ]


def labels_that_failed(visit: StaffVisit) -> list[Case]:
    """Cases whose label was not bought though nobody waits for it yet: it was to come with the agreement."""
    if not visit.may("goods.receive"):
        return []
    rows = Case.objects.filter(
        goods_return__state="awaiting_hand_over", goods_return__label_standing="failed", closed_at=None
    ).select_related("goods_return", "order")
    return list(rows.order_by("goods_return__deadline_at", "pk")[:MOST_URGENT])
