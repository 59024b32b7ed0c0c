"""The loss budget's controller: how low the standing may be so that expected and observed loss stay inside. Pure.

Called once a day per shop and by the simulation. It only moves a threshold; the hard stop is the guarded UPDATE of
`budget.spend`. The argument stands in docs/mechanisms/instant-refund.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

BAND = 5
NOBODY = 101
FULL = 10_000
# A band without a history counts as if it had this many advances at its prior rate.
PRIOR_ADVANCES = 20
# The single largest advance, as a share of the month's budget: one default never ends a month by itself.
LARGEST_SHARE = 5


@dataclass(frozen=True, slots=True)
class Band:
    """Buyers whose points lie in `lowest` to `lowest + BAND - 1`, lately.

    `ended` advances came to their end, of which `lost` were not (wholly) recovered; `paid_minor` and `lost_minor` are
    their sums. `demand_minor`: what they would have been paid ahead per day.
    """

    lowest: int
    ended: int = 0
    lost: int = 0
    paid_minor: int = 0
    lost_minor: int = 0
    demand_minor: int = 0


@dataclass(frozen=True, slots=True)
class Month:
    """The month's budget and what it has come to, minor units. `days_left` counts today."""

    budget_minor: int
    expected_minor: int
    lost_minor: int
    days_left: int

    @property
    def room_minor(self) -> int:
        return max(0, self.budget_minor - self.expected_minor - self.lost_minor)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Buyers with at least `points` get it; `forecast_minor`: the loss expected from them in the rest of the month."""

    points: int
    forecast_minor: int
    target: int


def band_of(points: int) -> int:
    """The lowest points of the band."""
    return min(points, 100) // BAND * BAND


def prior_rate(lowest: int) -> int:
    """Basis points of loss that are assumed of a band before anything is known: 12 % at 40 points, 3 % at 80."""
    return max(100, (FULL * 48 // 100) >> (lowest // 20))


def loss_rate(band: Band) -> int:
    """Basis points of what is paid ahead that is lost, seen on the safe side: the mean of prior and history, plus one
    standard deviation of it.
    """
    prior = prior_rate(band.lowest)
    seen = FULL * band.lost_minor // band.paid_minor if band.paid_minor else 0
    number = band.ended + PRIOR_ADVANCES
    mean = (prior * PRIOR_ADVANCES + seen * band.ended) // number
    deviation = _root(mean * max(0, FULL - mean) // number)
    return min(FULL, mean + deviation)


def expected_loss(amount_minor: int, rate: int) -> int:
    """The part of an advance that is set aside in the month's budget, rounded up."""
    return -(-amount_minor * rate // FULL)


def set_aside(amount_minor: int, expected_minor: int, percent: int) -> int:
    """What an advance takes of the month's budget until it is over: so much of it, at least what is expected of it.

    At 100 per cent nothing that ever happens can bring the losses of a month above its budget.
    """
    return max(expected_minor, -(-amount_minor * percent // 100))


def next_threshold(month: Month, bands: Sequence[Band], *, current: int, narrowest: int) -> Threshold:
    """Where the threshold stands from now on.

    From the best band down, bands are taken in as long as the loss that is forecast for the rest of the month fits into
    what is left of the budget, never below `narrowest`. Narrowing counts at once, widening is one band a day.
    """
    target, forecast = NOBODY, 0
    if month.room_minor > 0:
        known = {band.lowest: band for band in bands}
        for lowest in range(100, -1, -BAND):
            if lowest + BAND <= narrowest:
                break
            band = known.get(lowest, Band(lowest))
            more = expected_loss(band.demand_minor * month.days_left, loss_rate(band))
            if forecast + more > month.room_minor:
                break
            forecast += more
            target = max(lowest, narrowest)
    points = target if target >= current else max(target, min(current, 100 + BAND) - BAND)
    return Threshold(points, forecast, target)


def _root(number: int) -> int:
    """The whole square root, rounded up."""
    if number <= 0:
        return 0
    guess = 1 << ((number.bit_length() + 1) // 2)
    while True:
        better = (guess + number // guess) // 2
        if better >= guess:
            return guess + (guess * guess < number)
        guess = better
