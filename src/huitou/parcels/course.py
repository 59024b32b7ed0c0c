"""The course of a parcel, computed from everything that was reported of it, by the time each thing occurred.

Pure. Reports come late, twice and out of order; the same set always gives the same course. This is no `core.flow`
machine: nobody acts on a parcel and no turn waits, carriers only tell what has happened.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from huitou.parcels.vocabulary.pairs import PAIRS, PLAIN, UNMAPPED

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
# Carriers give their numbers out again, no sooner than this after the parcel before had ended.
NUMBER_RESTS: Final = timedelta(days=30)
# So long without a word, a parcel that nobody ever closed has ended too.
SILENCE_ENDS: Final = timedelta(days=90)
# A zone that was only assumed, or a clock that is wrong, moves a report by less than this.
ZONE_SLACK: Final = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Scan:
    """A state that was reached at a moment; `status` is the finer word for it, where its source had one."""

    state: str
    occurred_at: datetime
    status: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """Where the parcel stands. `delivered_at` is set only while the parcel counts as delivered."""

    state: str
    shipped_at: datetime | None
    collected_at: datetime | None
    delivered_at: datetime | None
    status: str = PLAIN[ANNOUNCED]
    status_at: datetime | None = None


def course_of(scans: Iterable[Scan]) -> Course:
    """The course that the scans make; without any it is announced. What nobody could read counts for nothing."""
    scans = [scan for scan in scans if scan.state != UNMAPPED]
    real = [scan for scan in scans if scan.state not in (ANNOUNCED, "")]
    last = max(real, key=lambda scan: (scan.occurred_at, RANK[scan.state]), default=None)
    state = last.state if last else ANNOUNCED
    newest = _newest(scans)
    return Course(
        state=state,
        shipped_at=_first(scan for scan in real if scan.state in _ON_ITS_WAY),
        collected_at=_first(scan for scan in real if scan.state == COLLECTED),
        delivered_at=last.occurred_at if last and state == DELIVERED else None,
        status=_status(newest) if newest else PLAIN[ANNOUNCED],
        status_at=newest.occurred_at if newest else None,
    )


def of_this_parcel(scans: Sequence[Scan], *, begins_at: datetime) -> list[bool]:
    """Which of these reports of one number are about the parcel that begins with its order or its announcement at
    `begins_at`, in the given order.

    Not those before that moment, and none from when the number was given out anew: long after the parcel
    had ended, or after so long a silence.
    """
    begins = begins_at - ZONE_SLACK
    moments = sorted((scan for scan in scans if scan.occurred_at >= begins), key=_in_time)
    over, last, ends = None, None, None
    for scan in moments:
        rested = over is not None and scan.occurred_at > over + NUMBER_RESTS
        silent = last is not None and scan.occurred_at > last + SILENCE_ENDS
        if (rested or silent) and _begins(scan):
            ends = scan.occurred_at
            break
        last = scan.occurred_at
        if scan.state in (DELIVERED, RETURNED, LOST):
            over = scan.occurred_at
    return [begins <= scan.occurred_at and (ends is None or scan.occurred_at < ends) for scan in scans]


def _in_time(scan: Scan) -> tuple[datetime, int, str]:
    """Things of one moment stand in the order in which a parcel's way goes, however they arrived."""
    return scan.occurred_at, RANK.get(scan.state, 0), scan.status


def _begins(scan: Scan) -> bool:
    """What a fresh parcel under an old number begins with; going back and being missed are the old one's."""
    return scan.state == COLLECTED or scan.status.startswith(("info.", "transit."))


def _newest(scans: Sequence[Scan]) -> Scan | None:
    news = [scan for scan in scans if PAIRS[_status(scan)].news]
    return max(news or scans, key=_place, default=None)


def _place(scan: Scan) -> tuple[datetime, int, int]:
    return scan.occurred_at, RANK.get(scan.state, 0), PAIRS[_status(scan)].rank


def _status(scan: Scan) -> str:
    return scan.status or PLAIN[scan.state]


def _first(scans: Iterable[Scan]) -> datetime | None:
    return min((scan.occurred_at for scan in scans), default=None)
