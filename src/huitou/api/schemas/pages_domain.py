"""A shop's own domain for its buyers' pages as JSON."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from ninja import Schema
from pydantic import Field

from huitou.accounts.domains import telling
from huitou.accounts.domains.addresses import page_url
from huitou.accounts.domains.names import shown_host
from huitou.accounts.models import PagesDomain
from huitou.api.schemas.orders import Strict
from huitou.core.models import Shop


class DomainIn(Strict):
    """The host that the shop wants, or the one that is meant."""

    host: str = Field(min_length=1, max_length=300, examples=["track.shop.com"])


class RecordOut(Schema):
    """One record to set."""

    type: str = Field(examples=["CNAME"])
    name: str = Field(examples=["track.shop.com"])
    value: str = Field(examples=["pages.example.com."])
    found: bool
    told: str = Field(examples=["track.shop.com leads here."], description="What was found at the last look.")


class DomainOut(Schema):
    """A host and how it stands."""

    host: str = Field(examples=["track.shop.com"], description="In ASCII, as DNS knows it.")
    name: str = Field(examples=["track.shop.com"], description="As people read it.")
    state: str = Field(examples=["pending"], description="pending, proven, lost or expired.")
    sentence: str = Field(examples=["track.shop.com has not led here for days."])
    records: list[RecordOut]
    file: str = Field(
        examples=["https://track.shop.com/.well-known/huitou-domain"],
        description="Where the TXT record's value may lie as a text file instead.",
    )
    claimed_at: datetime
    expires_at: datetime = Field(description="An unproven claim ends then.")
    proven_at: datetime | None
    failing_since: datetime | None = Field(description="Since when a host in use does not lead here.")
    looked_at: datetime | None
    next_look_at: datetime | None


class DomainsOut(Schema):
    """Where the shop's pages are, and the domains that it has or wants: at most one in use and one wanted."""

    address: str = Field(examples=["https://track.shop.com/"])
    domains: list[DomainOut]


def domains_out(shop: Shop, rows: list[PagesDomain]) -> dict[str, Any]:
    """All of them as JSON."""
    zone = ZoneInfo(shop.timezone)
    return {
        "address": page_url(shop, f"/s/{shop.slug}/"),
        "domains": [_domain_out(row, zone) for row in rows],
    }


def _domain_out(row: PagesDomain, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "host": row.host,
        "name": shown_host(row.host),
        "state": row.state,
        "sentence": telling.sentence(row, zone),
        "records": [
            {"type": one.kind, "name": one.name, "value": one.value, "found": one.done, "told": one.told}
            for one in telling.records(row)
        ],
        "file": telling.file_address(row),
        "claimed_at": row.claimed_at,
        "expires_at": row.expires_at,
        "proven_at": row.proven_at,
        "failing_since": row.failing_since,
        "looked_at": row.looked_at,
        "next_look_at": row.next_look_at,
    }
