"""Karrio: asked at the server that the operator runs; its own pushes carry no signature, so none is taken in.

Its moments end in Z whatever zone the carrier meant: they are read as the shop's own, and said to be assumed.
"""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from huitou.core.credentials import CredentialField
from huitou.parcels.carriers import wire
from huitou.parcels.carriers.adapting import LONGEST_CODE, Adapter, part_of, place_of, rows_of, text_of
from huitou.parcels.carriers.karrio.mapping import MEANINGS
from huitou.parcels.carriers.moments import moment, window
from huitou.parcels.carriers.protocol import Capabilities, Misconfigured, Report, Tracking, Unreadable, Wanted
from huitou.parcels.credentials import demand, values_of


class Karrio(Adapter):
    """An account at the operator's Karrio server."""

    code = "karrio"
    title = "Karrio"
    capabilities = Capabilities(polls=True, polled_every=timedelta(hours=3), per_second=5)
    mapping = MEANINGS
    fields = (CredentialField("api_key", _("API key"), secret=True),)

    def read(self, payload: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
        """Raises Unreadable."""
        return tracking_of(payload, zone)

    def poll(self, account: str, wanted: Sequence[Wanted], zone: ZoneInfo) -> Sequence[Tracking]:
        """Raises Retryable, Misconfigured (the operator has named no server)."""
        key, server = demand(values_of(account, self.code), "api_key"), wire.address_of(self.code, "")
        if not server:
            raise Misconfigured("no_server", "name the server in HUITOU_CARRIER_ADDRESSES")
        found: list[Tracking] = []
        for one in wanted:
            url = f"{server}/v1/trackers?tracking_number={quote(one.number, safe='')}"
            _status, told = wire.ask_json("GET", url, headers={"Authorization": f"Token {key}"})
            found += [tracking_of(row, zone) for row in rows_of(told.get("results"))]
        return found


def tracking_of(said: Mapping[str, Any], zone: ZoneInfo) -> Tracking:
    """A tracker, or a result of its library. Raises Unreadable."""
    carrier = text_of(said.get("carrier_name"), 60)
    reports = [_report(one, carrier, zone) for one in rows_of(said.get("events"))]
    newest = max(reports, key=lambda one: one.occurred_at, default=None)
    if newest is not None and said.get("delivered") is True and newest.code.startswith("/"):
        reports.append(Report("delivered", newest.occurred_at, newest.zone, overall=True))
    due = said.get("estimated_delivery")
    return Tracking(
        number=text_of(said.get("tracking_number"), 80),
        carrier=carrier,
        reports=tuple(reports),
        whole=newest is not None,
        estimate=window(due, due, zone),
    )


def _report(said: Mapping[str, Any], carrier: str, zone: ZoneInfo) -> Report:
    written = text_of(said.get("timestamp")) or text_of(said.get("date"))
    if not written:
        raise Unreadable("timestamp")
    found, sure = moment(written.removesuffix("Z"), zone)
    status, reason = text_of(said.get("status"), 30), text_of(said.get("reason"), 40)
    detail = reason or f"{carrier}:{text_of(said.get('code'), 40)}"
    return Report(
        code=f"{status}/{detail}"[:LONGEST_CODE],
        occurred_at=found,
        zone=sure,
        text=text_of(said.get("description")),
        place=place_of(part_of(said, "location")),
    )
