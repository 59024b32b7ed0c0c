"""The standing of a buyer with one shop: points from 0 to 100, each with its reason. Pure; imports no Django.

Decides nothing but instant refunds; it must never be used for prices, and knows nothing of a person but their history.
"""

from collections.abc import Iterator
from dataclasses import dataclass

BASE, MOST = 20, 100


@dataclass(frozen=True, slots=True)
class History:
    """What the shop's own rows say of a buyer. `value_share`: paid so far against the shop's usual order, in per cent.

    `returns_kept`: returns that ended as announced; `returns_broken`: goods that did not come, or came otherwise.
    `days_known`: since the first order. `owes`: a claim from an instant refund is open; `unpaid`: written off.
    """

    days_known: int = 0
    orders: int = 0
    value_share: int = 0
    returns_kept: int = 0
    returns_broken: int = 0
    disputes_lost: int = 0
    verified: bool = False
    owes: int = 0
    unpaid: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """`points` for `code`, with the number that they come from; `most` of what the code can give."""

    code: str
    points: int
    number: int = 0
    most: int = 0

    def to_json(self) -> dict[str, int | str]:
        """Plain values, for a stored assessment."""
        return {"code": self.code, "points": self.points, "number": self.number, "most": self.most}


@dataclass(frozen=True, slots=True)
class Standing:
    """`points` is the sum of the reasons, kept within 0 and 100."""

    points: int
    reasons: tuple[Reason, ...]

    @property
    def to_gain(self) -> tuple[Reason, ...]:
        """What can still be better, the most worth first: `points` are those still to be had."""
        open_ones = [Reason(one.code, one.most - one.points, one.number, one.most) for one in self.reasons]
        return tuple(
            sorted((one for one in open_ones if one.points > 0 and one.most >= 0), key=lambda one: -one.points)
        )


def standing(history: History) -> Standing:
    """The points of the history with their reasons, every rule named whether it gives something or not."""
    reasons = tuple(_reasons(history))
    return Standing(max(0, min(MOST, sum(reason.points for reason in reasons))), reasons)


def _reasons(history: History) -> Iterator[Reason]:
    yield Reason("base", BASE, most=BASE)
    yield Reason("days_known", _by_steps(history.days_known, (30, 5), (180, 10), (365, 15)), history.days_known, 15)
    yield Reason("orders", min(20, 4 * history.orders), history.orders, 20)
    yield Reason("value", _by_steps(history.value_share, (100, 3), (300, 7), (1_000, 10)), history.value_share, 10)
    yield Reason("verified", 10 if history.verified else 0, int(history.verified), 10)
    yield Reason("returns_kept", min(25, 5 * history.returns_kept), history.returns_kept, 25)
    yield Reason("returns_broken", -15 * history.returns_broken, history.returns_broken)
    yield Reason("disputes_lost", -10 * history.disputes_lost, history.disputes_lost)
    yield Reason("owes", -40 * history.owes, history.owes)
    yield Reason("unpaid", -60 * history.unpaid, history.unpaid)


def _by_steps(number: int, *steps: tuple[int, int]) -> int:
    """The points of the highest step that the number reaches."""
    return max((points for least, points in steps if number >= least), default=0)
