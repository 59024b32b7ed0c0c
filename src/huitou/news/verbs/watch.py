"""What a buyer has seen of an order's parcels; an order of which nothing more is told. For pages and the API."""

from datetime import datetime, timedelta
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.news.models import OrderWatch, ParcelNews, Telling
from huitou.orders.access import access_order
from huitou.orders.models import Order

# A page that is looked at again and again is written down now and then.
OFTEN = timedelta(minutes=10)
SILENCE = "parcels.record"


def is_known(order: Order, *, ref: str, at: datetime) -> bool:
    """Whether a visit says nothing new: it was seen a moment ago, and its message is known to be opened. Inside the
    shop; one query, two with a `ref`."""
    lately = OrderWatch.objects.filter(order=order, seen_at__gte=at - OFTEN).exists()
    return lately and not (ref and Telling.objects.filter(ref=ref, order=order, opened_at=None).exists())


@verb
def note_visit(*, order: UUID, actor: Actor, at: datetime, ref: str = "") -> None:
    """The buyer looks at the order's parcels; `ref`: by the link of this message. It writes no event.

    Raises: NotFound.
    """
    found = access_order(actor, order)
    OrderWatch.objects.update_or_create(shop_id=actor.shop_id, order=found, defaults={"seen_at": at})
    if ref:
        Telling.objects.filter(ref=ref, order=found, opened_at=None).update(opened_at=at)


@verb
def silence_order(*, order: UUID, silent: bool, actor: Actor, at: datetime) -> OrderWatch:
    """Tell the order's buyer nothing more of its parcels, or again. Raises: Forbidden, NotFound."""
    actor.require(SILENCE)
    found = access_order(actor, order, lock=True)
    # The buyer may look for the first time at this very moment, which writes the row too.
    OrderWatch.objects.bulk_create([OrderWatch(shop_id=actor.shop_id, order=found)], ignore_conflicts=True)
    watch = OrderWatch.objects.select_for_update().get(order=found)
    if (watch.silenced_at is not None) == silent:
        return watch
    watch.silenced_at = at if silent else None
    kind = "news.order.silenced" if silent else "news.order.heard_again"
    events.record(watch, kind, actor=actor, at=at, facts={"order": found.pk})
    watch.save()
    return watch


@verb
def note_opened(*, ref: str, actor: Actor, at: datetime) -> str:
    """Somebody follows a short message; the tracking number that it leads to, or "". It writes no event."""
    found = Telling.objects.filter(ref=ref).first()
    if found is None:
        return ""
    Telling.objects.filter(pk=found.pk, opened_at=None).update(opened_at=at)
    piece = ParcelNews.objects.filter(telling=found, trigger=found.trigger).select_related("parcel").first()
    return piece.parcel.tracking_number if piece else ""
