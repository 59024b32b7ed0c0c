"""Which requests are visits of people, and counting them: numbers per parcel and day, nothing of who came. No cookie.

Called by the parcels' pages. Addresses and names of browsers are looked at and forgotten.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from huitou.core.actors import Actor, Role
from huitou.core.errors import Forbidden
from huitou.core.ids import new_id
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.retention.models import ParcelVisit

# Programs that fetch pages by themselves: search engines, previews of chats, scanners of mails, monitors, libraries.
_PROGRAM = re.compile(
    r"bot\b|bot/|crawl|spider|slurp|preview|facebookexternalhit|whatsapp/|telegram|embedly|slack|headless|lighthouse|"
    r"pingdom|uptime|monitor|curl/|wget/|python|httpx|aiohttp|java/|okhttp|go-http|libwww|axios|node-fetch|scanner|"
    r"proofpoint|barracuda|mimecast|safelinks|imageproxy|mailproxy",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"prefetch|prerender|preview", re.IGNORECASE)
_AHEAD_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def is_visit(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a person opened a page: not a program, not a page fetched ahead, not a page that refreshes itself."""
    browser = headers.get("User-Agent", "")
    if method != "GET" or not browser or _PROGRAM.search(browser):
        return False
    if any(_AHEAD.search(headers.get(name, "")) for name in _AHEAD_HEADERS):
        return False
    if headers.get("HX-Request", "") == "true":
        return False
    return headers.get("Sec-Fetch-Dest", "document") in ("document", "iframe")


# Apple's Mail Privacy Protection names itself by these words alone, and Gmail's fetching ahead ends with them.
_PROXY = re.compile(r"(^| )Mozilla/5\.0$")


def is_machine(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a mail's picture was loaded by a program, which may do so without anybody reading: mail programs' own
    proxies (Apple, Gmail, Yahoo and others), scanners, everything that fetches ahead.
    """
    browser = headers.get("User-Agent", "").strip()
    if method != "GET" or not browser or _PROGRAM.search(browser) or _PROXY.search(browser):
        return True
    return any(_AHEAD.search(headers.get(name, "")) for name in _AHEAD_HEADERS)


@dataclass(frozen=True, slots=True)
class Seen:
    """A parcel as it stood on the page."""

    parcel: UUID
    stage: str
    late: bool


@verb
def count_visits(*, seen: Sequence[Seen], actor: Actor, at: datetime) -> None:
    """One more for each; one statement, whether or not a parcel was found. It writes no event: it is a number.

    Raises: Forbidden.
    """
    if actor.role != Role.SYSTEM:
        raise Forbidden()
    day = at.astimezone(ZoneInfo(open_shop_row().timezone)).date()
    ordered = sorted(seen, key=lambda one: one.parcel)  # two pages with the same parcels never wait in a circle
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "ids": [new_id() for _one in ordered],
                "parcels": [one.parcel for one in ordered],
                "stages": [one.stage for one in ordered],
                "lates": [one.late for one in ordered],
                "day": day,
                "shop": actor.shop_id,
            },
        )


_COUNT = (
    f"INSERT INTO {ParcelVisit._meta.db_table} AS kept (id, shop_id, parcel_id, day, stage, late, opened, handed_on) "  # noqa: S608
    "SELECT id, %(shop)s, parcel, %(day)s, stage, late, 1, 0 FROM unnest(%(ids)s::uuid[], %(parcels)s::uuid[], "
    "%(stages)s::text[], %(lates)s::boolean[]) AS t(id, parcel, stage, late) "
    "ON CONFLICT (shop_id, parcel_id, day, stage, late) DO UPDATE SET opened = kept.opened + 1"
)
