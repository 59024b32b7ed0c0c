"""Which goods the buyer keeps although they are paid back: known to an area above, which registers itself here.

Asked by `verbs.issue_notes`, inside the shop: what is kept is a reduction of the price, not a return.
"""

from collections.abc import Callable, Collection
from uuid import UUID

Knower = Callable[[UUID], Collection[UUID]]
_knowers: list[Knower] = []


def knows_goods_kept(knower: Knower) -> Knower:
    """Register `knower(cause_id)`: the order lines whose pieces are paid back and stay with the buyer."""
    _knowers.append(knower)
    return knower


def kept_by_buyer(cause_id: UUID) -> set[UUID]:
    """The order lines; none for a cause that nobody knows."""
    return {line for knower in _knowers for line in knower(cause_id)}
