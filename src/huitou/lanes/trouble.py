"""Which parcels are in trouble, how urgent each is, and the best thing to do next: tables, read from the top.

Pure. Called by the desk's list. "Stuck" is measured against how long the parcel's own lane takes, never by a fixed
number of days where enough parcels have travelled it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from huitou.lanes.stages import Stage
from huitou.lanes.times import FEWEST, Spread

# Fewer than one parcel in twenty of its lane takes this long.
RARE = 0.05
# Where no statistics are: nothing new for so many days.
SILENT_DAYS = 7
UNSCANNED_DAYS = 2
WAITS_AT_POINT_DAYS = 3


class Kind(StrEnum):
    """What is wrong, the most urgent first."""

    LOST = "lost"
    CAME_BACK = "came_back"
    BAD_ADDRESS = "bad_address"
    CUSTOMS = "customs"
    GOING_BACK = "going_back"
    NOT_COLLECTED = "not_collected"
    STUCK = "stuck"
    NOT_MET = "not_met"
    HELD = "held"
    UNSCANNED = "unscanned"
    OVERDUE = "overdue"


class Step(StrEnum):
    """What can be done about it."""

    WRITE = "write"
    ASK = "ask"
    REPLACE = "replace"
    SEARCH = "search"


# What helps, in the order in which it is tried: whatever was done already makes way for the next.
STEPS: Mapping[Kind, Sequence[Step]] = {
    Kind.LOST: (Step.REPLACE, Step.WRITE),
    Kind.CAME_BACK: (Step.WRITE, Step.REPLACE),
    Kind.BAD_ADDRESS: (Step.WRITE, Step.ASK, Step.REPLACE),
    Kind.CUSTOMS: (Step.WRITE, Step.ASK),
    Kind.GOING_BACK: (Step.WRITE, Step.ASK, Step.REPLACE),
    Kind.NOT_COLLECTED: (Step.WRITE, Step.ASK),
    Kind.STUCK: (Step.ASK, Step.WRITE, Step.REPLACE),
    Kind.NOT_MET: (Step.WRITE, Step.ASK),
    Kind.HELD: (Step.WRITE, Step.ASK, Step.REPLACE),
    Kind.UNSCANNED: (Step.SEARCH, Step.ASK, Step.WRITE, Step.REPLACE),
    Kind.OVERDUE: (Step.WRITE, Step.ASK, Step.REPLACE),
}


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of a parcel on `today`. `news_on`: its last report; `latest_on`: the last day that was promised.

    `rested`: on how many days since the hand-over its carrier rested.
    """

    stage: Stage
    status: str
    today: date
    announced_on: date
    handed_on: date | None = None
    news_on: date | None = None
    latest_on: date | None = None
    spread: Spread | None = None
    rested: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong. `days`: how long already. `lane_days`: what 19 of 20 of the `lane_parcels` of its lane take."""

    kind: Kind
    days: int
    lane_days: int = 0
    lane_parcels: int = 0

    @property
    def urgency(self) -> tuple[int, int]:
        """Sorts the most urgent first."""
        return list(Kind).index(self.kind), -self.days

    def best(self, done: Sequence[Step]) -> Step:
        """What to do next, after what was done; the last thing where all was tried."""
        left = [step for step in STEPS[self.kind] if step not in done]
        return left[0] if left else STEPS[self.kind][-1]


def trouble_of(parcel: Watched) -> Found | None:
    """The most urgent thing that is wrong with it; None where it goes its way."""
    silent = (parcel.today - (parcel.news_on or parcel.announced_on)).days
    if (plain := _by_stage(parcel, silent)) is not None:
        return plain
    if parcel.stage == Stage.ANNOUNCED:
        waits = (parcel.today - parcel.announced_on).days
        return Found(Kind.UNSCANNED, waits) if waits >= UNSCANNED_DAYS else None
    if parcel.handed_on is not None:
        under_way = (parcel.today - parcel.handed_on).days
        spread = parcel.spread
        if spread is not None and spread.number >= FEWEST:
            if spread.longer_than(under_way - parcel.rested - 1) < RARE:
                return Found(Kind.STUCK, under_way, spread.quantile(1 - RARE), spread.number)
        elif silent >= SILENT_DAYS:
            return Found(Kind.STUCK, silent)
    if parcel.latest_on is not None and parcel.latest_on < parcel.today:
        return Found(Kind.OVERDUE, (parcel.today - parcel.latest_on).days)
    return Found(Kind.HELD, silent) if parcel.stage == Stage.HELD else None


_BY_STAGE: Mapping[Stage, Kind] = {
    Stage.LOST: Kind.LOST,
    Stage.CAME_BACK: Kind.CAME_BACK,
    Stage.GOING_BACK: Kind.GOING_BACK,
    Stage.ATTEMPTED: Kind.NOT_MET,
}


def _by_stage(parcel: Watched, silent: int) -> Found | None:
    if parcel.status == "attempt.bad_address":
        return Found(Kind.BAD_ADDRESS, silent)
    if parcel.status == "customs.action_required":
        return Found(Kind.CUSTOMS, silent)
    if parcel.stage == Stage.READY:
        late = parcel.status == "exception.not_collected" or silent >= WAITS_AT_POINT_DAYS
        return Found(Kind.NOT_COLLECTED, silent) if late else None
    kind = _BY_STAGE.get(parcel.stage)
    return Found(kind, silent) if kind is not None else None
