"""After every report of a parcel and every new date: is there something to tell? Reads events in its own time."""

from collections.abc import Sequence

from huitou.core.actors import system_actor
from huitou.core.events import reader
from huitou.core.models import Event
from huitou.news.verbs import notice

REPORTS = tuple(
    f"parcels.parcel.{what}" for what in ("collected", "went_on", "scanned", "delivered", "returned", "lost")
)


@reader(*REPORTS, "lanes.promise.revised")
def look_for_news(events: Sequence[Event]) -> None:
    """Each parcel once, as of its last event."""
    last = {event.subject_id: event for event in events}
    for parcel, event in last.items():
        notice(parcel=parcel, actor=system_actor(event.shop_id), at=event.at)
