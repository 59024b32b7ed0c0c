"""All parcels of an order, for its buyer: going out, coming back, replacing. Live."""

from collections import Counter
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from huitou.changes.deliveries.queries import wishes_of
from huitou.changes.judging import whereabouts
from huitou.changes.models import DeliveryRequest
from huitou.core.errors import HuitouError, NotFound
from huitou.logistics.models import GoodsReturn
from huitou.news.verbs import note_visit
from huitou.news.verbs.watch import is_known
from huitou.orders.models import Line, Order
from huitou.orders.queries import lines_of
from huitou.parcels.models import Parcel
from huitou.parcels.queries import parcels_of
from huitou.portal.addresses import order_named, order_path
from huitou.portal.changing import changes_context
from huitou.portal.counting import count_offers, count_visit
from huitou.portal.delivering import rows_of
from huitou.portal.parcel_shown import shown_parcels
from huitou.portal.selling import goods_of
from huitou.portal.visit import Visit, portal_view
from huitou.retention.offering import offers_of
from huitou.retention.queries.contacts import questions_of
from huitou.retention.verbs import ask_about_parcel


@require_safe
@portal_view
def order_parcels(visit: Visit, number: str) -> HttpResponseBase:
    """The page, in a constant number of queries."""
    return _page(visit, number)


@require_http_methods(["GET", "POST"])
@portal_view
def ask(visit: Visit, number: str) -> HttpResponseBase:
    """A question about one of the parcels. A reader who changes the language after an error comes here by GET."""
    with visit.reading() as buyer:
        there = f"{order_path(visit.shop, order_named(buyer, number))}parcels/"
    if visit.request.method == "GET":
        return redirect(there)
    given = visit.request.POST
    try:
        ask_about_parcel(parcel=given.get("parcel", ""), text=given.get("text", ""), actor=visit.actor(), at=visit.at)
    except NotFound:
        raise
    except HuitouError as error:
        return _page(visit, number, error, given.get("text", ""))
    return redirect(f"{there}#questions")


def _page(visit: Visit, number: str, error: HuitouError | None = None, typed: str = "") -> HttpResponseBase:
    with visit.reading() as buyer:
        bought = order_named(buyer, number)
        lines = lines_of(bought)
        found = _travelling(bought, parcels_of(bought))
        out = [parcel for parcel in found if parcel.direction == Parcel.Direction.OUTBOUND]
        unsent = whereabouts(bought, lines=lines, parcels=out).unsent
        changing = changes_context(buyer, visit.shop, bought, lines, out, visit.at)
        asked = wishes_of([parcel.pk for parcel in found])
        wishes = {key: rows_of(rows, buyer, visit.shop, visit.at) for key, rows in asked.items()}
        shown = shown_parcels(visit.shop, found, visit.at, private=True, order=bought, wishes=wishes)
        offers = offers_of(visit.shop, bought, lines, [(one.stage, one.late) for one in shown], visit.at)
        context = {
            "order": bought,
            "cancelled": bought.state == Order.State.CANCELLED,
            "path": f"{order_path(visit.shop, bought)}parcels/",
            "order_path": order_path(visit.shop, bought),
            "single": len(found) == 1,
            "parcels": shown,
            "unsent": _unpacked(lines, out, unsent),
            "address_path": changing["address_path"],
            "questions": questions_of(bought.pk),
            "offers": offers,
            "products": goods_of(visit.shop, bought, offers),
            "ask_error": error.text if error else "",
            "typed": typed,
            "live_url": f"/live/?token={visit.live_token(bought.pk, *(parcel.pk for parcel in found), *_open(asked))}",
        }
        ref = visit.request.GET.get("news", "")[:16]
        # A page that only refreshes itself is nobody's look.
        known = "HX-Request" in visit.request.headers or is_known(bought, ref=ref, at=visit.at)
        answer = visit.render("portal/parcels/parcels.html", context, status=200 if error is None else error.status)
    if not known:
        note_visit(order=bought.pk, ref=ref, actor=buyer, at=visit.at)
    count_visit(visit, shown)
    count_offers(visit, bought.pk, offers)
    return answer


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
