"""One look at a host that a shop wants: is the owner's token there, and does the host lead here.

Called by the jobs and by "look now", outside of any transaction; `standing` judges what is found.
"""

import hmac
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from huitou.accounts.domains.addresses import LOCAL
from huitou.accounts.domains.net import Leads, LookFailed, Net

CHALLENGE = "_huitou-challenge"
TOKEN_PREFIX = "huitou-domain="  # noqa: S105  (how a record of ours begins)
# Where the owner's file with the token may lie instead of the TXT record; and where we say that a host leads to us.
TOKEN_PATH = "/.well-known/huitou-domain"  # noqa: S105
MOST_SHOWN = 5
LONGEST_SHOWN = 120


@dataclass(frozen=True, slots=True)
class Found:
    """What a look found. `owner` and `place`: "ok", or the code of what is wrong; `…_said`: what was there instead."""

    owner: str
    place: str
    proof: str = ""
    owner_said: list[str] = field(default_factory=list)
    place_said: list[str] = field(default_factory=list)
    ours: list[str] = field(default_factory=list)

    @property
    def owned(self) -> bool:
        return self.owner == "ok"

    @property
    def leads_here(self) -> bool:
        return self.place == "ok"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def target() -> str:
    """The host that owners' CNAME records lead to."""
    return settings.HUITOU_DOMAIN_TARGET or urlsplit(settings.HUITOU_PUBLIC_URL).hostname or "localhost"


def challenge_name(host: str) -> str:
    """Where the TXT record stands."""
    return f"{CHALLENGE}.{host}"


def challenge_value(token: str) -> str:
    """What the TXT record, or the file, says."""
    return f"{TOKEN_PREFIX}{token}"


def mark_of(host: str) -> str:
    """What this installation says at `TOKEN_PATH` for any host: it proves where the host leads, not whose it is."""
    key = f"huitou.accounts.domains.mark:{settings.SECRET_KEY}".encode()
    return f"huitou-here={hmac.new(key, host.encode(), sha256).hexdigest()[:40]}"


def look(host: str, token: str, *, proven_by: str, net: Net) -> Found:
    """Look. `proven_by`: how the owner's token was found before, "" for never."""
    if host.endswith(LOCAL):
        return Found("ok", "ok", "dns")
    place, place_said, ours = _place(host, net)
    owner, owner_said = _by_record(host, token, net)
    if owner == "ok":
        return Found("ok", place, "dns", [], place_said, ours)
    if owner == "no_record" and _by_page(host, challenge_value(token), net):
        return Found("ok", place, "http", [], place_said, ours)
    if owner == "no_record" and proven_by == "http":
        # The file lay where the host led before it led here. Nobody else has put a record there since.
        return Found("ok", place, "http", [], place_said, ours)
    return Found(owner, place, "", owner_said, place_said, ours)


def _by_record(host: str, token: str, net: Net) -> tuple[str, list[str]]:
    try:
        texts = net.texts(challenge_name(host))
    except LookFailed as error:
        return error.reason, _shown([error.said])
    wanted = challenge_value(token)
    said = [text.strip().strip('"') for text in texts]
    if any(hmac.compare_digest(text.encode(), wanted.encode()) for text in said):
        return "ok", []
    return ("other_record", _shown(said)) if said else ("no_record", [])


def _by_page(host: str, wanted: str, net: Net) -> bool:
    """Whether the page says it; whatever goes wrong there, the TXT record is the way that the owner is told of."""
    try:
        return wanted in net.page(host, TOKEN_PATH).split()
    except LookFailed:
        return False


def _place(host: str, net: Net) -> tuple[str, list[str], list[str]]:
    """Where the host leads: a CNAME to our host, our addresses, or a page that only we can say."""
    here = target()
    ours: list[str] = []
    # Without our own addresses a CNAME to our name still tells.
    with suppress(LookFailed):
        ours = list(net.leads(here).addresses)
    try:
        leads = net.leads(host)
    except LookFailed as error:
        return error.reason, _shown([error.said]), ours
    if here in leads.names or set(leads.addresses) & set(ours):
        return "ok", [], ours
    if not leads.names and not leads.addresses:
        return "nowhere", [], ours
    if _by_page(host, mark_of(host), net):
        return "ok", [], ours
    return "elsewhere", _shown(_steps(leads)), ours


def _steps(leads: Leads) -> Sequence[str]:
    return [*leads.names, *leads.addresses]


def _shown(said: Sequence[str]) -> list[str]:
    """What a page tells of it: a few, none longer than a line."""
    return [one[:LONGEST_SHOWN] for one in said if one][:MOST_SHOWN]
