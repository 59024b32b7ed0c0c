"""The shape of a rule of law: what it asks for, where, from which day to which day, and who says so.

Filled by the modules of this package (`law/cn.py` …), put together and checked by `law/book.py`, held against policies
by `law/compare.py`, told to buyers by `law/rights.py`. Goods with laws of their own (vehicles, food, services) are not
covered. Not legal advice. Pure data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Demand = Literal["", "opened", "confirmed"]  # what an exclusion must also ask for
# One topic is one question; in one country and on one day it has at most one answer.
Topic = Literal[
    "withdrawal",
    "withdrawal_function",
    "money",
    "hand_over",
    "answer",
    "delivery",
    "reject",
    "remedy",
    "listed_return",
    "listed_exchange",
    "listed_repair",
    "repair",
    "proof",
]

FAULTY: frozenset[str] = frozenset({"not_as_described", "damaged", "defective", "wrong_item"})
MONEY_BACK = ("return_and_refund", "refund_only")
REMEDIES = ("repair", "exchange", *MONEY_BACK)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rule was read. `verified`: against a public text or several public accounts of it, not from memory."""

    text: str
    verified: bool


@dataclass(frozen=True, slots=True)
class NoReason:
    """Return without a reason, `days` after the delivery. `exclusions`: grounds that the law knows.

    `before_delivery`: it also holds while the goods are not there yet. `weekend_article`: by which a last day on a
    weekend moves to the next working day.
    """

    days: int
    merchant_pays: bool
    outbound_refunded: bool
    exclusions: Mapping[str, Demand]
    exclusions_article: str
    before_delivery: bool = False
    weekend_article: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """For one of these `reasons`, `days` after the delivery, at least one of `kinds`, at the shop's cost.

    `listed_only`: only for goods that the policy names as falling under the three guarantees.
    """

    days: int
    kinds: tuple[str, ...]
    reasons: frozenset[str] = FAULTY
    listed_only: bool = False


@dataclass(frozen=True, slots=True)
class Money:
    """Within how many days the money is sent, and from when they count: see `law.paying`.

    `arrival`: of the goods. `sent`: from their arrival or from the proof that they were sent, whichever is earlier.
    `notice`: of the buyer; the shop may wait for the goods, or for that proof. `faults_too`: also for faulty goods.
    `workdays`: only days on which the country works are counted.
    """

    days: int
    counted_from: Literal["arrival", "sent", "notice"]
    faults_too: bool = False
    workdays: bool = False

    @property
    def least_days(self) -> int:
        """The fewest calendar days that this can be: what a promise in calendar days is held against.

        Exact. So many working days take no fewer calendar days, and just as many from the eve of a week without
        holidays, as long as they fit into it: more than a working week no rule of this book counts (a test holds it).
        """
        return self.days

    @property
    def counted_in(self) -> str:
        """For sentences: how `days` are called."""
        return "workdays" if self.workdays else "days"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The buyer has no less than this many days."""

    days: int


@dataclass(frozen=True, slots=True)
class AtMost:
    """The shop takes no more than this many days."""

    days: int


@dataclass(frozen=True, slots=True)
class Function:
    """The shop's pages hold a withdrawal function: two steps, open during the whole time, with a receipt at once."""


@dataclass(frozen=True, slots=True)
class RepairLimits:
    """After so many failed repairs, or so many days of repair, the buyer gets an exchange or the money back.

    None: the law gives no number. `extends_days`: by which a repair makes the guarantee longer, once. `pauses`: the
    time at the workshop is not counted into the guarantee.
    """

    failures: int | None = None
    days: int | None = None
    extends_days: int = 0
    pauses: bool = False


@dataclass(frozen=True, slots=True)
class Proof:
    """For `days` after the delivery it is the shop that must prove that a fault was not there from the start."""

    days: int


Says = NoReason | Fault | Money | AtLeast | AtMost | Function | RepairLimits | Proof


@dataclass(frozen=True, slots=True)
class Statute:
    """One rule of law in some countries, from `valid_from` until the day before `valid_until` (None: still)."""

    topic: Topic
    countries: frozenset[str]
    article: str
    valid_from: date
    valid_until: date | None
    says: Says
    source: Source

    def holds_on(self, day: date) -> bool:
        """Say whether this is the law on a day."""
        return self.valid_from <= day and (self.valid_until is None or day < self.valid_until)
