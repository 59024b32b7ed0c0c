"""Karrio's recorded results, read by our map: the same state, or a difference that is listed here with its reason."""

import json
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from types import ModuleType, SimpleNamespace
from zoneinfo import ZoneInfo

import pytest

from huitou.core.credentials import CredentialInvalid
from huitou.parcels.carriers.karrio.adapter import Karrio
from huitou.parcels.carriers.karrio_sdk import adapter as karrio_sdk
from huitou.parcels.carriers.protocol import Misconfigured, Retryable, Wanted
from huitou.parcels.course import Scan, course_of
from huitou.parcels.meanings import meaning_of

DATA = Path(__file__).parents[3] / "shared" / "data" / "karrio_tracking"
KARRIO_SDK = karrio_sdk.KarrioSdk()
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


def library(monkeypatch, details, said=(), fails=None):
    """What of its library the adapter touches, giving these results; what it was asked."""
    asked = {}

    class Row:
        def __init__(self, told):
            self.told = told

    class Fetched:
        def from_(self, gateway):
            asked["gateway"] = gateway
            if fails:
                raise fails
            return SimpleNamespace(parse=lambda: ([Row(one) for one in details], [Row(one) for one in said]))

    class Request:
        def __init__(self, tracking_numbers):
            asked["numbers"] = tracking_numbers

    class Gateways:
        """As the real ones: no carrier is set up without a connector, or without all of its settings."""

        def __getitem__(self, name):
            if name not in needs:
                raise ShippingSDKError(f"Unknown provider '{name}'")
            return SimpleNamespace(create=lambda settings: self.created(name, settings))

        def created(self, name, settings):
            if not needs[name] <= set(settings):
                raise ShippingSDKError(f"Failed to setup provider '{name}'")
            return name, settings

    class ShippingSDKError(Exception):
        pass

    needs = {"usps": {"client_id", "client_secret"}, "fedex": {"track_api_key", "track_secret_key"}}

    parts = {
        "karrio": ModuleType("karrio"),
        "karrio.core": ModuleType("karrio.core"),
        "karrio.sdk": SimpleNamespace(gateway=Gateways(), Tracking=SimpleNamespace(fetch=lambda _request: Fetched())),
        "karrio.core.models": SimpleNamespace(TrackingRequest=Request),
        "karrio.lib": SimpleNamespace(to_dict=lambda row: row.told),
    }
    for name, module in parts.items():
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(karrio_sdk, "installed", lambda: True)
    return asked


ACCOUNTS = {
    "usps": {"client_id": "a", "client_secret": "s"}, "fedex": {"track_api_key": "b", "track_secret_key": "s"},
}  # fmt: skip


@pytest.fixture
def accounts(monkeypatch):
    values = {"carriers": json.dumps(ACCOUNTS)}
    monkeypatch.setattr(karrio_sdk, "values_of", lambda _account, _code: values)


def ask(*wanted):
    return karrio_sdk.KarrioSdk().poll("shop", [Wanted(number, carrier) for number, carrier in wanted], ZoneInfo("UTC"))


@pytest.mark.skipif(not DATA.exists(), reason=f"{DATA} is not there")
def test_its_library_is_read_as_its_server_is(monkeypatch, accounts):
    results = json.loads((DATA / "usps" / "ParsedTrackingResponse.json").read_text(encoding="utf-8"))[0]
    asked = library(monkeypatch, results)
    (found, *_others) = ask(("9400", "USPS"), ("SF1", "sf"))
    assert asked == {"gateway": ("usps", ACCOUNTS["usps"]), "numbers": ["9400"]}
    assert found == Karrio().read(results[0], ZoneInfo("UTC"))
    assert KARRIO_SDK.mapping is Karrio.mapping


def test_what_the_library_raises_is_tried_again_and_tells_no_secret(monkeypatch, accounts):
    library(monkeypatch, [], fails=ValueError("key b is wrong"))
    with pytest.raises(Retryable) as failed:
        ask(("1", "fedex"))
    assert (failed.value.failure_code, failed.value.detail) == ("karrio_failed", "ValueError")
    library(monkeypatch, [], said=[{"code": "150021", "message": "no such number"}])
    with pytest.raises(Retryable) as failed:
        ask(("1", "fedex"))
    assert (failed.value.failure_code, failed.value.detail) == ("karrio_refused", "150021")
    library(monkeypatch, [], said=[{"code": "invalid_client", "message": "Client authentication failed."}])
    with pytest.raises(Misconfigured, match="unauthorised"):
        ask(("1", "fedex"))


@pytest.mark.parametrize("kept", [{"usps": {"client_id": "a"}}, {"dhl_universal": {"consumer_key": "a"}}])
def test_an_account_that_lacks_something_or_a_connector_is_set_up_wrongly(monkeypatch, kept):
    library(monkeypatch, [])
    monkeypatch.setattr(karrio_sdk, "values_of", lambda _account, _code: {"carriers": json.dumps(kept)})
    with pytest.raises(Misconfigured) as wrong:
        ask(("1", "usps" if "usps" in kept else "dhl"))
    assert wrong.value.failure_code == "carriers"


# The real library, where it is installed


RECORDED = {
    "usps": ("usps", {"client_id": "a", "client_secret": "s"}, "TrackingResponse.json"),
    "fedex": ("fedex", {"track_api_key": "b", "track_secret_key": "s"}, "TrackingResponse.json"),
    "dhl_universal": ("dhl", {"consumer_key": "a", "consumer_secret": "s"}, "TrackingResponseJSON.json"),
}


@pytest.mark.skipif(not (karrio_sdk.installed() and DATA.exists()), reason="karrio is not installed, or no data")
@pytest.mark.parametrize("connector", sorted(RECORDED))
def test_the_real_library_reads_recorded_answers_as_it_recorded(monkeypatch, connector):
    import karrio.core.utils.helpers as network

    carrier, settings, name = RECORDED[connector]
    token = json.dumps(
        {"access_token": "t", "expires_in": 3600, "token_type": "Bearer", "issued_at": 1_700_000_000_000}
    )
    answer = (DATA / connector / name).read_bytes()

    def urlopen(request, *_args, **_more):
        body = BytesIO(token.encode() if "oauth" in request.full_url else answer)
        body.status, body.headers = 200, {}
        return body

    monkeypatch.setattr(network, "urlopen", urlopen)
    monkeypatch.setattr(
        karrio_sdk, "values_of", lambda _account, _code: {"carriers": json.dumps({connector: settings})}
    )
    found = ask(("1", carrier))
    recorded = json.loads((DATA / connector / "ParsedTrackingResponse.json").read_text(encoding="utf-8"))[0]
    assert found == [Karrio().read(one, ZoneInfo("UTC")) for one in recorded]


def test_without_the_library_it_is_no_source_and_says_so(monkeypatch, accounts):
    monkeypatch.setattr(karrio_sdk, "installed", lambda: False)
    with pytest.raises(Misconfigured):
        ask(("1", "fedex"))
    for wrong in ("", "[]", '{"usps": 1}', "{"):
        with pytest.raises(CredentialInvalid):
            KARRIO_SDK.check({"carriers": wrong})
    KARRIO_SDK.check({"carriers": "{}"})
