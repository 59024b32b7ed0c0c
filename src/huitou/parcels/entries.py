"""Everything that was ever reported of some parcels, opened once, added to, weighed anew and written back together.

Used by the verbs that take reports in and read them anew, inside their transaction, with the parcels locked.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from huitou.core.bulk import insert_rows, update_rows
from huitou.core.ids import new_id
from huitou.parcels.carriers.names import carrier_named
from huitou.parcels.carriers.protocol import Meanings, Report, Tracking
from huitou.parcels.course import Course
from huitou.parcels.meanings import Meaning, fingerprint_of_name, fingerprints, meaning_of
from huitou.parcels.models import (
    CodeMeaning,
    Followed,
    Parcel,
    ParcelEstimate,
    ParcelScan,
    ScanReading,
)
from huitou.parcels.vocabulary.certainty import IMPOSSIBLE, WITHDRAWN
from huitou.parcels.weighing import Entry, impossible, put, weigh, withdraw

SCAN_FIELDS = ("id", "shop", "parcel", "state", "occurred_at", "source", "code", "status", "why", "zone", "fingerprint")
READING_FIELDS = ("id", "shop", "parcel", "scan", "status", "state", "why", "set_aside", "text", "place", "country")
CHANGING = ("status", "state", "why", "set_aside", "text", "place", "country")
ESTIMATE_FIELDS = ("id", "shop", "parcel", "source", "earliest_at", "latest_at", "day_only", "said_at")
FOLLOWED = ("carrier", "list_said_at", "list_heard_at", "next_poll_at")
# Nothing more is asked of a parcel whose way is over.
OVER = frozenset({Parcel.State.DELIVERED, Parcel.State.RETURNED, Parcel.State.LOST})


class Book:
    """The reports of these locked parcels. Opened with four queries, whatever their number."""

    def __init__(self, parcels: Sequence[Parcel], shop_id: UUID, sources: Collection[str]) -> None:
        self._shop_id = shop_id
        self._parcels = {parcel.pk: parcel for parcel in parcels}
        self._entries: dict[UUID, list[Entry]] = {parcel.pk: [] for parcel in parcels}
        self._touched: set[UUID] = set()
        self._estimates: list[tuple[object, ...]] = []
        self._read_entries()
        rows = Followed.objects.filter(parcel_id__in=self._parcels)
        self._followed = {(row.parcel_id, row.source): row for row in rows}
        self._followed_new: set[tuple[UUID, str]] = set()
        self._own: dict[str, dict[str, str]] = {}
        for row in CodeMeaning.objects.filter(source__in=sources):
            self._own.setdefault(row.source, {})[row.code] = row.status
        self._windows: dict[tuple[UUID, str], list[tuple[datetime, datetime, datetime, bool]]] | None = None

    def entries(self, parcel: Parcel) -> Sequence[Entry]:
        """Everything that was reported of the parcel."""
        return self._entries[parcel.pk]

    def touched(self, parcel: Parcel) -> bool:
        """Whether there is anything to weigh anew."""
        return parcel.pk in self._touched

    def own(self, source: str) -> Mapping[str, str]:
        """What the shop has decided this source's codes to mean."""
        return self._own.get(source, {})

    def take(self, parcel: Parcel, source: str, table: Meanings, tracking: Tracking, heard_at: datetime) -> None:
        """Add what was told; what is known already is only worded anew."""
        followed = self._following(parcel, source)
        entries = self._entries[parcel.pk]
        known = {entry.fingerprint: entry for entry in entries if entry.source == source and entry.judged}
        given = list(zip(fingerprints(tracking.reports), tracking.reports, strict=True))
        possible = [one for one in tracking.reports if not impossible(one.occurred_at, one.zone, heard_at)]
        newest_list = tracking.whole and bool(possible) and _is_newest(followed, tracking, possible, known, heard_at)
        for fingerprint, report in given:
            meaning = meaning_of(source, table, report.code, self.own(source))
            entry = known.get(fingerprint)
            if entry is not None:
                self._reword(entry, report, meaning)
                continue
            entry = _entry(source, fingerprint, report, meaning)
            if impossible(report.occurred_at, report.zone, heard_at):
                entry.set_aside = IMPOSSIBLE
            elif tracking.whole and not newest_list and report.occurred_at >= _oldest(known.values(), heard_at):
                entry.set_aside = WITHDRAWN  # a newer list, which came earlier, no longer has it
            entries.append(entry)
            self._touched.add(parcel.pk)
        if newest_list:
            followed.list_said_at, followed.list_heard_at = _said_at(tracking, possible, heard_at), heard_at
            moments = [report.occurred_at for report in possible]
            listed = {fingerprint for fingerprint, _report in given}
            withdraw(entries, source=source, listed=listed, oldest=min(moments), newest=max(moments))
        for event_id in tracking.gone:
            if (gone := known.get(fingerprint_of_name(event_id))) is not None:
                put(gone, WITHDRAWN)
        if any(entry.changed for entry in entries):
            self._touched.add(parcel.pk)
        self._name_carrier(parcel, followed, tracking)
        self._estimate(parcel, source, tracking, heard_at)

    def read_anew(self, parcel: Parcel, tables: Mapping[str, Meanings]) -> int:
        """Read every report by the tables as they are now; how many are read otherwise."""
        otherwise = 0
        for entry in self._entries[parcel.pk]:
            if entry.judged and entry.source in tables:
                meaning = meaning_of(entry.source, tables[entry.source], entry.code, self.own(entry.source))
                otherwise += entry.status != meaning.status
                _mean(entry, meaning)
        if any(entry.changed for entry in self._entries[parcel.pk]):
            self._touched.add(parcel.pk)
        return otherwise

    def course(self, parcel: Parcel) -> Course:
        """Weigh everything anew."""
        told = {source: row.carrier for (pk, source), row in self._followed.items() if pk == parcel.pk}
        entries = self._entries[parcel.pk]
        found = weigh(entries, begins_at=parcel.begins_at or parcel.order.placed_at, carrier=parcel.carrier, told=told)
        if found.state in OVER:
            for (pk, _source), row in self._followed.items():
                row.next_poll_at = None if pk == parcel.pk else row.next_poll_at
        return found

    def write(self) -> None:
        """Store what is new and what is read otherwise. At most six statements."""
        shop_id = self._shop_id
        every = [(pk, entry) for pk, entries in self._entries.items() for entry in entries]
        new = [(pk, entry) for pk, entry in every if entry.new]
        insert_rows(ParcelScan, SCAN_FIELDS, [_scan_row(shop_id, pk, entry) for pk, entry in new])
        insert_rows(ScanReading, READING_FIELDS, [_reading_row(shop_id, pk, entry) for pk, entry in new])
        changed = [
            ScanReading(pk=entry.reading_id, shop_id=shop_id, **{name: getattr(entry, name) for name in CHANGING})
            for _pk, entry in every
            if entry.changed and not entry.new
        ]
        update_rows(ScanReading, CHANGING, changed)
        insert_rows(ParcelEstimate, ESTIMATE_FIELDS, self._estimates, "ON CONFLICT DO NOTHING")
        Followed.objects.bulk_create(self._followed[key] for key in self._followed_new)
        update_rows(Followed, FOLLOWED, [row for key, row in self._followed.items() if key not in self._followed_new])

    def _read_entries(self) -> None:
        readings = {row.scan_id: row for row in ScanReading.objects.filter(parcel_id__in=self._parcels)}
        for scan in ParcelScan.objects.filter(parcel_id__in=self._parcels).order_by("occurred_at", "pk"):
            self._entries[scan.parcel_id].append(_stored(scan, readings.get(scan.pk)))

    def _following(self, parcel: Parcel, source: str) -> Followed:
        key = (parcel.pk, source)
        if key not in self._followed:
            self._followed[key] = Followed(shop_id=self._shop_id, parcel_id=parcel.pk, source=source)
            self._followed_new.add(key)
        return self._followed[key]

    def _reword(self, entry: Entry, report: Report, meaning: Meaning) -> None:
        words = (report.text or entry.text, report.place or entry.place, report.country or entry.country)
        if words != (entry.text, entry.place, entry.country):
            entry.text, entry.place, entry.country = words
            entry.changed = True
        _mean(entry, meaning)

    def _name_carrier(self, parcel: Parcel, followed: Followed, tracking: Tracking) -> None:
        """The first who knows the carrier says it; later only its source corrects it."""
        if not tracking.carrier:
            return
        named = carrier_named(tracking.carrier) or tracking.carrier.lower()[:60]
        if named != followed.carrier:
            followed.carrier = named
            self._touched.add(parcel.pk)
        if not parcel.carrier or tracking.corrected:
            parcel.carrier = named

    def _estimate(self, parcel: Parcel, source: str, tracking: Tracking, heard_at: datetime) -> None:
        window = tracking.estimate
        if window is None:
            return
        if self._windows is None:
            self._windows = {}
            for row in ParcelEstimate.objects.filter(parcel_id__in=self._parcels):
                said = (row.said_at, row.earliest_at, row.latest_at, row.day_only)
                self._windows.setdefault((row.parcel_id, row.source), []).append(said)
        known = self._windows.setdefault((parcel.pk, source), [])
        said_at = tracking.said_at or heard_at
        before = max((one for one in known if one[0] <= said_at), default=None)
        told = (window.earliest_at, window.latest_at, window.day_only)
        if before is None or before[1:] != told:
            known.append((said_at, *told))
            self._estimates.append((new_id(), self._shop_id, parcel.pk, source, *told, said_at))


