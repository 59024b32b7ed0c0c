"""AfterShip: signed pushes of a whole tracking, and its API for what was missed.

The signature is HMAC-SHA256 over the raw body in base64; there is no time in it, so `event_id` tells replays apart.
"""

import base64
import hashlib
import hmac
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
from huitou.parcels.carriers.aftership.mapping import MEANINGS, SLUGS
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

API = "https://api.aftership.com/tracking/2024-10"
HEADER = "aftership-hmac-sha256"
EXISTS = 4003
READ = (
    "tracking_number", "slug", "checkpoints", "updated_at", "subtag", "tag", "latest_estimated_delivery",
    "expected_delivery",
)  # fmt: skip
# The number is none, wants more than we know, or is no carrier's.
NUMBER_REFUSED = frozenset({4005, 4011, 4012})


class AfterShip(Adapter):
    """An AfterShip account of the shop's own."""

    code = "aftership"
    title = "AfterShip"
    capabilities = Capabilities(
        pushes=True, polls=True, subscribes=True, polled_every=timedelta(hours=3), per_second=10
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
        event_id = text_of(told.get("event_id"), 120)
        if not event_id:
            raise CallRefused("event_missing", 400)
        return [Push(event_id, number_of(part_of(told, "msg", "tracking_number")), {"msg": only(told["msg"], READ)})]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        said = part_of(payload, "msg")
        if not isinstance(said, Mapping):
            raise Unreadable("msg")
        return tracking_of(said, zone)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured."""
        key = demand(values_of(account, self.code), "api_key")
        numbers = ",".join(quote(one.number, safe="") for one in wanted)
        url = f"{wire.address_of(self.code, API)}/trackings?tracking_numbers={numbers}"
        status, told = wire.ask_json("GET", url, headers={"as-api-key": key})
        _demand_done(status, told)
        return each_readable(rows_of(part_of(told, "data", "trackings")), lambda one: tracking_of(one, zone))

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Raises Retryable, Permanent, Misconfigured. The address is set in AfterShip's own console."""
        key = demand(values_of(account, self.code), "api_key")
        body = {"tracking_number": wanted.number}
        if slug := word_at(SLUGS, wanted.carrier):
            body["slug"] = slug
        url = f"{wire.address_of(self.code, API)}/trackings"
        status, told = wire.ask_json("POST", url, headers={"as-api-key": key}, body=body)
        if part_of(told, "meta", "code") != EXISTS:
            _demand_done(status, told)


def tracking_of(said: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    """A tracking object, in either of the spellings that its versions use. Raises Unreadable."""
    reports = tuple(_report(one, zone) for one in rows_of(said.get("checkpoints")))
    updated = said.get("updated_at")
    tag = text_of(said.get("subtag") or said.get("tag"), LONGEST_CODE)
    if not reports and tag and updated:
        found, sure = moment(updated, zone)
        reports = (Report(tag, found, sure, overall=True),)
    estimate = said.get("latest_estimated_delivery") or {}
    earliest = part_of(estimate, "datetime_min") or part_of(estimate, "datetime") or said.get("expected_delivery")
    latest = part_of(estimate, "datetime_max") or part_of(estimate, "datetime") or said.get("expected_delivery")
    return Tracking(
        number=text_of(said.get("tracking_number"), 80),
        carrier=text_of(said.get("slug"), 60),
        reports=reports,
        whole=bool(said.get("checkpoints")),
        said_at=moment(updated, zone)[0] if updated else None,
        estimate=window(earliest, latest, zone),
    )


def _report(said: Mapping[str, Any], zone: ZoneInfo) -> Report:
    found, sure = moment(said.get("checkpoint_time"), zone)
    return Report(
        code=text_of(said.get("subtag") or said.get("tag"), LONGEST_CODE),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("message") or said.get("subtag_message")),
        place=place_of(said.get("location"), said.get("city"), said.get("state")),
        country=country_of(said.get("country_region") or said.get("country_iso3")),
    )


def sign(secret: str, body: bytes) -> str:
    """The header that AfterShip would send."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def _demand_done(status: int, told: Mapping[str, Any]) -> None:
    code = part_of(told, "meta", "code")
    if status < 300:
        return
    if status in (402, 403, 404):
        raise Misconfigured("unauthorised", f"AfterShip {code}")
    # What does not surely speak of the number may be put right over here: no parcel is given up for it.
    failure = Permanent if code in NUMBER_REFUSED else Retryable
    raise failure(f"aftership_{code}"[:60], f"HTTP {status}")
