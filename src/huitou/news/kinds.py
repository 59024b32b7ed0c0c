"""What a kind of trouble is told as, and which trouble a message has spoken of. Pure tables."""

from collections.abc import Mapping
from typing import Final

from huitou.lanes.stages import Stage, stage_of
from huitou.lanes.trouble import Kind
from huitou.news.triggers import Trigger
from huitou.parcels.models import Parcel

TOLD_AS: Final[Mapping[Kind, Trigger]] = {
    Kind.LOST: Trigger.LOST,
    Kind.CAME_BACK: Trigger.RETURNED,
    Kind.BAD_ADDRESS: Trigger.ATTEMPT_FAILED,
    Kind.CUSTOMS: Trigger.CUSTOMS_ACTION,
    Kind.GOING_BACK: Trigger.RETURNING,
    Kind.NOT_COLLECTED: Trigger.GOING_BACK_SOON,
    Kind.STUCK: Trigger.STUCK,
    Kind.NOT_MET: Trigger.ATTEMPT_FAILED,
    Kind.HELD: Trigger.DELAYED,
    Kind.UNSCANNED: Trigger.UNSCANNED,
    Kind.OVERDUE: Trigger.DELAYED,
}


def kind_of(trigger: Trigger, parcel: Parcel) -> Kind | None:
    """The kind under which the parcel stands in the list, once this was told; None where it does not."""
    if trigger == Trigger.ATTEMPT_FAILED:
        return Kind.BAD_ADDRESS if parcel.status == "attempt.bad_address" else Kind.NOT_MET
    if trigger == Trigger.DELAYED:
        return Kind.HELD if stage_of(parcel.status, parcel.state) == Stage.HELD else Kind.OVERDUE
    return next((kind for kind, told in TOLD_AS.items() if told == trigger), None)
