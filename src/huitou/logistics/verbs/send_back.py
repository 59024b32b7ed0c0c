"""Goods that were neither taken nor paid for: sent back to the buyer, watched until they are there."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.core.actors import Actor
from huitou.core.ids import new_ref
from huitou.core.verbs import born, verb
from huitou.logistics.access import access_return
from huitou.logistics.models import Disposition, GoodsReturn, SendBack
from huitou.logistics.sending_back import SEND_BACK
from huitou.logistics.verbs.dispose import Disposal, left_of, put_down
from huitou.parcels.numbers import carrier_code, read_number

# A return that ended without goods: who sends them all the same gets them back.
ENDED = ("cancelled", "expired")


@verb
def settle_goods(
    *, goods_return: GoodsReturn | UUID, unpaid: Mapping[UUID, int], actor: Actor, at: datetime
) -> SendBack | None:
    """It is decided what is paid for: of contested goods, the `unpaid` pieces that are here go back to the buyer.

    `unpaid`: order line id → pieces. All others are the shop's from now on. None where nothing goes back. Harmless when
    called again.
    """
    found = access_return(actor, goods_return, lock=True)
    if found.state != "contested" or found.settled_at is not None:
        return SendBack.objects.filter(goods_return=found).first()
    found.settled_at = at
    lines = list(found.lines.select_related("order_line"))
    # Good pieces were put away when they were found good: they are never among these.
    back = [
        Disposal(line=line.order_line_id, quantity=pieces, disposition=Disposition.TO_BUYER)
        for line in lines
        if (pieces := min(unpaid.get(line.order_line_id, 0), left_of(found, line), line.wrong + line.damaged))
    ]
    put_down(found, lines, back, actor=actor, at=at)
    found.save()
    if not back:
        return None
    return _begin(found, {str(one.line): one.quantity for one in back}, actor, at)


@verb
def take_in_strays(*, goods_return: GoodsReturn | UUID, actor: Actor, at: datetime) -> SendBack | None:
    """Goods of a return that had ended arrived all the same: they are the buyer's, and go back.

    None where they are on their way back already, or the return has not ended.
    """
    found = access_return(actor, goods_return, lock=True)
    if found.state not in ENDED or SendBack.objects.filter(goods_return=found).exists():
        return None
    pieces = {str(line.order_line_id): line.quantity for line in found.lines.all()}
    return _begin(found, pieces, actor, at)


def _begin(found: GoodsReturn, pieces: Mapping[str, int], actor: Actor, at: datetime) -> SendBack:
    send_back = SendBack(
        shop_id=actor.shop_id,
        goods_return=found,
        order_id=found.order_id,
        ref=new_ref("T"),
        state="to_send",
        pieces=dict(pieces),
        opened_at=at,
    )
    facts = {"goods_return": found.pk, "order": found.order_id, "pieces": send_back.pieces}
    born(SEND_BACK, send_back, "open", actor=actor, at=at, facts=facts)
    return send_back


@verb(SEND_BACK, "send")
def send_goods_back(
    *, send_back: SendBack, actor: Actor, at: datetime, tracking_number: str, carrier: str = ""
) -> dict[str, Any]:
    """The parcel left. Raises: TrackingNumberMissing, TrackingNumberMalformed, NotTheirTurn."""
    number = read_number(tracking_number)
    send_back.carrier, send_back.tracking_number = carrier.strip()[:60], number
    send_back.shipped_at = at
    return {"carrier": carrier_code(send_back.carrier), "tracking_number": number}


@verb(SEND_BACK, "fall_behind")
def fall_behind(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop has not sent them in time; from now on it is reminded until it does."""
    return {}


@verb(SEND_BACK, "remind")
def remind(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods are still not where they belong."""
    return {}


@verb(SEND_BACK, "trace")
def trace_send_back(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has been silent for too long."""
    return {}


@verb(SEND_BACK, "deliver")
def deliver_back(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier brought the goods, or the shop knows that they are there."""
    send_back.delivered_at = at
    return {}


@verb(SEND_BACK, "receive")
def receive_back(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer has the goods again."""
    send_back.delivered_at = at
    return {}


@verb(SEND_BACK, "leave")
def leave(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer does not want the goods back; the shop may do with them what it likes."""
    return {}


@verb(SEND_BACK, "settle")
def settle(*, send_back: SendBack, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer says that the shop has made good for the lost goods."""
    return {}
