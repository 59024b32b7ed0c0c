"""Asks whether a company is one of the shop's workshops. Companies are kept beside this area, with the ways back.

The area that stands above both registers how they are looked up; without one there are none.
"""

from collections.abc import Callable
from uuid import UUID

Knows = Callable[[UUID], bool]
_known: list[Knows] = []


def knows_workshops(function: Knows) -> Knows:
    """Register how a company is looked up by its id, inside the shop."""
    _known.append(function)
    return function


def is_workshop(company: UUID) -> bool:
    """Whether the shop works with the company."""
    return any(known(company) for known in _known)
