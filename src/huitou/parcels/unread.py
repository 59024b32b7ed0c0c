"""What nobody can read yet: codes without a meaning, pushes that are not what their source documents. Never writes."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max

from huitou.parcels.hooks import BROKEN, STRAY
from huitou.parcels.models import CarrierNotice, ScanReading


@dataclass(frozen=True, slots=True)
class Unmapped:
    """A source's code that no table knows: how often it was told, of how many parcels, when last, with what words."""

    source: str
    code: str
    reports: int
    parcels: int
    last_at: datetime
    text: str


def unmapped_codes(*, most: int = 100) -> list[Unmapped]:
    """The codes that wait for a meaning, the most frequent first. One query, inside `in_shop`."""
    rows = ScanReading.objects.filter(status="").exclude(scan__code="").values("scan__source", "scan__code")
    counted = rows.annotate(
        reports=Count("pk"),
        parcels=Count("parcel", distinct=True),
        last_at=Max("scan__occurred_at"),
        words=Max("text"),
    ).order_by("-reports", "scan__source", "scan__code")
    return [
        Unmapped(
            source=row["scan__source"], code=row["scan__code"], reports=row["reports"], parcels=row["parcels"],
            last_at=row["last_at"], text=row["words"],
        )
        for row in counted[:most]
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Inbox:
    """How many pushes wait for the parcel of their number, and how many nobody could read."""

    strays: int
    broken: int


def inbox() -> Inbox:
    """The state of the inbox. One query."""
    rows = CarrierNotice.objects.filter(outcome__in=(STRAY, BROKEN)).values_list("outcome").annotate(Count("pk"))
    told = dict(rows)
    return Inbox(told.get(STRAY, 0), told.get(BROKEN, 0))
