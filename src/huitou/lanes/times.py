"""How many days parcels of a lane take, learned from those that arrived: a distribution with honest back-off.

Pure: no Django, no clock. Called by `promising`, `trouble` and `backtest`. A lane is carrier × origin × destination ×
weekday of the hand-over; where few parcels have travelled it, its distribution leans on that of the coarser lane above
it, in proportion to how few they are.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# Beyond it a parcel counts as this late; no window ends there.
FARTHEST_DAYS = 90
# The lane above counts as much as so many parcels of one's own. This and the half-life were chosen on the first half of
# the back-test; what the docs report is the other half.
LEAN = 50.0
# The weekday of a lane has to earn its word: it splits few parcels into seven.
LEAN_OF_WEEKDAY = 200.0
# After so many days a parcel counts half: carriers change with the season.
HALF_LIFE_DAYS = 45.0
ANY = "*"

# Where the lane on one weekday stands among its levels.
WEEKDAY = 4

# Fewer parcels than this are no statistics.
FEWEST = 20

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """From where to where, by whom, handed over on which weekday (0 Monday). Places are `BR-SP`, `DE`, or ""."""

    carrier: str
    origin: str
    destination: str
    weekday: int

    def levels(self) -> tuple[Key, ...]:
        """The lane and the coarser ones above it, the coarsest first."""
        start, end = self.origin.partition("-")[0], self.destination.partition("-")[0]
        day = str(self.weekday)
        return (
            (ANY,),
            (self.carrier, start, end, day),
            (self.carrier, start, self.destination, day),
            (self.carrier, self.origin, self.destination),
            (self.carrier, self.origin, self.destination, day, ANY),
        )


@dataclass(slots=True)
class Counts:
    """Parcels by days, decayed. `weight` is their sum in parcels of today; `number` how many there were."""

    days: list[float] = field(default_factory=lambda: [0.0] * (FARTHEST_DAYS + 1))
    weight: float = 0.0
    number: int = 0
    as_of: float = 0.0

    def add(self, days: int, *, on: float, number: int = 1) -> None:
        """`number` parcels that took `days` and arrived on the day `on` (any day count that only grows)."""
        self._decay_to(on)
        place = min(max(days, 0), FARTHEST_DAYS)
        share: float = number * 0.5 ** (max(0.0, self.as_of - on) / HALF_LIFE_DAYS)
        self.days[place] += share
        self.weight += share
        self.number += number

    def weight_on(self, on: float) -> float:
        """The weight as it counts on that day."""
        kept: float = 0.5 ** (max(0.0, on - self.as_of) / HALF_LIFE_DAYS)
        return self.weight * kept

    def _decay_to(self, on: float) -> None:
        if on <= self.as_of:
            return
        if self.weight:
            kept: float = 0.5 ** ((on - self.as_of) / HALF_LIFE_DAYS)
            self.days = [share * kept for share in self.days]
            self.weight *= kept
        self.as_of = on


@dataclass(frozen=True, slots=True)
class Spread:
    """The distribution of a lane's days.

    `number`: how many parcels stand behind it, those of the finest level (`level`) that has enough; all there are where
    none has.
    """

    shares: Sequence[float]
    number: int
    level: int

    def quantile(self, share: float, *, beyond: int = -1) -> int:
        """The smallest number of days within which `share` of the parcels arrive.

        `beyond`: of those only that take longer than so many days, for a parcel that has not come by then.
        """
        left = sum(self.shares[beyond + 1 :])
        if left <= 0.0:
            return FARTHEST_DAYS
        reached = 0.0
        for days in range(beyond + 1, len(self.shares)):
            reached += self.shares[days]
            if reached >= share * left - 1e-12:
                return days
        return FARTHEST_DAYS

    def window(self, share: float, *, beyond: int = -1) -> tuple[int, int]:
        """The shortest stretch of days, both ends within, on which at least `share` of the parcels arrive.

        `beyond` as in `quantile`. Of equally short ones the one that holds more, then the earlier.
        """
        left = sum(self.shares[beyond + 1 :])
        if left <= 0.0:
            return beyond + 1, FARTHEST_DAYS
        wanted = min(share, 1.0) * left - 1e-12
        best: tuple[int, float, int] | None = None
        first, held = beyond + 1, 0.0
        for last in range(beyond + 1, len(self.shares)):
            held += self.shares[last]
            while held - self.shares[first] >= wanted and first < last:
                held -= self.shares[first]
                first += 1
            if held >= wanted:
                found = (last - first, -held, first)
                best = found if best is None or found < best else best
        if best is None:
            return beyond + 1, FARTHEST_DAYS
        return best[2], best[2] + best[0]

    def longer_than(self, days: int) -> float:
        """The share of parcels that take longer than so many days."""
        return max(0.0, sum(self.shares[days + 1 :]))


@dataclass(slots=True)
class LaneTimes:
    """All that is known of how long parcels take."""

    counts: dict[Key, Counts] = field(default_factory=dict)

    def add(self, lane: Lane, days: int, *, on: float, number: int = 1) -> None:
        """Learn of parcels that arrived."""
        for key in lane.levels():
            self.counts.setdefault(key, Counts()).add(days, on=on, number=number)

    def spread(self, lane: Lane, *, on: float) -> Spread | None:
        """The lane's distribution as of a day; None where no parcel at all is known."""
        shares: list[float] | None = None
        number, level = 0, 0
        for place, counts in self._known(lane):
            weight = counts.weight_on(on)
            if counts.weight <= 0.0:
                continue
            own = [share / counts.weight for share in counts.days]
            lean = LEAN_OF_WEEKDAY if place == WEEKDAY else LEAN
            trust = 1.0 if shares is None else weight / (weight + lean)
            shares = own if shares is None else [
                trust * mine + (1.0 - trust) * above for mine, above in zip(own, shares, strict=True)
            ]  # fmt: skip
            if counts.number >= FEWEST or place == 0:
                number, level = counts.number, place
        return None if shares is None else Spread(shares, number, level)

    def _known(self, lane: Lane) -> Iterator[tuple[int, Counts]]:
        for place, key in enumerate(lane.levels()):
            if (counts := self.counts.get(key)) is not None:
                yield place, counts
