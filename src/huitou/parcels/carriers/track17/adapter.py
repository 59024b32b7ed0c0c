"""17TRACK: pushes of a whole tracking, signed with a plain digest, and its API.

`sign` is SHA-256 over the raw body, a slash and the key; there is neither a time nor an id in it, so a replay is known
by the body itself and then by what it says.
"""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
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
    hashed,
    numbered,
    object_of,
    part_of,
    place_of,
    rows_of,
    same,
    text_of,
)
from huitou.parcels.carriers.moments import moment, window
from huitou.parcels.carriers.names import word_at
from huitou.parcels.carriers.protocol import (
    Capabilities,
    Permanent,
    Push,
    Report,
    Retryable,
    Tracking,
    Unreadable,
    Wanted,
)
from huitou.parcels.carriers.track17.mapping import MEANINGS, NUMBERS
from huitou.parcels.credentials import demand, values_of

API = "https://api.17track.net/track/v2.2"
HEADER = "sign"
REGISTERED = -18019901
# A key that is none, and too many questions at once.
WRONG_KEY, BUSY = -18010002, -18019908


class Track17(Adapter):
    """A 17TRACK account of the shop's own."""

    code = "track17"
    title = "17TRACK"
    capabilities = Capabilities(
        pushes=True, polls=True, subscribes=True, polled_every=timedelta(hours=6), most_per_call=40, per_second=3
    )
    mapping = MEANINGS
    fields = (CredentialField("key", _("Security key"), _("It signs the pushes and opens the API."), secret=True),)

    def verify(self, account: str, called: Called) -> Sequence[Push]:
        """Raises CallRefused, Misconfigured."""
        key = demand(values_of(account, self.code), "key")
        if not same(sign(key, called.body), called.headers.get(HEADER, "").lower()):
            raise CallRefused("signature_wrong")
        told = object_of(called.body)
        base = hashed(called.body)
        return [
            Push(f"{base}#{place}", number, {"event": told.get("event"), "data": dict(one)})
            for place, number, one in numbered(_trackings(told.get("data")), "number")
        ]

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        data = payload.get("data")
        if not isinstance(data, Mapping):
            raise Unreadable("data")
        return tracking_of(data, zone)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured."""
        told = self._ask(account, "gettrackinfo", wanted)
        return each_readable(_trackings(told.get("data")), lambda one: tracking_of(one, zone))

    def subscribe(self, account: str, wanted: Wanted, address: str) -> None:
        """Raises Retryable, Permanent, Misconfigured. The address is set in 17TRACK's own console."""
        told = self._ask(account, "register", [wanted])
        for one in rows_of(part_of(told, "data", "rejected")):
            code = part_of(one, "error", "code")
            if code != REGISTERED:
                raise Permanent(f"track17_{code}"[:60])

    def _ask(self, account: str, what: str, wanted: Sequence[Wanted]) -> dict[str, Any]:
        key = demand(values_of(account, self.code), "key")
        asked = []
        for one in wanted:
            number = word_at(NUMBERS, one.carrier)
            asked.append({"number": one.number} | ({"carrier": int(number)} if number else {}))
        url = f"{wire.address_of(self.code, API)}/{what}"
        status, told = wire.ask_json("POST", url, headers={"17token": key}, body=asked)
        if status >= 300 or told.get("code") != 0:
            raise Retryable(f"track17_{told.get('code')}"[:60], f"HTTP {status}")
        return told


def _trackings(data: Any) -> list[Mapping[str, Any]]:
    """One tracking, a list, or those that were accepted."""
    if isinstance(data, Mapping) and isinstance(data.get("accepted"), list):
        data = data["accepted"]
    return [data] if isinstance(data, Mapping) and "number" in data else rows_of(data)


def tracking_of(data: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    """One number's tracking. Raises Unreadable."""
    info = data.get("track_info") or data.get("track") or {}
    reports: list[Report] = []
    said_at = None
    for provider in rows_of(part_of(info, "tracking", "providers")):
        reports += [_report(one, zone) for one in rows_of(provider.get("events"))]
        if synced := provider.get("latest_sync_time"):
            heard = moment(synced, zone)[0]
            said_at = max(said_at, heard) if said_at else heard
    whole = bool(reports)
    latest = part_of(info, "latest_status")
    code = text_of(part_of(latest, "sub_status") or part_of(latest, "status"), LONGEST_CODE)
    newest = max(reports, key=lambda one: one.occurred_at, default=None)
    if code and newest is not None and not newest.code:
        reports.append(Report(code, newest.occurred_at, newest.zone, overall=True))
    due = part_of(info, "time_metrics", "estimated_delivery_date")
    return Tracking(
        number=text_of(data.get("number"), 80),
        carrier=text_of(data.get("carrier"), 60),
        reports=tuple(reports),
        whole=whole,
        said_at=said_at,
        estimate=window(part_of(due, "from"), part_of(due, "to"), zone),
    )


def _report(said: Mapping[str, Any], zone: ZoneInfo) -> Report:
    found, sure = moment(said.get("time_iso") or said.get("time_utc"), zone)
    address = said.get("address")
    return Report(
        code=text_of(said.get("sub_status") or said.get("stage"), LONGEST_CODE),
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("description")),
        place=place_of(said.get("location"), part_of(address, "city"), part_of(address, "state")),
        country=country_of(part_of(address, "country")),
    )


def sign(key: str, body: bytes) -> str:
    """The header that 17TRACK would send."""
    return hashlib.sha256(body + b"/" + key.encode()).hexdigest()
