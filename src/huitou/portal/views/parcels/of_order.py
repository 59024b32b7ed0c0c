"""All parcels of an order, for its buyer: going out, coming back, replacing. Live."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from huitou.changes.deliveries.queries import wishes_of
from huitou.changes.judging import whereabouts
from huitou.changes.models import DeliveryRequest
from huitou.logistics.models import GoodsReturn
from huitou.news.verbs import note_visit
from huitou.news.verbs.watch import is_known
from huitou.orders.models import Line, Order
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.parcels.queries import parcels_of
from huitou.portal.addresses import order_named, order_path
from huitou.portal.changing import changes_context
from huitou.portal.delivering import rows_of
from huitou.portal.parcel_shown import shown_parcels
from huitou.portal.visit import Visit, portal_view


@require_safe
@portal_view
def order_parcels(visit: Visit, number: str) -> HttpResponseBase:
    """The page, in a constant number of queries."""
    with visit.reading() as buyer:
        bought = order_named(buyer, number)
        lines = lines_of(bought)
        found = _travelling(bought, parcels_of(bought))
        out = [parcel for parcel in found if parcel.direction == Parcel.Direction.OUTBOUND]
        unsent = whereabouts(bought, lines=lines, parcels=out).unsent
        changing = changes_context(buyer, visit.shop, bought, lines, out, visit.at)
        asked = wishes_of([parcel.pk for parcel in found])
        wishes = {key: rows_of(rows, buyer, visit.shop, visit.at) for key, rows in asked.items()}
        context = {
            "order": bought,
            "cancelled": bought.state == Order.State.CANCELLED,
            "path": f"{order_path(visit.shop, bought)}parcels/",
            "order_path": order_path(visit.shop, bought),
            "single": len(found) == 1,
            "parcels": shown_parcels(visit.shop, found, visit.at, private=True, order=bought, wishes=wishes),
            "unsent": _unpacked(lines, out, unsent),
            "address_path": changing["address_path"],
            "live_url": f"/live/?token={visit.live_token(bought.pk, *(parcel.pk for parcel in found), *_open(asked))}",
        }
        ref = visit.request.GET.get("news", "")[:16]
        # A page that only refreshes itself is nobody's look.
        known = "HX-Request" in visit.request.headers or is_known(bought, ref=ref, at=visit.at)
        response = visit.render("portal/parcels/parcels.html", context)
    if not known:
        note_visit(order=bought.pk, ref=ref, actor=buyer, at=visit.at)
    return response


def _travelling(bought: Order, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Without what is followed under the number of a label that nobody has used. One query."""
    sent = set(GoodsReturn.objects.filter(order=bought).values_list("tracking_number", flat=True))
    return [
        parcel
        for parcel in parcels
        if parcel.direction != Parcel.Direction.RETURN
        or parcel.state != Parcel.State.ANNOUNCED
        or not sent
        or parcel.tracking_number in sent
    ]


def _unpacked(lines: Sequence[Line], parcels: Sequence[Parcel], unsent: Mapping[UUID, int]) -> list[tuple[Line, int]]:
    """Pieces that are in no parcel yet: what was lost is not to be sent, what is labelled is shown with its parcel."""
    packed: Counter[UUID] = Counter()
    for parcel in parcels:
        for part in parcel.lines.all():
            packed[part.order_line_id] += part.quantity
    pieces = [(line, min(unsent.get(line.pk, 0), line.quantity - packed[line.pk])) for line in lines]
    return [(line, count) for line, count in pieces if count > 0]


def _open(asked: Mapping[UUID, Sequence[DeliveryRequest]]) -> list[UUID]:
    """The wishes that may still move: the page hears of them."""
    return [row.pk for rows in asked.values() for row in rows if row.closed_at is None]
