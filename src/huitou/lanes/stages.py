"""The few stages in which whoever waits for a parcel thinks, out of the many statuses that carriers report.

Pure. Read by the buyers' pages, the promised dates and the list of parcels in trouble.
"""

from collections.abc import Mapping
from enum import StrEnum


class Stage(StrEnum):
    """Where a parcel stands, from its label to its end."""

    ANNOUNCED = "announced"
    COLLECTED = "collected"
    MOVING = "moving"
    CUSTOMS = "customs"
    HELD = "held"
    OUT_FOR_DELIVERY = "out_for_delivery"
    ATTEMPTED = "attempted"
    READY = "ready"
    DELIVERED = "delivered"
    GOING_BACK = "going_back"
    CAME_BACK = "came_back"
    LOST = "lost"
    STOPPED = "stopped"


OVER = frozenset({Stage.DELIVERED, Stage.CAME_BACK, Stage.LOST, Stage.STOPPED})
"""Nothing more is expected of the carrier."""

# By the status before its dot; a whole status where it stands elsewhere.
_OF: Mapping[str, Stage] = {
    "announced": Stage.ANNOUNCED,
    "in_transit": Stage.MOVING,
    "collected": Stage.COLLECTED,
    "lost": Stage.LOST,
    "pending": Stage.ANNOUNCED,
    "info": Stage.ANNOUNCED,
    "transit": Stage.MOVING,
    "transit.collected": Stage.COLLECTED,
    "customs": Stage.CUSTOMS,
    "customs.cleared": Stage.MOVING,
    "out_for_delivery": Stage.OUT_FOR_DELIVERY,
    "pickup_ready": Stage.READY,
    "attempt": Stage.ATTEMPTED,
    "delivered": Stage.DELIVERED,
    "exception": Stage.HELD,
    "exception.lost": Stage.LOST,
    "exception.destroyed": Stage.LOST,
    "exception.not_signed": Stage.ATTEMPTED,
    "exception.not_collected": Stage.READY,
    "expired": Stage.HELD,
    "returning": Stage.GOING_BACK,
    "returned": Stage.CAME_BACK,
    "cancelled": Stage.STOPPED,
}


def stage_of(status: str, state: str) -> Stage:
    """The stage of a status; `state`, the coarse one, where the status is empty or new to us.

    What has ended by its state has ended: an odd late report does not bring a delivered parcel back on its way.
    """
    whole = _OF.get(state, Stage.MOVING)
    if whole in (Stage.DELIVERED, Stage.CAME_BACK, Stage.LOST):
        return whole
    return _OF.get(status) or _OF.get(status.partition(".")[0]) or whole
