"""Which slots a courier offers. `PickupService` is what an adapter offers; `rounds` is the shop's own.

Called by verbs and pages. An adapter only says when somebody can come: who has which seat lies in our own table, so two
buyers never get the same one.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from huitou.logistics.models import ReturnWay, Way

DAYS_AHEAD = 7
# A courier who is asked this late does not come any more.
NOTICE = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Slot:
    """From when to when the courier calls, and how many he can call on. Moments are aware."""

    starts_at: datetime
    ends_at: datetime
    seats: int


class PickupService(Protocol):
    """Offers slots. Called inside the shop's transaction: an adapter answers from what it has fetched before."""

    code: str

    def slots(self, *, zone: ZoneInfo, at: datetime) -> list[Slot]:
        """The slots that begin after now, in order, full ones included."""


class Rounds:
    """The courier makes the shop's own rounds, Monday to Saturday in the windows that the shop has set."""

    code = "rounds"

    def slots(self, *, zone: ZoneInfo, at: datetime) -> list[Slot]:
        way = ReturnWay.objects.filter(way=Way.PICK_UP).first()
        if way is None:
            return []
        here, found = at.astimezone(zone), []
        for ahead in range(DAYS_AHEAD + 1):
            day = (here + timedelta(days=ahead)).date()
            if day.weekday() == 6:
                continue
            for start, end in way.windows:
                opens = datetime.combine(day, time.fromisoformat(start), zone)
                if opens >= at + NOTICE:
                    found.append(Slot(opens, datetime.combine(day, time.fromisoformat(end), zone), way.seats))
        return sorted(found, key=lambda slot: slot.starts_at)


_service: PickupService = Rounds()


def use_pickup_service(service: PickupService) -> PickupService:
    """Set the installation's adapter; returns the one before. Called by `config` alone, once, and by tests."""
    global _service
    before, _service = _service, service
    return before


def pickup_service() -> PickupService:
    """The installation's adapter."""
    return _service
