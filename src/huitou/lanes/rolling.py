"""Windows for parcels in the order of time: promised at the hand-over, judged at the arrival, learned from then on.

Pure. `counting` walks a shop's parcels through it each night; `bench lanes` walks other shops' through the same code.
It never looks ahead: a window knows only parcels that had arrived before it was promised.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from huitou.lanes.times import Lane, LaneTimes, Spread

# The share of parcels that are to arrive within their window.
KEPT = 0.9
# How far one parcel moves the level that is asked of the distribution (adaptive conformal inference, Gibbs and Candès
# 2021): a window that is missed makes the next ones wider, one that is kept a little narrower.
STEP = 0.001
LOWEST, HIGHEST = 0.5, 0.995


@dataclass(frozen=True, slots=True)
class Days:
    """A window in days after the hand-over, both ends within. `number` and `level` as in `Spread`."""

    earliest: int
    latest: int
    number: int
    level: int

    @property
    def width(self) -> int:
        """How many days it holds."""
        return self.latest - self.earliest + 1


@dataclass(slots=True)
class Judged:
    """How the windows of a lane came out. Sums; `off` are days between the middle of the window and the arrival."""

    number: int = 0
    kept: int = 0
    early: int = 0
    width: int = 0
    off: float = 0.0

    def add(self, window: Days, took: int) -> None:
        """One parcel more."""
        self.number += 1
        self.kept += window.earliest <= took <= window.latest
        self.early += took < window.earliest
        self.width += window.width
        self.off += abs(took - (window.earliest + window.latest) / 2)


@dataclass(slots=True)
class Level:
    """The level asked of the distribution, so that the share that is promised is the share that is kept."""

    promised: float = KEPT
    asked: float = KEPT

    def learn(self, *, kept: bool) -> None:
        """One more outcome."""
        moved = self.asked + STEP * (self.promised - (1.0 if kept else 0.0))
        self.asked = min(max(moved, LOWEST), HIGHEST)


@dataclass(slots=True)
class Rolling:
    """The walk. Days are any count that only grows, the same for hand-overs and arrivals."""

    times: LaneTimes = field(default_factory=LaneTimes)
    level: Level = field(default_factory=Level)
    judged: dict[tuple[str, str, str], Judged] = field(default_factory=dict)

    def promise(self, lane: Lane, *, on: int) -> Days | None:
        """The window of a parcel that is handed over on this day; None where nothing at all is known."""
        spread = self.times.spread(lane, on=on)
        return None if spread is None else window_of(spread, self.level.asked)

    def arrived(self, lane: Lane, promised: Days | None, *, took: int, on: int) -> None:
        """A parcel arrived after so many days: judge what was promised for it, then learn from it."""
        if promised is not None:
            self.judged.setdefault((lane.carrier, lane.origin, lane.destination), Judged()).add(promised, took)
            self.level.learn(kept=promised.earliest <= took <= promised.latest)
        self.times.add(lane, took, on=on)


def window_of(spread: Spread, share: float, *, beyond: int = -1) -> Days:
    """The window that a distribution gives for a share of the parcels."""
    earliest, latest = spread.window(share, beyond=beyond)
    return Days(earliest, latest, spread.number, spread.level)


def together(judged: Mapping[tuple[str, str, str], Judged]) -> Judged:
    """All lanes as one."""
    whole = Judged()
    for one in judged.values():
        whole.number += one.number
        whole.kept += one.kept
        whole.early += one.early
        whole.width += one.width
        whole.off += one.off
    return whole


def worst_first(judged: Mapping[tuple[str, str, str], Judged]) -> Iterator[tuple[tuple[str, str, str], Judged]]:
    """The lanes whose promises are kept least, then those with more parcels."""
    yield from sorted(judged.items(), key=lambda one: (one[1].kept / one[1].number, -one[1].number, one[0]))
