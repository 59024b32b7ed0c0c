"""The shape of a statutory floor: the least that a buyer must get, valid between two dates.

Filled by the modules of this package (`law/cn.py` …), read by `law.compare`. Only what holds for all goods sold at
a distance; goods with their own laws (vehicles, food, services) are not covered. Not legal advice.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Demand = Literal["", "opened", "confirmed"]  # what an exclusion must also ask for


@dataclass(frozen=True, slots=True)
class NoReason:
    """Return without a reason. `days` after delivery. `exclusions`: grounds that the law knows."""

    article: str
    days: int
    merchant_pays: bool
    outbound_refunded: bool
    exclusions: Mapping[str, Demand]
    exclusions_article: str
    before_delivery: bool = False
    weekend_article: str | None = None  # a last day on a weekend moves on


@dataclass(frozen=True, slots=True)
class Fault:
    """Goods that are faulty, damaged, wrong or not as described. `kind` None: any remedy will do."""

    article: str
    days: int
    kind: str | None
    reasons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor of some countries from `valid_from` until the day before `valid_until`.

    `refund_days`: from arrival of the goods to the money, at most. `hand_over_days`: for the buyer, at least.
    """

    countries: frozenset[str]
    valid_from: date
    valid_until: date | None
    no_reason: NoReason | None = None
    fault: Fault | None = None
    refund_days: int | None = None
    refund_article: str = ""
    hand_over_days: int | None = None
    hand_over_article: str = ""
    sources: tuple[str, ...] = field(default=())

    def holds_on(self, day: date) -> bool:
        """Say whether this floor is the law on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)


FAULTY: frozenset[str] = frozenset({"not_as_described", "damaged", "defective", "wrong_item"})
