"""The seats in a slot: offered while they are free, taken by one statement that two can never both make.

Called by the verbs of a return, inside their transaction.
"""

from collections import Counter
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict, Invalid
from huitou.core.tenancy import open_shop_row
from huitou.logistics.models import GoodsReturn, PickUp
from huitou.logistics.pick_ups.couriers import tell_courier, untell_courier
from huitou.logistics.pick_ups.service import Slot, pickup_way


class SlotUnknown(Invalid):
    """No courier comes at that time."""

    code = "slot_unknown"
    message = _("No courier comes at that time any more. Choose another slot.")


class SlotFull(Conflict):
    """Somebody else has taken the last seat."""

    code = "slot_full"
    message = _("This slot has just been taken. Choose another one.")


def free_slots(at: datetime) -> list[Slot]:
    """The slots that still have a seat, in order. Two queries."""
    picks_up, zone = pickup_way(), ZoneInfo(open_shop_row().timezone)
    if picks_up is None:
        return []
    service, way = picks_up
    slots = service.slots(way, zone=zone, at=at)
    rows = PickUp.objects.filter(service=service.code, ended_at=None, starts_at__in=[one.starts_at for one in slots])
    taken = Counter(rows.values_list("starts_at", flat=True))
    return [slot for slot in slots if taken[slot.starts_at] < slot.seats]


def take_seat(goods_return: GoodsReturn, starts_at: datetime, at: datetime) -> Slot:
    """Book the slot that begins then. Raises SlotUnknown, SlotFull."""
    picks_up, zone = pickup_way(), ZoneInfo(open_shop_row().timezone)
    if picks_up is None:
        raise SlotUnknown()
    service, way = picks_up
    slot = next((one for one in service.slots(way, zone=zone, at=at) if one.starts_at == starts_at), None)
    if slot is None:
        raise SlotUnknown()
    rows = PickUp.objects.filter(service=service.code, ended_at=None, starts_at=slot.starts_at)
    taken = set(rows.values_list("seat", flat=True))
    for seat in range(slot.seats):
        if seat not in taken and _sit(goods_return, service.code, slot, seat, at):
            goods_return.pick_up_booked_at = at
            goods_return.pick_up_starts_at, goods_return.pick_up_ends_at = slot.starts_at, slot.ends_at
            return slot
    raise SlotFull()


def end_pick_up(goods_return: GoodsReturn, outcome: str, at: datetime) -> PickUp | None:
    """The open booking is over, whatever came of it; the seat is free again. No query where none is open.

    A carrier's courier who has not collected is called off; the waybill of that booking ends with it.
    """
    if goods_return.pick_up_booked_at is None:
        return None
    booked = PickUp.objects.filter(goods_return=goods_return, ended_at=None).first()
    if booked is not None:
        booked.ended_at, booked.outcome = at, outcome
        booked.save(update_fields=["ended_at", "outcome"])
        if outcome != "collected":
            untell_courier(booked)
    goods_return.pick_up_booked_at = goods_return.pick_up_starts_at = goods_return.pick_up_ends_at = None
    return booked


def _sit(goods_return: GoodsReturn, service: str, slot: Slot, seat: int, at: datetime) -> bool:
    """Whether the seat is ours: the unique constraint decides, where two ask at once."""
    try:
        with transaction.atomic():
            booked = PickUp.objects.create(
                shop_id=goods_return.shop_id, goods_return=goods_return, service=service, starts_at=slot.starts_at,
                ends_at=slot.ends_at, seat=seat, booked_at=at,
            )  # fmt: skip
    except IntegrityError:
        return False
    tell_courier(booked)
    return True
