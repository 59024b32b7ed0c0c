"""Asks whether the workshop has shown a picture. Pictures are the proofs of the case, which stands above this area.

The area that keeps them registers how they are counted; without one there are none.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from huitou.services.models import Repair

Count = Callable[["Repair"], int]
_counts: list[Count] = []


def counts_pictures(function: Count) -> Count:
    """Register how the pictures that the shop has added since the repair began are counted."""
    _counts.append(function)
    return function


def pictures_shown(repair: "Repair") -> int:
    """How many pictures the shop has added since the goods came to the workshop."""
    return sum(count(repair) for count in _counts)
