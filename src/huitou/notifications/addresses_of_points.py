"""Addresses of contact points in the one way that they are stored, or refused with a reason. Pure.

Called by `verbs.contact_points`. A phone becomes E.164, a browser's address stays as its push service gave it.
"""

import base64
import binascii
import re
from collections.abc import Mapping
from urllib.parse import urlsplit

import phonenumbers
from django.utils.translation import gettext_lazy as _
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from huitou.accounts.digests import keyed_digest
from huitou.core.errors import Invalid
from huitou.notifications.models import PointKind

_OPENID = re.compile(r"^[A-Za-z0-9_-]{10,64}$")
_NO_TEXTS = frozenset(
    {PhoneNumberType.FIXED_LINE, PhoneNumberType.PREMIUM_RATE, PhoneNumberType.SHARED_COST, PhoneNumberType.UAN}
)
PUSH_KEYS = {"p256dh": 65, "auth": 16}


class PhoneMalformed(Invalid):
    """Something typed that no text message can be sent to."""

    code = "phone_malformed"
    message = _("No text message can be sent to “%(number)s”. Write a mobile number, with the country code in front.")


class PointMalformed(Invalid):
    """An address that its kind cannot have."""

    code = "contact_point_malformed"
    message = _("This address cannot be used for messages.")


def stored(kind: str, address: str, keys: Mapping[str, str], country: str) -> tuple[str, dict[str, str]]:
    """The address and its keys as they are kept. `country`: of the shop, where a number has no prefix.

    Raises: PhoneMalformed, PointMalformed.
    """
    if kind == PointKind.PHONE:
        return mobile(address, country), {}
    if kind == PointKind.WECHAT:
        if not _OPENID.match(address):
            raise PointMalformed()
        return address, {}
    return _endpoint(address), _push_keys(keys)


def mobile(typed: str, country: str) -> str:
    """The number as E.164. Raises PhoneMalformed for what is none, or surely no mobile's."""
    text = typed.strip()
    text = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(text, country or None)
    except NumberParseException:
        raise PhoneMalformed(number=text[:40]) from None
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in _NO_TEXTS:
        raise PhoneMalformed(number=text[:40])
    return str(phonenumbers.format_number(number, PhoneNumberFormat.E164))


def digest(kind: str, address: str) -> bytes:
    """What an address is found by."""
    return keyed_digest("huitou.notifications.contact-point", f"{kind}:{address}")


def _endpoint(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        raise PointMalformed() from None
    if parts.scheme != "https" or not parts.hostname or len(address) > 1000 or parts.username or "\n" in address:
        raise PointMalformed()
    return address


def _push_keys(keys: Mapping[str, str]) -> dict[str, str]:
    kept = {}
    for name, size in PUSH_KEYS.items():
        text = str(keys.get(name, "")).rstrip("=")
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            raise PointMalformed() from None
        if len(raw) != size:
            raise PointMalformed()
        kept[name] = text
    return kept
