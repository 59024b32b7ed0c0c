"""How fast couriers collect what buyers send back, and whether they come when they were promised. Per service.

Called by the desk inside `in_shop`; one query. A booking that was given up or declined says nothing about the courier.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from huitou.logistics.models import PickUp

LOOKS_BACK = timedelta(days=90)
MOST = 20_000


@dataclass(frozen=True, slots=True)
class PickUpCard:
    """One service ("rounds": the shop's own). `kept`: of `due` bookings those that were collected before their slot was
    over. `hours`: from booking to collecting, of the middle one; None where nothing was collected.
    """

    service: str
    due: int
    collected: int
    kept: int
    hours: float | None

    @property
    def kept_per_cent(self) -> int:
        """The share of promises that were kept."""
        return round(100 * self.kept / self.due) if self.due else 0


def pick_up_cards(*, at: datetime) -> list[PickUpCard]:
    """The services with the most bookings first, of the last 90 days."""
    rows = PickUp.objects.filter(outcome__in=("collected", "missed"), ended_at__gte=at - LOOKS_BACK).order_by(
        "-ended_at"
    )
    by_service: dict[str, list[tuple[str, datetime, datetime, datetime]]] = defaultdict(list)
    told = rows.values_list("service", "outcome", "booked_at", "ends_at", "ended_at")[:MOST]
    for service, outcome, booked_at, ends_at, ended_at in told:
        assert ended_at is not None  # by the filter
        by_service[service].append((outcome, booked_at, ends_at, ended_at))
    cards = [_card(service, booked) for service, booked in by_service.items()]
    return sorted(cards, key=lambda card: (-card.due, card.service))


def _card(service: str, booked: list[tuple[str, datetime, datetime, datetime]]) -> PickUpCard:
    came = [(since, until, ended) for outcome, since, until, ended in booked if outcome == "collected"]
    waits = [(ended - since).total_seconds() / 3600 for since, _until, ended in came]
    return PickUpCard(
        service=service, due=len(booked), collected=len(came),
        kept=sum(ended <= until for _since, until, ended in came),
        hours=round(median(waits), 1) if waits else None,
    )  # fmt: skip
