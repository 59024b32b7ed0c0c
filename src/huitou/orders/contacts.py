"""One way to write an e-mail address, a phone number and an order number, so that look-ups find what imports stored.

Used by imports when writing and by `queries` when looking up; both must go through here. Pure.
"""

import re
import unicodedata

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SPACES = re.compile(r"\s+")
# No more than what every mail system accepts: something, one @, a dotted domain, no spaces.
_EMAIL = re.compile(r"^[^@\s,;<>\"]+@[^@\s,;<>\".]+(\.[^@\s,;<>\".]+)+$")
_NUMBER_DECORATION = re.compile(r"[\s#＃№]+")


def plain(text: str) -> str:
    """Full-width characters made plain (NFKC), invisible ones gone, spaces single."""
    return _SPACES.sub(" ", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


def normal_email(text: str) -> str:
    """The address in lower case without spaces, or "" if it is none."""
    address = plain(text).replace(" ", "").casefold().removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.match(address) else ""


def normal_phone(text: str, country: str) -> str:
    """The number as E.164 (`+5511987654321`), or "" if it is none. `country` applies where no prefix is written."""
    number = plain(text)
    if not number or "@" in number:
        return ""
    if number.startswith("00"):
        number = "+" + number[2:]
    try:
        parsed = phonenumbers.parse(number, country or None)
    except NumberParseException:
        return ""
    if not phonenumbers.is_possible_number(parsed):
        return ""
    return str(phonenumbers.format_number(parsed, PhoneNumberFormat.E164))


def contact_key(contact: str, country: str) -> str:
    """A contact as limits count it: as the look-up reads it, so that another spelling is the same one."""
    return normal_email(contact) or normal_phone(contact, country) or plain(contact).casefold()


def number_key(number: str) -> str:
    """An order number as it is searched: without `#`, spaces and invisible characters, in upper case."""
    return _NUMBER_DECORATION.sub("", plain(number)).upper()[:80]
