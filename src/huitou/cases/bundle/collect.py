"""Everything about a case that its reader may have: read once, inside `in_shop`, for story and data alike.

The buyer's own copy holds what their pages show: no names of colleagues, no mails to others, no originals of others.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from huitou.cases.dossier import Dossier, bill_of, dossier
from huitou.cases.heads import Head, chains_of
from huitou.cases.models import Case, Evidence, Message
from huitou.cases.queries import case_page
from huitou.cases.stream import Entry, stream
from huitou.core.actors import Actor, Role
from huitou.core.models import Event, Shop
from huitou.notifications.models import Mail
from huitou.notifications.queries import of_the_shop
from huitou.parcels.models import Parcel, ParcelScan
from huitou.policies.models import PolicyVersion
from huitou.refunds.models import StoredSheet

ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif",
    "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One photo or video with its places in the bundle; a place is empty where the reader gets no such file."""

    row: Evidence
    shown: str
    original: str


@dataclass(frozen=True, slots=True)
class MailEntry:
    """A mail about the case. `digest` is of the text as it is kept (what opened a door is blacked out there)."""

    row: Mail
    digest: str


@dataclass(frozen=True, slots=True)
class ParcelEntry:
    """A parcel with what was reported of it, in the order in which it happened."""

    row: Parcel
    scans: Sequence[ParcelScan]


@dataclass(frozen=True, slots=True)
class Contents:
    """A bundle before it is written. `events` by chain and number; `heads` are the chains' ends, the case's first."""

    shop: Shop
    reader: Role
    at: datetime
    told: Dossier
    stream: Sequence[Entry]
    heads: Sequence[Head]
    events: Sequence[Event]
    messages: Sequence[Message]
    files: Sequence[FileEntry]
    mails: Sequence[MailEntry]
    parcels: Sequence[ParcelEntry]
    sheets: Sequence[StoredSheet]

    @property
    def case(self) -> Case:
        return self.told.case

    @property
    def version(self) -> PolicyVersion:
        return self.told.version

    @property
    def head(self) -> Head:
        """The end of the case's own chain."""
        return self.heads[0]

    @property
    def bill(self) -> object:
        return bill_of(self.case.sheet)


def collect(actor: Actor, name: UUID | str, shop: Shop, at: datetime, *, reader: Role) -> Contents:
    """The case for the reader, in the active language. Raises NotFound, Forbidden."""
    actor.require("cases.export")
    page = case_page(actor, name, shop, at)
    told = dossier(page, shop, reader, at)
    case = page.case
    own = Head("cases.case", case.pk, case.ref, case.chain_length, bytes(case.chain_head).hex())
    heads = [own, *(head for head in chains_of(case) if head.length)]
    events = list(Event.objects.filter(subject_id__in=[head.id for head in heads]))
    place = {head.id: number for number, head in enumerate(heads)}
    events.sort(key=lambda event: (place[event.subject_id], event.seq))
    return Contents(
        shop=shop,
        reader=reader,
        at=at,
        told=told,
        stream=stream(page, shop, reader) if reader == Role.BUYER else told.stream,
        heads=heads,
        events=events,
        messages=list(page.messages.values()),
        files=[_file(number, row, reader) for number, row in enumerate(page.evidence, start=1)],
        mails=_mails(case, told, reader),
        parcels=_parcels(case),
        sheets=_sheets(case, events),
    )


def _file(number: int, row: Evidence, reader: Role) -> FileEntry:
    if row.erased_at is not None:
        return FileEntry(row, "", "")
    name = f"{number:02}-{row.role}-{row.kind.replace('_', '-')}"
    # The place where a photo was taken concerns its sender, and whoever judges between the two sides.
    whole = reader in (Role.PLATFORM, row.role)
    return FileEntry(
        row,
        f"files/{name}.{ENDINGS[row.shown_type]}" if row.shown else "",
        f"originals/{name}.{ENDINGS[row.media_type]}" if whole and row.original else "",
    )


def _mails(case: Case, told: Dossier, reader: Role) -> list[MailEntry]:
    rows = Mail.objects.filter(about_type="cases.case", about_id=case.pk).order_by("queued_at", "pk")
    if reader == Role.BUYER:
        contact = told.buyer.contact
        rows = rows.filter(to_email=contact.email) if contact is not None and contact.email else rows.none()
    elif reader != Role.PLATFORM:
        rows = of_the_shop(rows)
    return [MailEntry(row, hashlib.sha256(row.text.encode()).hexdigest()) for row in rows.defer("html", "secrets")]


def _parcels(case: Case) -> list[ParcelEntry]:
    parcels = list(Parcel.objects.filter(order_id=case.order_id).order_by("created_at", "pk"))
    scans: dict[UUID, list[ParcelScan]] = {parcel.pk: [] for parcel in parcels}
    for scan in ParcelScan.objects.filter(parcel__in=parcels).order_by("occurred_at", "pk"):
        scans[scan.parcel_id].append(scan)
    return [ParcelEntry(parcel, scans[parcel.pk]) for parcel in parcels]


def _sheets(case: Case, events: Sequence[Event]) -> list[StoredSheet]:
    """Every bill that an event of the case names, and the one that holds."""
    named = {event.facts.get("sheet") for event in events if event.subject_id == case.pk}
    rows = StoredSheet.objects.filter(order_id=case.order_id).order_by("computed_at", "pk")
    return [row for row in rows if row.digest in named or row.pk == case.sheet_id]
