"""A parcel comes back of which nobody knows any more: its return was cancelled, or expired, before it was sent.

Takes the carrier's report of its arrival, and makes it a task of the shop: the goods are the buyer's, and go back. The
shop may open a case for the buyer instead.
"""

from datetime import datetime
from uuid import UUID

from huitou.cases.access import access_case
from huitou.cases.models import Case
from huitou.core import events
from huitou.core.actors import Actor, system_actor
from huitou.core.events import subscriber
from huitou.core.models import Event
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.logistics.verbs import take_in_strays
from huitou.logistics.verbs.send_back import ENDED
from huitou.parcels.models import Parcel


@subscriber("parcels.parcel.delivered")
def parcel_came_to_the_shop(event: Event) -> None:
    """Of an ended return: the shop is told by its queue."""
    parcel = Parcel.objects.get(pk=event.subject_id)
    if parcel.direction != Parcel.Direction.RETURN:
        return
    goods = _ended_return_of(parcel)
    case = Case.objects.filter(goods_return=goods, send_back=None).first() if goods is not None else None
    if case is not None:
        note_strays(case=case.pk, parcel=parcel.pk, actor=system_actor(case.shop_id), at=event.at)


@verb
def note_strays(*, case: UUID, parcel: UUID, actor: Actor, at: datetime) -> Case:
    """Open the way back to the buyer, and say it in the case's record. Harmless when called again."""
    found: Case = access_case(actor, case, lock=True)
    if found.goods_return is None or found.send_back_id is not None:
        return found
    found.send_back = take_in_strays(goods_return=found.goods_return.pk, actor=actor, at=at)
    if found.send_back is not None:
        facts = {"parcel": parcel, "send_back": found.send_back.pk}
        events.record(found, "cases.goods.strayed", actor=actor, at=at, facts=facts)
        found.save()
    return found


def _ended_return_of(parcel: Parcel) -> GoodsReturn | None:
    """The ended return that the parcel belongs to: by its number, or the latest where none is under way."""
    rows = list(GoodsReturn.objects.filter(order_id=parcel.order_id).prefetch_related("labels").order_by("-opened_at"))
    for row in rows:
        if parcel.tracking_number and parcel.tracking_number in _numbers(row):
            return row if row.state in ENDED else None
    if any(row.state not in GOODS_RETURN.finals for row in rows):
        return None
    return next((row for row in rows if row.state in ENDED), None)


def _numbers(row: GoodsReturn) -> set[str]:
    return {row.tracking_number, *(label.tracking_number for label in row.labels.all())} - {""}