def _is_newest(
    followed: Followed, tracking: Tracking, possible: Sequence[Report], known: Mapping[str, Entry], heard_at: datetime
) -> bool:
    """Whether no newer whole list was heard: by what the source says of its time, else by its newest report."""
    if followed.list_said_at is None or followed.list_heard_at is None:
        return True
    before = followed.list_said_at
    if tracking.said_at is None:
        # The list before may have been an answer to us, which is as of then: its reports are older.
        counting = [entry.occurred_at for entry in known.values() if entry.set_aside not in (WITHDRAWN, IMPOSSIBLE)]
        before = min(before, max(counting, default=before))
    return (_said_at(tracking, possible, heard_at), heard_at) >= (before, followed.list_heard_at)


def _oldest(entries: Iterable[Entry], otherwise: datetime) -> datetime:
    return min((entry.occurred_at for entry in entries if not entry.set_aside), default=otherwise)


def _said_at(tracking: Tracking, possible: Sequence[Report], heard_at: datetime) -> datetime:
    """Never later than it was heard: a wrong clock over there must not make every later list an old one."""
    return min(tracking.said_at or max(report.occurred_at for report in possible), heard_at)


def _mean(entry: Entry, meaning: Meaning) -> None:
    if (entry.status, entry.state, entry.why) != (meaning.status, meaning.state, meaning.why):
        entry.status, entry.state, entry.why = meaning.status, meaning.state, meaning.why
        entry.changed = True


