"""The course of a parcel, computed from everything that was reported of it, by the time each thing occurred.

Pure. Reports come late, twice and out of order; the same set always gives the same course. This is no `core.flow`
machine: nobody acts on a parcel and no turn waits, carriers only tell what has happened.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

ANNOUNCED: Final = "announced"
COLLECTED: Final = "collected"
IN_TRANSIT: Final = "in_transit"
DELIVERED: Final = "delivered"
RETURNED: Final = "returned"
LOST: Final = "lost"

# Of things that occurred at the same moment the further one holds. Announcing is paperwork: it never takes back a scan.
RANK: Final = {ANNOUNCED: 0, LOST: 1, COLLECTED: 2, IN_TRANSIT: 3, DELIVERED: 4, RETURNED: 5}
STATES: Final = tuple(RANK)
_ON_ITS_WAY = {COLLECTED, IN_TRANSIT, DELIVERED}


@dataclass(frozen=True, slots=True)
class Scan:
    """A state that was reached at a moment."""

    state: str
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """Where the parcel stands. `delivered_at` is set only while the parcel counts as delivered."""

    state: str
    shipped_at: datetime | None
    collected_at: datetime | None
    delivered_at: datetime | None


def course_of(scans: Iterable[Scan]) -> Course:
    """The course that the scans make; without any it is announced."""
    scans = list(scans)
    real = [scan for scan in scans if scan.state != ANNOUNCED]
    last = max(real, key=lambda scan: (scan.occurred_at, RANK[scan.state]), default=None)
    state = last.state if last else ANNOUNCED
    return Course(
        state=state,
        shipped_at=_first(scan for scan in real if scan.state in _ON_ITS_WAY),
        collected_at=_first(scan for scan in real if scan.state == COLLECTED),
        delivered_at=last.occurred_at if last and state == DELIVERED else None,
    )


def _first(scans: Iterable[Scan]) -> datetime | None:
    return min((scan.occurred_at for scan in scans), default=None)
