"""Karrio's recorded results, read by our map: the same state, or a difference that is listed here with its reason."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from huitou.parcels.carriers.karrio.adapter import Karrio
from huitou.parcels.course import Scan, course_of
from huitou.parcels.meanings import meaning_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "karrio_tracking"
# Its status of the whole parcel as our coarse state.
STATES = {
    "pending": "announced", "picked_up": "collected", "in_transit": "in_transit", "delivered": "delivered",
    "out_for_delivery": "in_transit", "on_hold": "announced",
}  # fmt: skip
# By file: the state that is ours, and why it is right.
OURS = {
    "bpost/ParsedTrackingResponse": ("delivered", "its event U01 says delivered, later than the others"),
    "chronopost/ParsedTrackingResponse": ("delivered", "it finds no status, though `delivered` is true"),
    "dhl_universal/ParsedTrackingResponse": ("announced", "pre-transit: the carrier does not have the parcel"),
    "smartkargo/ParsedDotNetTicksTrackingResponse": ("announced", "its one event PND has no status: nobody scanned it"),
}


def results():
    return sorted(DATA.glob("*/Parsed*.json")) if DATA.exists() else []


def state_of(found):
    tracking = Karrio().read(found, ZoneInfo("UTC"))
    scans = []
    for report in tracking.reports:
        meaning = meaning_of("karrio", Karrio.mapping, report.code, {})
        scans.append(Scan(meaning.state, report.occurred_at, meaning.status))
    return course_of(scans)


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")
def test_its_results_are_ours_but_for_those_that_are_listed():
    differ, compared = {}, 0
    for path in results():
        for found in (json.loads(path.read_text(encoding="utf-8")) or [[]])[0] or []:
            compared += 1
            name = f"{path.parent.name}/{path.stem}"
            theirs = "delivered" if found.get("delivered") else STATES.get(found.get("status") or "", "")
            ours = state_of(found).state
            if ours != theirs or found.get("status") is None:
                differ[name] = ours
    assert compared >= 20
    assert differ == {name: state for name, (state, _why) in OURS.items()}


def test_a_status_that_it_did_not_find_is_not_made_up():
    event = {"code": "QQ", "timestamp": "2026-05-01T10:00:00.000Z", "status": None}
    found = {"tracking_number": "1", "carrier_name": "fedex", "events": [event], "status": "in_transit"}
    course = state_of(found)
    assert (course.state, course.status) == ("announced", "info.label_created")


def test_its_z_is_not_believed():
    event = {"code": "PU", "timestamp": "2026-05-01T10:00:00.000Z", "status": "picked_up"}
    found = {"tracking_number": "1", "carrier_name": "fedex", "events": [event]}
    (report,) = Karrio().read(found, ZoneInfo("Asia/Shanghai")).reports
    assert (report.occurred_at, report.zone) == (datetime(2026, 5, 1, 2, tzinfo=UTC), "assumed")
