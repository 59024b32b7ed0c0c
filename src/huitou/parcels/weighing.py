"""Which reports of a parcel count: what its source took back, cannot be, or is about another parcel does not. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from huitou.parcels.carriers.names import contradict
from huitou.parcels.course import ZONE_SLACK, Course, Scan, course_of, of_this_parcel
from huitou.parcels.meanings import OVERALL
from huitou.parcels.vocabulary.certainty import IMPOSSIBLE, KNOWN, OTHER_CARRIER, OTHER_PARCEL, STATED, WITHDRAWN

EARLIEST: Final = datetime(2000, 1, 1, tzinfo=UTC)
AHEAD: Final = timedelta(hours=1)


@dataclass(slots=True)
class Entry:
    """A report with how it is read now. `judged`: reports of sources; what a person of the shop recorded always counts.

    `new` ones are not stored yet; `changed` ones are, and are read otherwise now.
    """

    scan_id: UUID
    source: str
    code: str
    fingerprint: str
    occurred_at: datetime
    state: str
    status: str
    why: str = ""
    zone: str = ""
    set_aside: str = ""
    text: str = ""
    place: str = ""
    country: str = ""
    judged: bool = True
    new: bool = False
    changed: bool = False
    reading_id: UUID | None = None


def impossible(occurred_at: datetime, zone: str, heard_at: datetime) -> bool:
    """Whether it cannot have happened then: before there were web shops, or after we heard of it."""
    slack = AHEAD if zone in (STATED, KNOWN) else ZONE_SLACK
    return occurred_at < EARLIEST or occurred_at > heard_at + slack


def withdraw(
    entries: Sequence[Entry], *, source: str, listed: Collection[str], oldest: datetime, newest: datetime
) -> None:
    """Set aside what the source's newest whole list no longer has, and take back in what it has again.

    What lies before the list's oldest report is not missing from it: lists are cut off at their beginning. How the
    whole parcel stood before the list's newest report was said then, and stays said.
    """
    for entry in entries:
        if entry.source != source or not entry.judged:
            continue
        since = newest if entry.fingerprint.startswith(OVERALL) else oldest
        if entry.fingerprint in listed:
            put(entry, "" if entry.set_aside == WITHDRAWN else entry.set_aside)
        elif entry.occurred_at >= since and not cannot_be(entry):
            put(entry, WITHDRAWN)


def weigh(entries: Sequence[Entry], *, begins_at: datetime, carrier: str, told: Mapping[str, str]) -> Course:
    """Set aside what is about another parcel or carrier, by all that was said together; the course of the rest.

    `told`: by source, which carrier it speaks of.
    """
    possible = [entry for entry in entries if entry.set_aside not in (WITHDRAWN, IMPOSSIBLE)]
    own: list[Entry] = []
    for entry in possible:
        if entry.judged and contradict(told.get(entry.source, ""), carrier):
            put(entry, OTHER_CARRIER)
        else:
            own.append(entry)
    ours = of_this_parcel([_scan(entry) for entry in own], begins_at=begins_at)
    for entry, mine in zip(own, ours, strict=True):
        if entry.judged:
            put(entry, "" if mine else OTHER_PARCEL)
    return course_of(_scan(entry) for entry in entries if not entry.set_aside)


def cannot_be(entry: Entry) -> bool:
    """Whether it was told of a moment at which it cannot have been: that stays so."""
    return entry.set_aside == IMPOSSIBLE


def put(entry: Entry, set_aside: str) -> None:
    """Set it aside for this reason, or let it count again."""
    if entry.set_aside != set_aside:
        entry.set_aside = set_aside
        entry.changed = True


def _scan(entry: Entry) -> Scan:
    return Scan(entry.state, entry.occurred_at, entry.status)
