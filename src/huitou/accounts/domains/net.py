"""What the proof of a domain asks of the net, as a Protocol: tests need no network, and installations may bring theirs.

Named by the setting HUITOU_DOMAIN_NET; the one that really asks is `domains.dns_and_http`.
"""

from dataclasses import dataclass
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class LookFailed(Exception):
    """No answer that can be used. `reason` is a code of `domains.words`; `said` is what the servers said."""

    def __init__(self, reason: str, said: str = "") -> None:
        super().__init__(reason, said)
        self.reason = reason
        self.said = said


@dataclass(frozen=True, slots=True)
class Leads:
    """Where a name leads: the names behind its CNAME records, in their order, and the addresses at the end."""

    names: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()


class Net(Protocol):
    """One look at the net; it is made anew for each look and keeps within a few seconds altogether."""

    def texts(self, name: str) -> list[str]:
        """The TXT records of the name; none is no failure. Raises LookFailed."""

    def leads(self, name: str) -> Leads:
        """Where the name leads; nowhere is no failure. Raises LookFailed."""

    def page(self, host: str, path: str) -> str:
        """What a page of the host says, over https or, failing that, http. Raises LookFailed."""


def net() -> Net:
    """A net for one look."""
    made: Net = import_string(settings.HUITOU_DOMAIN_NET)()
    return made
