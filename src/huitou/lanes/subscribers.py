"""After every report of a parcel: does the promised day still stand? Reads events in its own time, several together."""

from collections.abc import Sequence

from huitou.core.actors import system_actor
from huitou.core.events import reader
from huitou.core.models import Event
from huitou.lanes.verbs import revise_promise

N_ = str
REPORTS = tuple(
    f"parcels.parcel.{what}"
    for what in ("announced", "collected", "went_on", "scanned", "delivered", "returned", "lost", "estimated")
)


@reader(*REPORTS)
def look_again(events: Sequence[Event]) -> None:
    """Look at each parcel once, as of its last report."""
    last = {event.subject_id: event for event in events}
    for parcel, event in last.items():
        revise_promise(parcel=parcel, actor=system_actor(event.shop_id), at=event.at)
