"""How long each wait of a repair is: the terms set at its opening, else the table's; all the workshop's waits together
never longer than the days that the repair may take in all.
"""

from datetime import timedelta

from huitou.core.flow import Waiting
from huitou.core.verbs import terms_of
from huitou.services.machine import REPAIR
from huitou.services.models import Outcome, Repair

# Even a spent clock leaves the hour in which somebody can still do it.
LEAST = timedelta(hours=1)


@terms_of(REPAIR)
def length(repair: Repair, wait: Waiting) -> timedelta | None:
    """The length of this wait, or None for the table's."""
    hours = repair.terms.get(wait.for_.name)
    own = None if hours is None else timedelta(hours=hours)
    if not on_the_clock(repair, wait.state):
        return own
    left = max(repair.opened_at + repair.allowed - repair.moved_at, LEAST)
    return own if left >= (own or wait.for_.length) else left


def on_the_clock(repair: Repair, state: str) -> bool:
    """Whether the wait counts into the time of the whole repair: while the workshop works or lets it lie."""
    if state == "to_send_back":
        return repair.outcome == Outcome.REPAIRED
    return state in ("diagnosing", "repairing")
