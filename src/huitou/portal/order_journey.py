"""The turning line of an order: bought, sent, on its way, there; a straight line as long as nothing comes back."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from huitou.core.turning_line import Journey, Mark, Stop
from huitou.orders.models import Order
from huitou.parcels.models import Parcel


def order_journey(order: Order, parcels: Sequence[Parcel], said: Callable[[datetime], str]) -> Journey:
    """The line of the whole order; of several parcels the slowest counts. `said` writes a day in few letters."""
    if order.state == Order.State.CANCELLED:
        return Journey(out=(Stop(_("Ordered"), Mark.DONE, said(order.placed_at)), Stop(_("Cancelled"), Mark.DONE)))
    lost = any(parcel.state in (Parcel.State.LOST, Parcel.State.RETURNED) for parcel in parcels)
    shipped = _latest([parcel.shipped_at or parcel.collected_at for parcel in parcels])
    delivered = _latest([parcel.delivered_at for parcel in parcels])
    reached = 3 if delivered else 2 if shipped else 1
    promised = _latest([parcel.promised_at for parcel in parcels])
    stops = [
        (_("Ordered"), order.placed_at),
        (_("Sent"), shipped),
        (_("Delivered"), delivered or promised),
    ]
    marks = [Mark.DONE if place < reached else Mark.AHEAD for place in range(3)]
    if reached < 3:
        marks[reached] = Mark.TROUBLE if lost else Mark.NOW
    named = [
        (_now(place) if marks[place] is Mark.NOW else label, moment) for place, (label, moment) in enumerate(stops)
    ]
    return Journey(
        out=tuple(
            Stop(label, mark, said(moment) if moment else "")
            for (label, moment), mark in zip(named, marks, strict=True)
        )
    )


def delivery_sentence(order: Order, parcels: Sequence[Parcel], said: Callable[[datetime], str]) -> str:
    """Where the goods are, in one sentence."""
    shipped = _latest([parcel.shipped_at or parcel.collected_at for parcel in parcels])
    delivered = _latest([parcel.delivered_at for parcel in parcels])
    promised = _latest([parcel.promised_at for parcel in parcels])
    if order.state == Order.State.CANCELLED:
        return _("This order was cancelled.")
    if delivered:
        return _("Delivered on %(day)s.") % {"day": said(delivered)}
    if any(parcel.state == Parcel.State.LOST for parcel in parcels):
        return _("A parcel of this order was lost on its way. You need not wait: say below that it has not arrived.")
    if shipped and promised:
        return _("On its way, expected by %(day)s.") % {"day": said(promised)}
    if shipped:
        return _("On its way since %(day)s.") % {"day": said(shipped)}
    return _("Ordered on %(day)s and not sent yet.") % {"day": said(order.placed_at)}


def _now(place: int) -> str:
    return {1: _("Being packed"), 2: _("On its way")}[place]


def _latest(moments: list[datetime | None]) -> datetime | None:
    """The last of them, once all are known."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
