"""Everybody's pushes, written and signed as their senders do it: for the simulator, trials and tests.

A writer turns a way into the body of one push; what it cannot say in its source's words it leaves out.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode

from huitou.parcels.carriers.aftership import adapter as aftership
from huitou.parcels.carriers.aftership.mapping import MEANINGS as AFTERSHIP
from huitou.parcels.carriers.easypost import adapter as easypost
from huitou.parcels.carriers.easypost.mapping import MEANINGS as EASYPOST
from huitou.parcels.carriers.kdniao import adapter as kdniao
from huitou.parcels.carriers.kdniao.mapping import MEANINGS as KDNIAO
from huitou.parcels.carriers.kuaidi100 import adapter as kuaidi100
from huitou.parcels.carriers.kuaidi100.mapping import MEANINGS as KUAIDI100
from huitou.parcels.carriers.moments import CHINA
from huitou.parcels.carriers.protocol import Meanings
from huitou.parcels.carriers.shopify import adapter as shopify
from huitou.parcels.carriers.shopify.mapping import MEANINGS as SHOPIFY
from huitou.parcels.carriers.simulator import adapter as simulator
from huitou.parcels.carriers.simulator.journeys import Journey, Step
from huitou.parcels.carriers.track17 import adapter as track17
from huitou.parcels.carriers.track17.mapping import MEANINGS as TRACK17

FORM: Final = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Written:
    """A push as it goes over the wire."""

    headers: Mapping[str, str]
    body: bytes
    content_type: str = "application/json"


Writer = Callable[[Journey, Mapping[str, str], datetime, str], Written]


def code_for(table: Meanings, status: str) -> str:
    """The source's first word for our pair. "" where it has none."""
    return next((code for code, ours in table.codes.items() if ours == status), "")


def write(source: str, way: Journey, values: Mapping[str, str], *, said_at: datetime, name: str) -> Written:
    """The push that this source would send of the way so far. `name`: of the delivery, where it gives one.

    Raises KeyError for a source that sends none.
    """
    return WRITERS[source](way, values, said_at, name)


def _aftership(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told = [
        {
            "checkpoint_time": way.at(step).isoformat(), "subtag": code, "message": step.text, "city": step.place,
            "country_region": step.country,
        }
        for step, code in _coded(way, AFTERSHIP)
    ]  # fmt: skip
    body = _json({
        "ts": int(said_at.timestamp()), "event": "tracking_update", "event_id": name, "is_tracking_first_tag": True,
        "msg": {
            "tracking_number": way.number, "slug": way.carrier, "updated_at": said_at.isoformat(), "checkpoints": told
        },
    })  # fmt: skip
    return Written({aftership.HEADER: aftership.sign(values["webhook_secret"], body)}, body)


def _track17(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told = [
        {
            "time_iso": way.at(step).isoformat(), "sub_status": code, "description": step.text, "location": step.place,
            "address": {"country": step.country},
        }
        for step, code in _coded(way, TRACK17)
    ]  # fmt: skip
    provider = {"events": list(reversed(told)), "latest_sync_time": said_at.isoformat()}
    info = {"latest_status": {"sub_status": told[-1]["sub_status"]}, "tracking": {"providers": [provider]}}
    body = _json({"event": "TRACKING_UPDATED", "data": {"number": way.number, "track_info": info}})
    return Written({track17.HEADER: track17.sign(values["key"], body)}, body)


def _kuaidi100(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told = [
        {"ftime": _china(way.at(step)), "statusCode": code, "context": step.text, "areaName": step.place}
        for step, code in _coded(way, KUAIDI100)
    ]
    last = {"nu": way.number, "com": way.carrier, "state": told[-1]["statusCode"], "data": told[::-1]}
    param = _json({"status": "polling", "message": "", "lastResult": last}).decode()
    form = urlencode({"param": param, "sign": kuaidi100.sign(values["salt"], param)})
    return Written({}, form.encode(), FORM)


def _kdniao(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told = [
        {"AcceptTime": _china(way.at(step)), "Action": code, "AcceptStation": step.text, "Location": step.place}
        for step, code in _coded(way, KDNIAO)
    ]
    one = {"LogisticCode": way.number, "ShipperCode": way.carrier, "Success": True, "Traces": told}
    data = _json({
        "EBusinessID": values["business_id"], "PushTime": _china(said_at), "Count": "1",
        "Data": [{**one, "State": told[-1]["Action"]}],
    }).decode()  # fmt: skip
    form = {
        "RequestData": data, "RequestType": "101", "EBusinessID": values["business_id"],
        "DataSign": kdniao.sign(values["key"], data),
    }  # fmt: skip
    return Written({}, urlencode(form).encode(), FORM)


def _easypost(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told: list[dict[str, Any]] = []
    for step, code in _coded(way, EASYPOST):
        status, _slash, detail = code.partition("/")
        where = {"city": step.place, "country": step.country}
        told.append({
            "datetime": way.at(step).isoformat(), "status": status, "status_detail": detail or "unknown",
            "message": step.text, "tracking_location": where,
        })  # fmt: skip
    tracker = {
        "tracking_code": way.number, "carrier": way.carrier, "status": told[-1]["status"],
        "updated_at": said_at.isoformat(), "tracking_details": told,
    }  # fmt: skip
    body = _json({"id": name, "description": "tracker.updated", "mode": "production", "result": tracker})
    return Written({easypost.HEADER: easypost.sign(values["webhook_secret"], body)}, body)


def _shopify(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    """One event, the last, of the fulfilment that is called like the number."""
    step, code = _coded(way, SHOPIFY)[-1]
    body = _json({
        "id": f"{way.number}-{len(way.steps)}", "fulfillment_id": way.number, "status": code, "message": step.text,
        "happened_at": way.at(step).isoformat(), "city": step.place, "country": step.country,
    })  # fmt: skip
    return Written({shopify.HEADER: shopify.sign(values["secret"], body)}, body)


def _simulator(way: Journey, values: Mapping[str, str], said_at: datetime, name: str) -> Written:
    told = [
        {
            "at": way.at(step).isoformat(), "code": step.status, "text": step.text, "place": step.place,
            "country": step.country,
        }
        for step in way.steps
    ]  # fmt: skip
    body = _json({
        "id": name, "number": way.number, "carrier": way.carrier, "said_at": said_at.isoformat(), "events": told
    })  # fmt: skip
    return Written({simulator.HEADER: simulator.sign(values["secret"], body)}, body)


WRITERS: Final[Mapping[str, Writer]] = {
    "aftership": _aftership,
    "track17": _track17,
    "kuaidi100": _kuaidi100,
    "kdniao": _kdniao,
    "easypost": _easypost,
    "shopify": _shopify,
    "simulator": _simulator,
}


def _coded(way: Journey, table: Meanings) -> list[tuple[Step, str]]:
    return [(step, code) for step in way.steps if (code := code_for(table, step.status))]


def _china(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
