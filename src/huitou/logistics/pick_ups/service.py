"""Which slots couriers offer: the shop's own rounds, or the couriers of a carrier that the shop has an account with.

Called by verbs and pages. It only says when somebody can come: who has which seat lies in our own table, so two buyers
never get the same one. A carrier is told of a booking by `pick_ups.couriers`.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from huitou.logistics.models import ReturnWay, Way
from huitou.parcels.carriers.registry import codes, source

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
    """Offers slots. Called inside the shop's transaction: it answers from what is known here."""

    @property
    def code(self) -> str:
        """Who comes, as bookings are kept."""

    def slots(self, way: ReturnWay, *, zone: ZoneInfo, at: datetime) -> list[Slot]:
        """The slots that begin after now, in order, full ones included."""


@dataclass(frozen=True, slots=True)
class Windows:
    """Somebody comes Monday to Saturday in the windows that the shop has set, so many days ahead."""

    code: str
    days_ahead: int = DAYS_AHEAD

    def slots(self, way: ReturnWay, *, zone: ZoneInfo, at: datetime) -> list[Slot]:
        here, found = at.astimezone(zone), []
        for ahead in range(self.days_ahead + 1):
            day = (here + timedelta(days=ahead)).date()
            if day.weekday() == 6:
                continue
            for start, end in way.windows:
                opens = datetime.combine(day, time.fromisoformat(start), zone)
                if opens >= at + NOTICE:
                    found.append(Slot(opens, datetime.combine(day, time.fromisoformat(end), zone), way.seats))
        return sorted(found, key=lambda slot: slot.starts_at)


ROUNDS = Windows("rounds")


def pickup_way() -> tuple[PickupService, ReturnWay] | None:
    """Who picks up for the shop, and when; None where nobody does. One query."""
    way = ReturnWay.objects.filter(way=Way.PICK_UP).first()
    if way is None:
        return None
    if way.service not in codes():
        return ROUNDS, way
    return Windows(way.service, source(way.service).capabilities.days_ahead), way
