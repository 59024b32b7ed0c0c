"""The table of everything that can be said of a parcel, as data with a version. Pure.

Read by the course, by every source's mapping and by the pages. A source's code without a row in its mapping gets none
of these: it waits for a person. Rows are only added; what was once stored must stay readable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

VERSION: Final = 1
UNMAPPED: Final = "unmapped"


class Tone(StrEnum):
    """What it means for whoever waits for the parcel."""

    WAITING = "waiting"  # nothing moves yet
    PROGRESS = "progress"
    ACTION = "action"  # somebody has to do something
    TROUBLE = "trouble"
    END = "end"


@dataclass(frozen=True, slots=True)
class Pair:
    """One status. `state`: the coarse state of the parcel that it proves, empty where it proves none.

    `news`: it tells where the parcel is; paperwork and "no news" never take back what was seen. `rank` decides between
    things of one moment.
    """

    status: str
    state: str
    tone: Tone
    news: bool
    rank: int


_ANNOUNCED, _COLLECTED, _MOVING, _DELIVERED = "announced", "collected", "in_transit", "delivered"
_RETURNED, _LOST, _NOTHING = "returned", "lost", ""
# Status, coarse state, tone, whether it is news. Delays and damage say nothing of where the parcel is: a delay before
# the hand-over must not make it "on its way". Within one coarse state the later row is the further one.
_ROWS = (
    ("pending.not_found", _ANNOUNCED, Tone.WAITING, False),
    ("info.label_created", _ANNOUNCED, Tone.WAITING, False),
    ("info.awaiting_collection", _ANNOUNCED, Tone.WAITING, False),
    ("expired.other", _NOTHING, Tone.TROUBLE, False),
    ("exception.other", _NOTHING, Tone.TROUBLE, True),
    ("exception.delayed", _NOTHING, Tone.TROUBLE, True),
    ("cancelled.other", _NOTHING, Tone.END, True),
    ("exception.lost", _LOST, Tone.TROUBLE, True),
    ("exception.destroyed", _LOST, Tone.TROUBLE, True),
    ("transit.collected", _COLLECTED, Tone.PROGRESS, True),
    ("transit.moving", _MOVING, Tone.PROGRESS, True),
    ("transit.at_facility", _MOVING, Tone.PROGRESS, True),
    ("transit.dest_country", _MOVING, Tone.PROGRESS, True),
    ("transit.redirected", _MOVING, Tone.PROGRESS, True),
    ("customs.processing", _MOVING, Tone.PROGRESS, True),
    ("customs.action_required", _MOVING, Tone.ACTION, True),
    ("customs.cleared", _MOVING, Tone.PROGRESS, True),
    ("exception.damaged", _NOTHING, Tone.TROUBLE, True),
    ("exception.not_signed", _MOVING, Tone.TROUBLE, True),
    ("exception.not_collected", _MOVING, Tone.ACTION, True),
    ("out_for_delivery.other", _MOVING, Tone.PROGRESS, True),
    ("attempt.other", _MOVING, Tone.TROUBLE, True),
    ("attempt.nobody", _MOVING, Tone.TROUBLE, True),
    ("attempt.bad_address", _MOVING, Tone.ACTION, True),
    ("attempt.refused", _MOVING, Tone.TROUBLE, True),
    ("pickup_ready.other", _MOVING, Tone.ACTION, True),
    ("returning.other", _MOVING, Tone.TROUBLE, True),
    ("delivered.other", _DELIVERED, Tone.END, True),
    ("delivered.collected", _DELIVERED, Tone.END, True),
    ("delivered.signed", _DELIVERED, Tone.END, True),
    ("delivered.cash", _DELIVERED, Tone.END, True),
    ("delivered.neighbour", _DELIVERED, Tone.END, True),
    ("delivered.locker", _DELIVERED, Tone.END, True),
    ("delivered.proxy", _DELIVERED, Tone.END, True),
    ("returned.other", _RETURNED, Tone.END, True),
)
PAIRS: Final[Mapping[str, Pair]] = {
    status: Pair(status, state, tone, news, rank) for rank, (status, state, tone, news) in enumerate(_ROWS)
}
# What a report by hand or by import says, which knows only the coarse state.
PLAIN: Final[Mapping[str, str]] = {
    "announced": "info.label_created",
    "collected": "transit.collected",
    "in_transit": "transit.moving",
    "delivered": "delivered.other",
    "returned": "returned.other",
    "lost": "exception.lost",
}
STATUSES: Final = tuple(PAIRS)


def state_of(status: str) -> str:
    """The coarse state that the status proves; "" for none, `unmapped` for no status at all."""
    return PAIRS[status].state if status else UNMAPPED


def phase_of(status: str) -> str:
    """The first half of the pair."""
    return status.partition(".")[0]
