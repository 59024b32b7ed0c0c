"""Instant refunds over real orders with honest and abusive buyers: the same standing, controller and hard stop.

Called by `huitou bench instant` and its tests. Pure; who returns what, and who abuses, is drawn from a seed.
"""

import random
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from huitou.instant.controller import (
    LARGEST_SHARE,
    Band,
    Month,
    band_of,
    expected_loss,
    loss_rate,
    next_threshold,
    set_aside,
)
from huitou.instant.standing import History, standing

LEARNED_DAYS, DEMAND_DAYS = 180, 28
ENDS_AFTER_DAYS, CLAIM_DAYS = 10, 30
CONTACT_CONFIRMED = 0.5


@dataclass(frozen=True, slots=True)
class Bought:
    """One order. `amount_minor` in minor units of one currency."""

    customer: str
    day: date
    amount_minor: int


@dataclass(frozen=True, slots=True)
class World:
    """How buyers behave. Shares from 0 to 1; `wave`: months (`2011-05`) in which `wave_abusers` of buyers abuse.

    An abuser keeps the goods with `abuser_keeps` once the money is there, and `*_pays_back` of claims are recovered.
    """

    abusers: float = 0.03
    returns: float = 0.12
    abuser_returns: float = 0.4
    honest_breaks: float = 0.015
    abuser_keeps: float = 0.8
    honest_pays_back: float = 0.6
    abuser_pays_back: float = 0.1
    wave: frozenset[str] = frozenset()
    wave_abusers: float = 0.12
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Way:
    """A way to decide: `budget_minor` a month with the controller, or a `fixed` threshold and no budget."""

    name: str
    budget_minor: int
    fixed: int | None = None
    narrowest: int = 30
    set_aside_percent: int = 100


@dataclass(slots=True)
class MonthFigures:
    """One month of one way. A loss belongs to the month in which the refund was granted."""

    returns: int = 0
    honest: int = 0
    paid_ahead: int = 0
    honest_paid_ahead: int = 0
    lost_minor: int = 0
    expected_minor: int = 0
    set_aside_minor: int = 0
    stopped: int = 0
    thresholds: list[int] = field(default_factory=list)


@dataclass(slots=True)
class _Buyer:
    first: date
    orders: int = 0
    paid_minor: int = 0
    kept: int = 0
    broken: int = 0
    owes: int = 0
    unpaid: int = 0


@dataclass(frozen=True, slots=True)
class _Ended:
    """What an advance came to, known on `day`."""

    day: date
    month: str
    customer: str
    points: int
    amount_minor: int
    expected_minor: int
    set_aside_minor: int
    broken: bool
    lost_minor: int
    claimed: bool = False


def simulate(orders: Sequence[Bought], way: Way, world: World) -> Mapping[str, MonthFigures]:
    """The figures by month, over the orders by day. The same seed draws the same buyers and returns for every way."""
    run = _Run(way, world)
    for order in sorted(orders, key=lambda one: (one.day, one.customer, one.amount_minor)):
        run.come_to(order.day)
        run.take(order)
    run.come_to(max(order.day for order in orders) + timedelta(days=ENDS_AFTER_DAYS + CLAIM_DAYS + 1))
    return dict(sorted(run.months.items()))


