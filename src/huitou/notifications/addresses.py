"""Mail addresses made fit for an envelope, or refused with a reason. Called by the verbs and `message`.

Whether a mailbox exists is only known by sending; names that are reserved for examples are let through.
"""

import unicodedata
from email.utils import formataddr, parseaddr
from functools import lru_cache

import idna
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.notifications.letters import one_line

# RFC 5321 §4.5.3.1: 64 octets before the @, 254 for the whole path.
LOCAL_MAX = 64
ADDRESS_MAX = 254
NAME_MAX = 120

# Hosts without a dot are allowed nowhere but here: the sandbox's own.
_well_formed = EmailValidator(allowlist=["localhost"])


class AddressMalformed(Invalid):
    """A text that no mail can be sent to."""

    code = "mail_address_malformed"
    message = _("“%(address)s” is not an e-mail address. Write it as name@example.com.")


def checked(address: str) -> str:
    """The address with its domain in lower case and in ASCII (IDNA 2008); the part before the @ is kept.

    Raises: AddressMalformed, for anything that could end a header, is too long, or is no address.
    """
    clean = address.strip()
    if any(unicodedata.category(character) in ("Cc", "Cf", "Zl", "Zp") for character in clean):
        raise AddressMalformed(address=one_line(clean, 80))
    local, at_sign, domain = clean.rpartition("@")
    try:
        ascii_address = f"{local}{at_sign}{_ascii_domain(domain)}"
        _well_formed(ascii_address)
    except (ValidationError, idna.IDNAError, UnicodeError):
        raise AddressMalformed(address=one_line(clean, 80)) from None
    if len(local) > LOCAL_MAX or len(ascii_address) > ADDRESS_MAX:
        raise AddressMalformed(address=one_line(clean, 80))
    return ascii_address


def with_name(name: str, address: str) -> str:
    """`Name <address>` for a header; a name in any script is encoded, and never holds a line break."""
    return formataddr((one_line(name, NAME_MAX), address))


@lru_cache(maxsize=16)
def bare(header: str) -> str:
    """The address alone from `Name <address>`."""
    return parseaddr(header)[1]


def _ascii_domain(domain: str) -> str:
    lowered = domain.lower()
    return lowered if lowered.isascii() else idna.encode(lowered, uts46=True).decode("ascii")
