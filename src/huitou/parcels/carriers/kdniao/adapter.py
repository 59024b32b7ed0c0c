"""Kdniao: form pushes of whole lists, many numbers at once, signed with the application key.

`DataSign` is the base64 of the *hexadecimal* MD5 over the decoded `RequestData` and the key; there is no time in it.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.errors import HuitouError
from huitou.core.webhooks import Called, CallRefused, HookAnswer
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import (
    LONGEST_CODE,
    Adapter,
    form_of,
    hashed,
    numbered,
    object_of,
    place_of,
    rows_of,
    same,
    status_of,
    text_of,
)
from huitou.parcels.carriers.kdniao.mapping import MEANINGS, SHIPPERS
from huitou.parcels.carriers.moments import CHINA, moment, window
from huitou.parcels.carriers.names import word_at
from huitou.parcels.carriers.protocol import (
    Capabilities,
    Misconfigured,
    Permanent,
    Push,
    Report,
    Retryable,
    Tracking,
    Unreadable,
    Wanted,
)
from huitou.parcels.credentials import demand, values_of

API = "https://api.kdniao.com"
# Pushes of traces; 8002 is their newer number.
PUSHES = frozenset({"101", "102", "107"})
QUERY, FOLLOW = "8001", "8008"


class Kdniao(Adapter):
    """An account at Kdniao of the shop's own."""

    code = "kdniao"
    title = "快递鸟 Kdniao"
    capabilities = Capabilities(pushes=True, polls=True, subscribes=True, polled_every=timedelta(hours=4))
    mapping = MEANINGS
    fields = (
        CredentialField("business_id", _("User number (EBusinessID)")),
        CredentialField("key", _("Application key"), secret=True),
    )

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        values = values_of(account, self.code)
        form = form_of(called.body)
        data = form.get("RequestData", "")
        if not same(sign(demand(values, "key"), data), form.get("DataSign", "")):
            raise CallRefused("signature_wrong")
        if form.get("EBusinessID") != values.get("business_id") or form.get("RequestType") not in PUSHES:
            raise CallRefused("not_for_this_account")
        told = object_of(data.encode())
        base = hashed(data.encode())
        # Of a number that it does not know it says only so: nothing to keep.
        return [
            Push(f"{base}#{place}", number, {**one, "PushTime": told.get("PushTime")})
            for place, number, one in numbered(rows_of(told.get("Data")), "LogisticCode")
        ]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        return tracking_of(payload)

    def answer(self, account: str, called: Called, refused: HuitouError | None) -> HookAnswer:
        """Its own words, in China's time."""
        try:
            business_id = values_of(account, self.code).get("business_id", "")
        except Misconfigured:
            business_id = ""
        told = {
            "EBusinessID": business_id,
            "UpdateTime": called.at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S"),
            "Success": refused is None,
            "Reason": "" if refused is None else refused.code,
        }
        status = 200 if refused is None else status_of(refused)
        return HookAnswer(status, json.dumps(told, ensure_ascii=False), "application/json; charset=utf-8")

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Permanent, Misconfigured."""
        found = []
        for one in wanted:
            shipper = word_at(SHIPPERS, one.carrier)
            told = self._ask(
                account, QUERY, {"LogisticCode": one.number} | ({"ShipperCode": shipper} if shipper else {})
            )
            found.append(tracking_of(told))
        return found

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Raises Retryable, Permanent, Misconfigured. The address is set in Kdniao's own console."""
        shipper = word_at(SHIPPERS, wanted.carrier)
        if not shipper:
            raise Permanent("carrier_unknown", "Kdniao follows only numbers whose carrier is known")
        self._ask(account, FOLLOW, {"LogisticCode": wanted.number, "ShipperCode": shipper})

    def _ask(self, account: str, kind: str, asked: Mapping[str, str]) -> dict[str, Any]:
        values = values_of(account, self.code)
        data = json.dumps(asked, ensure_ascii=False, separators=(",", ":"))
        form = {
            "RequestData": data,
            "EBusinessID": demand(values, "business_id"),
            "RequestType": kind,
            "DataSign": sign(demand(values, "key"), data),
            "DataType": "2",
        }
        url = f"{wire.address_of(self.code, API)}/Ebusiness/EbusinessOrderHandle.aspx"
        headers = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
        told = wire.object_of(wire.ask("POST", url, headers=headers, content=urlencode(form).encode()))
        if told.get("Success") is True:
            return told
        reason = text_of(told.get("Reason") or told.get("ResultCode"), 80)
        if told.get("ResultCode") in ("101", "103", "105"):
            raise Misconfigured("unauthorised", reason)
        raise Retryable("kdniao_refused", reason)


def tracking_of(said: Mapping[str, Any]) -> Tracking:
    """One number's traces, oldest first, always all of them. Raises Unreadable."""
    if "LogisticCode" not in said:
        raise Unreadable("LogisticCode")
    reports = [_report(one) for one in rows_of(said.get("Traces"))]
    whole = bool(reports)
    newest = max(reports, key=lambda one: one.occurred_at, default=None)
    code = text_of(said.get("StateEx") or said.get("State"), LONGEST_CODE)
    if code and newest is not None and not newest.code:
        reports.append(Report(code, newest.occurred_at, newest.zone, overall=True))
    pushed = said.get("PushTime")
    due = said.get("EstimatedDeliveryTime")
    return Tracking(
        number=text_of(said.get("LogisticCode"), 80),
        carrier=text_of(said.get("ShipperCode"), 60),
        reports=tuple(reports),
        whole=whole,
        said_at=moment(pushed, CHINA, known=True)[0] if pushed else None,
        estimate=window(due, due, CHINA),
    )


def _report(said: Mapping[str, Any]) -> Report:
    found, sure = moment(said.get("AcceptTime"), CHINA, known=True)
    return Report(
        code=text_of(said.get("Action"), LONGEST_CODE),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("AcceptStation")),
        place=place_of(said.get("Location")),
        country="CN",
    )


def sign(key: str, data: str) -> str:
    """What Kdniao puts beside `RequestData`."""
    digest = hashlib.md5(f"{data}{key}".encode()).hexdigest()  # noqa: S324  (theirs)
    return base64.b64encode(digest.encode()).decode()
