"""Which host names a shop may take for its pages: what was typed, made plain, or a refusal that says why.

Pure but for the settings that name this installation's own hosts. Called by the verb, and by nothing else.
"""

import re
from collections.abc import Iterable
from ipaddress import ip_address

import idna
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid

LONGEST = 253
LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
# Registries of countries that give out names one level down: nobody owns these themselves.
REGISTRY_WORDS = frozenset("ac co com edu go gob gov ltd me mil ne net or org plc".split())
# Ends that no public DNS knows.
NOWHERE = frozenset("alt corp home internal invalid lan local localdomain localhost onion test".split())


class DomainUnfit(Invalid):
    """This cannot be the host of a shop's pages."""

    code = "pages_domain_unfit"
    message = _("Enter only a host name, such as track.shop.com: no https://, no path, no port, no *.")


class DomainIsAddress(DomainUnfit):
    """An IP address."""

    code = "pages_domain_is_ip"
    message = _("This is an IP address. Buyers need a name, such as track.shop.com.")


class DomainOurs(DomainUnfit):
    """A host of this installation."""

    code = "pages_domain_ours"
    message = _("%(host)s belongs to this service. Enter a name of a domain that is yours.")


class DomainTooHigh(DomainUnfit):
    """A registry's own name."""

    code = "pages_domain_too_high"
    message = _("Names are given out under %(host)s; it is nobody's own. Put your name in front of it.")


class DomainUnreachable(DomainUnfit):
    """An ending that only some private network knows."""

    code = "pages_domain_unreachable"
    message = _("Names that end in .%(ending)s cannot be reached from the internet. Enter a name of a public domain.")


def checked_host(typed: str, *, ours: Iterable[str], local: bool) -> str:
    """The host in lower case and ASCII (IDNA 2008). Raises DomainUnfit or one of its kinds.

    `ours`: hosts of this installation, which no shop takes, nor a name below them. `local`: whether this installation
    is on a person's own computer, where names such as shop.localhost will do.
    """
    host = _plain(typed)
    labels = host.split(".")
    if local and len(labels) == 2 and labels[-1] == "localhost" and LABEL.fullmatch(labels[0]):
        return host
    if any(host == own or host.endswith(f".{own}") for own in ours):
        raise DomainOurs(host=host)
    if labels[-1] in NOWHERE:
        raise DomainUnreachable(ending=labels[-1])
    if len(labels) == 1 or (len(labels) == 2 and len(labels[1]) == 2 and labels[0] in REGISTRY_WORDS):
        raise DomainTooHigh(host=host)
    if labels[-1].isdigit():
        raise DomainUnfit()
    return host


def shown_host(host: str) -> str:
    """The host as people read it: 商店.example instead of xn--….  What does not decode stays as it is."""
    try:
        return ".".join(_unicode(label) for label in host.split("."))
    except UnicodeError:
        return host


def _plain(typed: str) -> str:
    text = typed.strip().rstrip("/").rstrip(".。")
    if text.lower().startswith(("http://", "https://")):
        text = text.split("://", 1)[1]
    _refuse_address(text)
    if not text or any(sign in text for sign in "/:@?#*\\%[]") or any(sign.isspace() for sign in text):
        raise DomainUnfit()
    host = _ascii(text)
    if len(host) > LONGEST or not all(LABEL.fullmatch(label) for label in host.split(".")):
        raise DomainUnfit()
    return host


def _refuse_address(text: str) -> None:
    for given in (text, text.strip("[]"), text.rpartition(":")[0].strip("[]")):
        try:
            ip_address(given)
        except ValueError:
            continue
        raise DomainIsAddress()
    if text and all(part.isdigit() or part.lower().startswith("0x") for part in text.split(".")):
        raise DomainIsAddress()


def _ascii(text: str) -> str:
    """By IDNA, label by label. Raises DomainUnfit."""
    try:
        # UTS 46 makes 。 a dot and capitals small, as browsers do.
        return idna.encode(text, uts46=True).decode("ascii") if not text.isascii() else text.lower()
    except (idna.IDNAError, UnicodeError) as error:
        raise DomainUnfit() from error


def _unicode(label: str) -> str:
    return idna.decode(label) if label.startswith("xn--") else label