def _entry(source: str, fingerprint: str, report: Report, meaning: Meaning) -> Entry:
    return Entry(
        scan_id=new_id(), source=source, code=report.code, fingerprint=fingerprint, occurred_at=report.occurred_at,
        state=meaning.state, status=meaning.status, why=meaning.why, zone=report.zone, text=report.text,
        place=report.place, country=report.country, new=True,
    )  # fmt: skip


def _stored(scan: ParcelScan, reading: ScanReading | None) -> Entry:
    if reading is None:
        return Entry(
            scan_id=scan.pk, source=scan.source, code=scan.code, fingerprint=scan.fingerprint,
            occurred_at=scan.occurred_at, state=scan.state, status=scan.status, zone=scan.zone, judged=False,
        )  # fmt: skip
    return Entry(
        scan_id=scan.pk, source=scan.source, code=scan.code, fingerprint=scan.fingerprint,
        occurred_at=scan.occurred_at, state=reading.state, status=reading.status, why=reading.why, zone=scan.zone,
        set_aside=reading.set_aside, text=reading.text, place=reading.place, country=reading.country,
        reading_id=reading.pk,
    )  # fmt: skip


def _scan_row(shop_id: UUID, parcel_id: UUID, entry: Entry) -> tuple[object, ...]:
    return (
        entry.scan_id, shop_id, parcel_id, entry.state, entry.occurred_at, entry.source, entry.code, entry.status,
        entry.why, entry.zone, entry.fingerprint,
    )  # fmt: skip


def _reading_row(shop_id: UUID, parcel_id: UUID, entry: Entry) -> tuple[object, ...]:
    return (
        new_id(), shop_id, parcel_id, entry.scan_id, entry.status, entry.state, entry.why, entry.set_aside, entry.text,
        entry.place, entry.country,
    )  # fmt: skip
