"""When something may be sold beside a parcel, and to whom: the house's own rules, which no setting changes. Pure.

Called by `offering`. Nobody who waits for a parcel in trouble, talks to the shop about one or has asked where it is, is
shown anything for sale.
"""

import hashlib
from collections.abc import Iterable
from uuid import UUID

from huitou.lanes.stages import Stage

CALM = frozenset({Stage.ANNOUNCED, Stage.COLLECTED, Stage.MOVING, Stage.OUT_FOR_DELIVERY, Stage.READY, Stage.DELIVERED})
"""All others are trouble of some kind; READY waits for the buyer, not they for it."""


def may_sell(stages: Iterable[tuple[Stage, bool]], *, open_case: bool, open_question: bool, cancelled: bool) -> bool:
    """`stages`: of the order's parcels, each with whether it is late. Nothing is sold before there is a parcel."""
    found = list(stages)
    calm = all(stage in CALM and not late for stage, late in found)
    return bool(found) and calm and not (open_case or open_question or cancelled)


def held_out(shop_id: UUID, customer_id: UUID, percent: int) -> bool:
    """Whether the customer belongs to the group that sees nothing, for comparison. Always the same."""
    digest = hashlib.sha256(f"{shop_id}/retention/{customer_id}".encode()).digest()
    return int.from_bytes(digest[:4], "big") % 100 < percent
