"""EasyPost: signed pushes of a whole tracker, at least once and in no order, and its API.

The signature is a hexadecimal HMAC-SHA256 over the raw body under the NFKD form of the secret. Its moments say Z even
where a carrier only gave local time: the carrier's own day is taken for what is due.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.core.webhooks import Called, CallRefused
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import (
    LONGEST_CODE,
    Adapter,
    country_of,
    each_readable,
    number_of,
    object_of,
    only,
    part_of,
    place_of,
    rows_of,
    same,
    text_of,
)
from huitou.parcels.carriers.easypost.labelling import EasyPostLabels
from huitou.parcels.carriers.easypost.mapping import CARRIERS, MEANINGS
from huitou.parcels.carriers.moments import moment, window
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

API = "https://api.easypost.com/v2"
READ = (
    "tracking_code", "carrier", "status", "status_detail", "updated_at", "tracking_details", "carrier_detail",
    "est_delivery_date",
)  # fmt: skip
HEADER = "x-hmac-signature"
NUMBER_REFUSED = ("TRACKER.", "TRACKING_CODE.")
PREFIX = "hmac-sha256-hex="


class EasyPost(EasyPostLabels, Adapter):
    """An EasyPost account of the shop's own."""

    code = "easypost"
    title = "EasyPost"
    capabilities = Capabilities(
        pushes=True, polls=True, subscribes=True, polled_every=timedelta(hours=6), per_second=5, labels=True
    )
    mapping = MEANINGS
    fields = (
        CredentialField("webhook_secret", _("Secret of the webhook"), secret=True),
        CredentialField("api_key", _("API key"), secret=True, required=False),
    )

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        secret = demand(values_of(account, self.code), "webhook_secret")
        if not same(sign(secret, called.body), called.headers.get(HEADER, "")):
            raise CallRefused("signature_wrong")
        told = object_of(called.body)
        if not text_of(told.get("description")).startswith("tracker."):
            return []  # of labels and payments: none of ours
        event_id = text_of(told.get("id"), 120)
        if not event_id:
            raise CallRefused("event_missing", 400)
        tracker = part_of(told, "result")
        return [Push(event_id, number_of(part_of(tracker, "tracking_code")), {"result": only(tracker, READ)})]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        tracker = payload.get("result")
        if not isinstance(tracker, Mapping):
            raise Unreadable("result")
        return tracking_of(tracker, zone)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured."""
        found: list[Tracking] = []
        for one in wanted:
            told = self._ask(account, "GET", f"/trackers?tracking_code={quote(one.number, safe='')}&page_size=1")
            found += each_readable(rows_of(told.get("trackers")), lambda tracker: tracking_of(tracker, zone))
        return found

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Raises Retryable, Permanent, Misconfigured. A tracker that is there already is given again."""
        carrier = word_at(CARRIERS, wanted.carrier)
        asked = {"tracking_code": wanted.number} | ({"carrier": carrier} if carrier else {})
        self._ask(account, "POST", "/trackers", {"tracker": asked})

    def _ask(self, account: str, method: str, path: str, body: Any = None) -> dict[str, Any]:
        key = demand(values_of(account, self.code), "api_key")
        headers = {"Authorization": "Basic " + base64.b64encode(f"{key}:".encode()).decode()}
        status, told = wire.ask_json(method, f"{wire.address_of(self.code, API)}{path}", headers=headers, body=body)
        if status in (402, 403, 404):
            raise Misconfigured("unauthorised", f"HTTP {status}")
        if status >= 300:
            code = text_of(part_of(told, "error", "code"), 60) or "easypost_refused"
            # What does not surely speak of the number may be put right over here: no parcel is given up for it.
            failure = Permanent if code.startswith(NUMBER_REFUSED) else Retryable
            raise failure(code, f"HTTP {status}")
        return told


def tracking_of(tracker: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    """A tracker. Raises Unreadable."""
    details = rows_of(tracker.get("tracking_details"))
    reports = [_report(one, zone) for one in details]
    updated = tracker.get("updated_at")
    status = _code(tracker)
    if not reports and status and updated:
        found, sure = moment(updated, zone)
        reports = [Report(status, found, sure, overall=True)]
    local = part_of(tracker, "carrier_detail", "est_delivery_date_local")
    due = local or tracker.get("est_delivery_date")
    return Tracking(
        number=text_of(tracker.get("tracking_code"), 80),
        carrier=text_of(tracker.get("carrier"), 60),
        reports=tuple(reports),
        whole=bool(details),
        said_at=moment(updated, zone)[0] if updated else None,
        estimate=window(due, due, zone),
    )


def _report(said: Mapping[str, Any], zone: ZoneInfo) -> Report:
    found, sure = moment(said.get("datetime"), zone)
    where = said.get("tracking_location")
    return Report(
        code=_code(said),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("message")),
        place=place_of(part_of(where, "city"), part_of(where, "state"), part_of(where, "country")),
        country=country_of(part_of(where, "country")),
    )


def _code(said: Mapping[str, Any]) -> str:
    status, detail = text_of(said.get("status"), 40), text_of(said.get("status_detail"), 60)
    return (f"{status}/{detail}" if detail and detail != "unknown" else status)[:LONGEST_CODE]


def sign(secret: str, body: bytes) -> str:
    """The header that EasyPost would send."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()