class _Run:
    """One way through the orders."""

    def __init__(self, way: Way, world: World) -> None:
        self.way, self.world = way, world
        self.months: dict[str, MonthFigures] = defaultdict(MonthFigures)
        self.buyers: dict[str, _Buyer] = {}
        self.threshold = way.fixed if way.fixed is not None else 80
        self.day: date | None = None
        self.coming: dict[date, list[_Ended]] = defaultdict(list)
        self.ended: deque[_Ended] = deque()
        self.claims: list[_Ended] = []
        self.demand: deque[tuple[date, int, int]] = deque()
        self.turnover, self.count = 0, 0

    def come_to(self, day: date) -> None:
        """Let the days pass: what is known of advances, and the controller each morning."""
        while self.day is None or self.day < day:
            self.day = day if self.day is None else self.day + timedelta(days=1)
            for one in self.coming.pop(self.day, ()):
                self._end(one)
            if self.way.fixed is None:
                self._control(self.day)
            self.months[self.day.strftime("%Y-%m")].thresholds.append(self.threshold)

    def take(self, order: Bought) -> None:
        """An order, and perhaps its return a little later: the return is assessed on the order's own day."""
        buyer = self.buyers.setdefault(order.customer, _Buyer(order.day))
        buyer.orders += 1
        buyer.paid_minor += order.amount_minor
        self.turnover += order.amount_minor
        self.count += 1
        # Drawn from the order itself, so that every way meets the same buyers.
        chance = random.Random(f"{self.world.seed}/{order.customer}/{order.day}/{order.amount_minor}")  # noqa: S311
        abuses = self._abuses(order)
        if chance.random() < (self.world.abuser_returns if abuses else self.world.returns):
            self._return(order, buyer, abuses, chance)

    def _abuses(self, order: Bought) -> bool:
        draw = random.Random(f"{self.world.seed}/{order.customer}").random()  # noqa: S311
        share = self.world.wave_abusers if order.day.strftime("%Y-%m") in self.world.wave else self.world.abusers
        return draw < share

    def _return(self, order: Bought, buyer: _Buyer, abuses: bool, chance: random.Random) -> None:
        month = order.day.strftime("%Y-%m")
        figures = self.months[month]
        figures.returns += 1
        figures.honest += not abuses
        points = self._points(order, buyer)
        breaks, pays_back = chance.random(), chance.random()
        largest = self.way.budget_minor // LARGEST_SHARE
        if order.amount_minor > largest or buyer.owes or points < self.way.narrowest:
            return self._usual(buyer)
        self.demand.append((order.day, band_of(points), order.amount_minor))
        if points < self.threshold:
            return self._usual(buyer)
        band = self._band(band_of(points))
        expected = expected_loss(order.amount_minor, loss_rate(band))
        aside = set_aside(order.amount_minor, expected, self.way.set_aside_percent)
        room = self.way.budget_minor - figures.set_aside_minor - figures.lost_minor
        if self.way.fixed is None and aside > room:
            figures.stopped += 1
            return self._usual(buyer)
        figures.paid_ahead += 1
        figures.honest_paid_ahead += not abuses
        figures.expected_minor += expected
        figures.set_aside_minor += aside
        world = self.world
        broken = breaks < (world.abuser_keeps if abuses else world.honest_breaks)
        recovered = pays_back < (world.abuser_pays_back if abuses else world.honest_pays_back)
        lost = order.amount_minor if broken and not recovered else 0
        day = order.day + timedelta(days=ENDS_AFTER_DAYS)
        one = _Ended(day, month, order.customer, points, order.amount_minor, expected, aside, broken, lost)
        self.coming[day].append(one)
        return None

    @staticmethod
    def _usual(buyer: _Buyer) -> None:
        """Paid after the check: what does not come is not paid, and counts for nothing."""
        buyer.kept += 1

    def _points(self, order: Bought, buyer: _Buyer) -> int:
        average = self.turnover // self.count
        confirmed = random.Random(f"code/{order.customer}").random() < CONTACT_CONFIRMED  # noqa: S311
        return standing(
            History(
                days_known=(order.day - buyer.first).days, orders=buyer.orders,
                value_share=100 * buyer.paid_minor // average if average else 0, returns_kept=buyer.kept,
                returns_broken=buyer.broken, verified=confirmed, owes=buyer.owes, unpaid=buyer.unpaid,
            )
        ).points  # fmt: skip

    def _end(self, one: _Ended) -> None:
        """The return is over: all is well, or a claim, all of which is expected to be lost until it is settled."""
        buyer, figures = self.buyers[one.customer], self.months[one.month]
        figures.expected_minor -= one.expected_minor
        figures.set_aside_minor -= one.set_aside_minor
        if one.broken and not one.claimed:
            buyer.owes += 1
            figures.expected_minor += one.amount_minor
            figures.set_aside_minor += one.amount_minor
            day = one.day + timedelta(days=CLAIM_DAYS)
            claim = replace(
                one, day=day, expected_minor=one.amount_minor, set_aside_minor=one.amount_minor, claimed=True
            )
            self.coming[day].append(claim)
            self.claims.append(claim)
            return
        if one.claimed:
            buyer.owes -= 1
            self.claims.remove(one)
        figures.lost_minor += one.lost_minor
        buyer.kept += not one.broken
        buyer.broken += one.broken
        buyer.unpaid += bool(one.lost_minor)
        self.ended.append(one)

    def _control(self, day: date) -> None:
        while self.ended and self.ended[0].day <= day - timedelta(days=LEARNED_DAYS):
            self.ended.popleft()
        while self.demand and self.demand[0][0] <= day - timedelta(days=DEMAND_DAYS):
            self.demand.popleft()
        figures = self.months[day.strftime("%Y-%m")]
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        month = Month(self.way.budget_minor, figures.expected_minor, figures.lost_minor, (following - day).days)
        found = next_threshold(month, self._bands(), current=self.threshold, narrowest=self.way.narrowest)
        self.threshold = found.points

    def _bands(self) -> list[Band]:
        asked: dict[int, int] = defaultdict(int)
        for _day, lowest, amount in self.demand:
            asked[lowest] += amount
        lowests = asked.keys() | {band_of(one.points) for one in (*self.ended, *self.claims)}
        return [self._band(lowest, asked[lowest] // DEMAND_DAYS) for lowest in sorted(lowests)]

    def _band(self, lowest: int, demand_minor: int = 0) -> Band:
        ours = [one for one in self.ended if band_of(one.points) == lowest]
        claims = [one for one in self.claims if band_of(one.points) == lowest]
        gone = sum(one.lost_minor for one in ours) + sum(one.amount_minor for one in claims)
        return Band(
            lowest, ended=len(ours) + len(claims), lost=sum(1 for one in ours if one.lost_minor) + len(claims),
            paid_minor=sum(one.amount_minor for one in (*ours, *claims)), lost_minor=gone, demand_minor=demand_minor,
        )  # fmt: skip


def over_budget(months: Iterable[MonthFigures], budget_minor: int) -> int:
    """In how many months more was lost than the shop allowed."""
    return sum(1 for month in months if month.lost_minor > budget_minor)
