"""The numbers under which the parts of a policy stand on its page; grounds name them, so both agree.

Used by `rules.evaluate` and `rules.sentences`. Rules are 2.1, 2.2 … and exclusions 3.1, 3.2 … in their order.
"""

from __future__ import annotations

from typing import Final

READING_ORDER: Final = "1.1"
CLOCK: Final = "1.2"
LAST_DAY: Final = "1.3"
PROMISE: Final = "1.4"
MARKETS: Final = "1.5"
SERVES: Final = "1.6"
LISTED: Final = "1.7"
COSTS: Final = {"buyer": "4.1", "merchant": "4.2", "carrier": "4.3"}
ANSWER: Final = "5.1"
HAND_OVER: Final = "5.2"
INSPECT: Final = "5.3"
REFUND: Final = "5.4"
NOT_NAMED: Final = "6.1"
GOODWILL: Final = "6.2"
QUANTITY: Final = "6.3"
CURRENCY: Final = "6.4"
ATTEMPTS: Final = "6.5"


def of_rule(place: int) -> str:
    """Return the number of the rule at this place, counted from 1."""
    return f"2.{place}"


def of_exclusion(place: int) -> str:
    """Return the number of the exclusion at this place, counted from 1."""
    return f"3.{place}"


def sort_key(number: str) -> tuple[int, ...]:
    """Return the order in which numbers are read: 2.9 before 2.10."""
    return tuple(int(part) for part in number.split("."))
