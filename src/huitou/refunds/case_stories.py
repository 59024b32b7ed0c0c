"""What happened around an order, told for its bank: written by an area above, which registers itself here.

Called by `defending`, outside any transaction: printing takes seconds. This module never names who tells.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Story:
    """One story, always as plain text. `pdf` prints it, which takes seconds; None where this machine cannot."""

    name: str
    text: str
    pdf: Callable[[], bytes | None] = lambda: None


Teller = Callable[[UUID, UUID, datetime], Sequence[Story]]
_tellers: list[Teller] = []


def tells(teller: Teller) -> Teller:
    """Register `teller(shop_id, order_id, at)`."""
    _tellers.append(teller)
    return teller


def stories_of(shop_id: UUID, order_id: UUID, at: datetime) -> list[Story]:
    """The stories of the order, the newest first."""
    return [story for teller in _tellers for story in teller(shop_id, order_id, at)]
