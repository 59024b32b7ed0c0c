"""What nobody can read yet: codes without a meaning, pushes that are not what their source documents. Never writes."""

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Max

from huitou.parcels.hooks import BROKEN, STRAY
from huitou.parcels.models import CarrierNotice, RefusedPush, ScanReading

LONGEST_RAW = 4000


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


@dataclass(frozen=True, slots=True)
class BadPush:
    """A push that nobody could read (`unreadable`) or that was not believed (`refused`), as it came."""

    id: UUID
    kind: str
    source: str
    why: str
    received_at: datetime
    times: int
    size: int
    raw: str


def bad_pushes(*, most: int = 100) -> list[BadPush]:
    """The newest of both kinds. Two queries, inside `in_shop`."""
    broken = CarrierNotice.objects.filter(outcome=BROKEN).order_by("-received_at", "pk")[:most]
    refused = RefusedPush.objects.order_by("-received_at", "pk")[:most]
    found = [
        *(BadPush(one.pk, "unreadable", one.source, one.why, one.received_at, 1, one.size,
                  json.dumps(one.payload, ensure_ascii=False)[:LONGEST_RAW]) for one in broken),
        *(BadPush(one.pk, "refused", one.source, one.reason, one.received_at, one.times, one.size,
                  bytes(one.body)[:LONGEST_RAW].decode(errors="replace").replace("\0", "")) for one in refused),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.received_at, reverse=True)[:most]
