"""A claim becomes smaller, because less of the money went to the buyer than it was made for."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.money import Money
from huitou.core.verbs import verb
from huitou.instant import books
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.instant.verbs.pay import overpaid_minor, release


@verb(ADVANCE, "lower")
def lower(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """A refund of the case failed, or paid less: what never went out is not owed.

    What the buyer has settled beyond that stands in the facts as `beyond_minor`: the shop owes it to them.
    """
    wanted = overpaid_minor(advance)
    settled = advance.claimed_minor - advance.open_minor
    claimed = min(advance.claimed_minor, max(wanted, settled))
    lowered = advance.claimed_minor - claimed
    facts = {"case": advance.case_id, "lowered_minor": lowered, "beyond_minor": max(0, settled - wanted)}
    if lowered:
        advance.claimed_minor = claimed
        release(advance, lowered)
        money = Money(lowered, advance.currency)
        books.book_closed(advance, books.REVERSED, money, f"lowered:{claimed}", at)
    if advance.open_minor == 0:
        advance.closed_at = at
    return {**facts, "open_minor": advance.open_minor, "currency": advance.currency}
