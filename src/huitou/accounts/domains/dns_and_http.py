"""Asks the DNS and the web servers themselves. Made anew for each look, which ends after `WHOLE_LOOK_SECONDS`.

Names come from what shops typed, so pages are asked by `core.outgoing` of public addresses only, without redirects.
"""

import time
from collections.abc import Callable
from typing import Any, TypeVar

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import httpx
from django.conf import settings

from huitou.accounts.domains.net import Leads, LookFailed
from huitou.core import outgoing

WHOLE_LOOK_SECONDS = 12.0
ONE_ANSWER_SECONDS = 3.0
# More CNAME records behind one another than this lead nowhere sensible.
LONGEST_CHAIN = 8
PORT = 53
Answer = TypeVar("Answer")


class DnsAndHttp:
    """The net as it is."""

    def __init__(self) -> None:
        self._ends = time.monotonic() + WHOLE_LOOK_SECONDS
        self._resolver = _resolver()

    def texts(self, name: str) -> list[str]:
        found = self._ask(name, "TXT", lambda record: b"".join(record.strings).decode("utf-8", "replace"))
        return found or []

    def leads(self, name: str) -> Leads:
        names: list[str] = []
        here = name
        while following := self._ask(here, "CNAME", _target):
            here = following[0]
            if here == name or here in names or len(names) == LONGEST_CHAIN:
                raise LookFailed("loop", " → ".join([name, *names, here]))
            names.append(here)
        addresses = [one for kind in ("A", "AAAA") for one in self._ask(name, kind, _address) or []]
        return Leads(tuple(names), tuple(dict.fromkeys(addresses)))

    def page(self, host: str, path: str) -> str:
        try:
            return self._page(f"https://{host}{path}")
        except LookFailed as over_https:
            if over_https.reason == "not_public":
                raise
        return self._page(f"http://{host}{path}")

    def _page(self, url: str) -> str:
        left = min(ONE_ANSWER_SECONDS, self._left())
        try:
            answer = outgoing.call(
                "GET", url, headers={"Accept": "text/plain"}, content=None, limits=httpx.Timeout(left),
                public_only=True, encrypted=False, whole_seconds=left,
            )  # fmt: skip
        except outgoing.CallFailed as error:
            reason = "not_public" if error.reason == outgoing.NOT_PUBLIC else "no_page"
            raise LookFailed(reason, error.detail) from error
        if answer.status_code != 200:
            raise LookFailed("no_page", f"HTTP {answer.status_code}")
        return answer.content[:1000].decode("utf-8", "replace")

    def _ask(self, name: str, kind: str, read: Callable[[Any], Answer]) -> list[Answer] | None:
        try:
            # Names of shops may be long or odd enough that dnspython refuses them.
            asked = dns.name.from_text(f"{name}.")
            found = self._resolver.resolve(asked, kind, lifetime=min(ONE_ANSWER_SECONDS, self._left()), search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return None
        except dns.exception.Timeout as error:
            raise LookFailed("time_out", f"{name} {kind}") from error
        except dns.resolver.NoNameservers as error:
            raise LookFailed("server_failed", f"{name} {kind}: {_said(error)}") from error
        except dns.exception.DNSException as error:
            raise LookFailed("server_failed", f"{name} {kind}: {type(error).__name__}") from error
        return [read(record) for record in found]

    def _left(self) -> float:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise LookFailed("time_out", f"{WHOLE_LOOK_SECONDS:.0f} s")
        return left


def _resolver() -> dns.resolver.Resolver:
    """By the machine's own name servers, or those of HUITOU_DNS_SERVERS (`address` or `address#port`)."""
    given = settings.HUITOU_DNS_SERVERS
    if not given:
        return dns.resolver.Resolver()
    made = dns.resolver.Resolver(configure=False)
    made.nameservers = [server.partition("#")[0] for server in given]
    made.nameserver_ports = {
        address: int(port) for address, _sign, port in (server.partition("#") for server in given) if port
    }
    return made


def _said(error: dns.resolver.NoNameservers) -> str:
    """What the servers answered, such as SERVFAIL: the last part of each error."""
    errors = error.kwargs.get("errors") or []
    return ", ".join(dict.fromkeys(str(one[3]) for one in errors))[:200]


def _target(record: Any) -> str:
    return str(record.target).rstrip(".").lower()


def _address(record: Any) -> str:
    return str(record.address)
