"""The shop agrees, or its silence does."""

from datetime import datetime
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.offers import replace_open_offer
from huitou.cases.seen import demand_seen
from huitou.core.actors import Actor, Role
from huitou.core.verbs import verb


@verb(CASE, "agree")
def agree(*, case: Case, actor: Actor, at: datetime, seen_minor: int | None = None) -> dict[str, Any]:
    """Agree to exactly the sheet that the buyer saw. Silence does the same.

    `seen_minor`: the sum that the shop saw; another one is refused. Raises: SheetChanged, NotTheirTurn.
    """
    demand_seen(seen_minor, case.sheet.total_minor, case.sheet.currency)
    replace_open_offer(case, actor, at)
    if actor.role != Role.SYSTEM:
        case.answered_at = case.answered_at or at
    return {
        "sheet": case.sheet.digest,
        "total_minor": case.sheet.total_minor,
        "currency": case.sheet.currency,
    }
