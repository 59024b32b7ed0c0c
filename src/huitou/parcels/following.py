"""Sets a parcel's state and times from everything that was reported of it. Called by whatever writes a report.

The caller holds the parcel's lock and saves it.
"""

from collections.abc import Iterable
from uuid import UUID

from huitou.parcels.course import Course, Scan, course_of
from huitou.parcels.models import Parcel, ParcelScan, ScanReading


def follow_scans(parcel: Parcel) -> None:
    """Let the parcel follow from all its scans, as they are read now. Two queries."""
    set_course(parcel, course_of(scans_of([parcel.pk]).get(parcel.pk, [])))


def set_course(parcel: Parcel, course: Course) -> None:
    """Take the course over."""
    parcel.state, parcel.status, parcel.status_at = course.state, course.status, course.status_at
    parcel.shipped_at, parcel.collected_at = course.shipped_at, course.collected_at
    parcel.delivered_at = course.delivered_at


def scans_of(parcel_ids: Iterable[UUID]) -> dict[UUID, list[Scan]]:
    """What counts of each parcel's reports. Two queries."""
    keys = list(parcel_ids)
    readings = ScanReading.objects.filter(parcel_id__in=keys).values_list("scan_id", "state", "status", "set_aside")
    read = {scan_id: (state, status, aside) for scan_id, state, status, aside in readings}
    found: dict[UUID, list[Scan]] = {key: [] for key in keys}
    scans = ParcelScan.objects.filter(parcel_id__in=keys)
    for pk, parcel_id, state, status, moment in scans.values_list("pk", "parcel_id", "state", "status", "occurred_at"):
        now_state, now_status, aside = read.get(pk, (state, status, ""))
        if not aside:
            found[parcel_id].append(Scan(now_state, moment, now_status))
    return found
