"""The courier calls on the buyer: booked, changed, called off, not come."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN, MOST_PICK_UPS
from huitou.logistics.models import GoodsReturn, PickUp
from huitou.logistics.pick_ups.seats import SlotFull, end_pick_up, free_slots, take_seat


@verb(GOODS_RETURN, "book_pick_up")
def book_pick_up(*, goods_return: GoodsReturn, actor: Actor, at: datetime, slot: datetime) -> dict[str, Any]:
    """Book the slot that begins at `slot`. Raises: SlotUnknown, SlotFull, ConditionNotMet, NotTheirTurn."""
    goods_return.pick_ups += 1
    return _book(goods_return, slot, at)


@verb(GOODS_RETURN, "change_pick_up")
def change_pick_up(*, goods_return: GoodsReturn, actor: Actor, at: datetime, slot: datetime) -> dict[str, Any]:
    """Another slot instead; where it is full, the one before stays. Raises: SlotUnknown, SlotFull."""
    goods_return.pick_ups += 1
    end_pick_up(goods_return, "changed", at)
    return _book(goods_return, slot, at)


@verb(GOODS_RETURN, "cancel_pick_up")
def cancel_pick_up(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The courier need not come; the goods can go another way."""
    end_pick_up(goods_return, "cancelled", at)
    return {}


@verb(GOODS_RETURN, "miss_pick_up")
def miss_pick_up(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The courier did not come, or found nobody: once the next free slot is booked, then the buyer chooses anew."""
    end_pick_up(goods_return, "missed", at)
    goods_return.missed_pick_ups += 1
    if goods_return.missed_pick_ups > 1 or goods_return.pick_ups >= MOST_PICK_UPS:
        return {"missed": goods_return.missed_pick_ups}
    for slot in free_slots(at):
        try:
            told = _book(goods_return, slot.starts_at, at)
        except SlotFull:
            continue
        return {"missed": goods_return.missed_pick_ups, **told}
    return {"missed": goods_return.missed_pick_ups}


@verb(GOODS_RETURN, "decline_pick_up")
def decline_pick_up(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier sends no courier: the buyer chooses anew, and has lost none of their bookings by it."""
    booked = end_pick_up(goods_return, "declined", at)
    if booked is not None and not _was_booked_for_them(booked):
        goods_return.pick_ups = max(goods_return.pick_ups - 1, 0)
    return {}


def _was_booked_for_them(booked: PickUp) -> bool:
    """Whether it took the place of one that was missed: that was none of the buyer's own bookings."""
    before = PickUp.objects.filter(goods_return_id=booked.goods_return_id, outcome="missed", ended_at=booked.booked_at)
    return before.exists()


def _book(goods_return: GoodsReturn, slot: datetime, at: datetime) -> dict[str, Any]:
    taken = take_seat(goods_return, slot, at)
    return {"slot": taken.starts_at.isoformat(), "until": taken.ends_at.isoformat()}
