"""What a carrier's courier service said of a booked slot: written beside the slot, and as an event of the return."""

from datetime import datetime
from uuid import UUID

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.verbs import verb, verb_of
from huitou.logistics.access import access_return
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, PickUp
from huitou.logistics.pick_ups.couriers import untell_courier
from huitou.parcels.numbers import carrier_code, compact


@verb
def note_courier(
    *, pick_up: UUID, reference: str, carrier: str, number: str, actor: Actor, at: datetime
) -> PickUp:  # fmt: skip
    """The courier is ordered, with a waybill of its own. A slot that was given up meanwhile is called off at once."""
    found, back = _both(pick_up, actor)
    found.reference, found.carrier, found.tracking_number = reference[:120], carrier[:60], compact(number)[:80]
    found.ordered_at, found.failure_code = at, ""
    facts = {"pick_up": found.pk, "service": found.service, "carrier": carrier_code(found.carrier)}
    events.record(back, "logistics.goods_return.ordered_courier", actor=actor, at=at, facts=facts)
    found.save()
    back.save()
    if found.ended_at is not None:
        untell_courier(found)
    return found


@verb
def note_failure(*, pick_up: UUID, failure_code: str, actor: Actor, at: datetime) -> PickUp:
    """The courier service refused, or its answer stayed open: it is never asked a second time."""
    found, back = _both(pick_up, actor)
    found.failure_code = failure_code[:40]
    facts = {"pick_up": found.pk, "service": found.service, "failure": found.failure_code}
    events.record(back, "logistics.goods_return.doubted_courier", actor=actor, at=at, facts=facts)
    found.save()
    back.save()
    return found


@verb
def follow_courier(*, pick_up: UUID, action: str, actor: Actor, at: datetime, **given: object) -> GoodsReturn | None:
    """Take the return's step that the courier service says of this very slot; nothing where the slot is over.

    A slot that the buyer gave up is called off there as well: what is said of it then is not about their next one.
    Raises NotTheirTurn.
    """
    found, back = _both(pick_up, actor)
    if found.ended_at is not None:
        return None
    moved: GoodsReturn = verb_of(GOODS_RETURN, action)(goods_return=back, actor=actor, at=at, **given)
    return moved


def _both(pick_up: UUID, actor: Actor) -> tuple[PickUp, GoodsReturn]:
    """The slot and its return, locked by way of the return."""
    key = PickUp.objects.values_list("goods_return_id", flat=True).get(pk=pick_up)
    back: GoodsReturn = access_return(actor, key, lock=True)
    return PickUp.objects.get(pk=pick_up), back
