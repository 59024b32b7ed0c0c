"""How the lanes' windows would have come out against the shop's own estimates, in the order of time. Pure.

Called by `bench lanes`. Every window knows only parcels that had arrived before it was promised. Both sides promise at
the same moment, for the same parcels; they are compared where they are kept equally often.
"""

import heapq
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from huitou.lanes.days_off import country_of, day_after, days_between
from huitou.lanes.rolling import window_of
from huitou.lanes.times import Lane, LaneTimes

# The levels at which windows are looked at; between them the width is read off a straight line.
LEVELS = (0.80, 0.84, 0.88, 0.90, 0.92, 0.94, 0.96, 0.98)


@dataclass(frozen=True, slots=True)
class Past:
    """A parcel of the past: promised for on `from_day` (the hand-over or the purchase), by the shop until `shop_by`."""

    lane: Lane
    from_day: date
    arrived_on: date
    shop_by: date


@dataclass(frozen=True, slots=True)
class Outcome:
    """Shares and mean widths in days. The shop's window runs from the day of the promise to its estimate."""

    parcels: int
    shop_kept: float
    shop_days: float
    kept: Sequence[float]
    days: Sequence[float]

    @property
    def days_at_shops_share(self) -> float | None:
        """How wide the lanes' windows are where they are kept as often as the shop's estimate; None out of reach."""
        for (low, narrow), (high, wide) in pairwise(zip(self.kept, self.days, strict=True)):
            if low <= self.shop_kept <= high and high > low:
                return narrow + (wide - narrow) * (self.shop_kept - low) / (high - low)
        return None

    @property
    def share_at_shops_days(self) -> float | None:
        """How often the lanes' windows are kept where they are as wide as the shop's; None out of reach."""
        for (narrow, low), (wide, high) in pairwise(zip(self.days, self.kept, strict=True)):
            if narrow <= self.shop_days <= wide and wide > narrow:
                return low + (high - low) * (self.shop_days - narrow) / (wide - narrow)
        return None


def backtest(past: Sequence[Past], *, first: int, until: int | None = None) -> Outcome:
    """Walk all parcels in the order of their promises; those before `first` only teach, those from `until` on wait."""
    times = LaneTimes()
    under_way: list[tuple[int, int, Lane, int]] = []
    ordered = sorted(past, key=lambda one: one.from_day)[:until]
    parcels = shop_kept = shop_days = 0
    kept, days = [0] * len(LEVELS), [0] * len(LEVELS)
    for place, one in enumerate(ordered):
        today = one.from_day.toordinal()
        while under_way and under_way[0][0] < today:
            arrived, _place, lane, took = heapq.heappop(under_way)
            times.add(lane, took, on=arrived)
        country = country_of(one.lane.destination)
        took = days_between(country, one.from_day, one.arrived_on)
        spread = times.spread(one.lane, on=today) if place >= first else None
        if spread is not None:
            parcels += 1
            shop_kept += one.arrived_on <= one.shop_by
            shop_days += (one.shop_by - one.from_day).days + 1
            for at, level in enumerate(LEVELS):
                window = window_of(spread, level)
                opens = day_after(country, one.from_day, window.earliest)
                closes = day_after(country, one.from_day, window.latest)
                kept[at] += opens <= one.arrived_on <= closes
                days[at] += (closes - opens).days + 1
        heapq.heappush(under_way, (one.arrived_on.toordinal(), place, one.lane, took))
    many = max(parcels, 1)
    return Outcome(
        parcels, shop_kept / many, shop_days / many, [one / many for one in kept], [one / many for one in days]
    )
