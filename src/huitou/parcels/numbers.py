"""Tracking numbers and carriers' codes as people type them. Called by every verb that takes one."""

import re
import unicodedata
from urllib.parse import parse_qsl, urlsplit

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.parcels.detection.detect import carriers_of

LONGEST_NUMBER = 40
# A link with the number in it is longer than any number; more than this was pasted by mistake.
LONGEST_TYPED = 2000
SHORTEST_IN_LINK = 8
NUMBER = re.compile(rf"[A-Z0-9][A-Z0-9-]{{0,{LONGEST_NUMBER - 1}}}")
# What a source calls a carrier; anything else was typed by a person and stays out of the event.
CARRIER_CODE = re.compile(r"[a-z0-9_-]{1,20}")


class TrackingNumberMissing(Invalid):
    """A parcel without its number cannot be followed."""

    code = "tracking_number_missing"
    message = _("Enter the tracking number that stands on the receipt of the parcel.")


class TrackingNumberMalformed(Invalid):
    """Not the number of a parcel. It stands in the event for good, so nothing else may get in there."""

    code = "tracking_number_malformed"
    message = _("A tracking number has only letters, digits and hyphens, at most %(most)s of them. Check the receipt.")


def number_in(typed: str) -> str:
    """The number that stands in what somebody typed or pasted: with spaces, in full width, in a link to a carrier.

    Raises TrackingNumberMissing, TrackingNumberMalformed.
    """
    text = unicodedata.normalize("NFKC", typed[:LONGEST_TYPED]).strip()
    if "://" in text:
        return read_number(_in_link(text))
    return read_number("".join(sign for sign in text if sign.isprintable()))


def _in_link(link: str) -> str:
    """The likeliest number of a link: what some carrier's numbers look like, else the longest with digits."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    told = [value for _name, value in parse_qsl(parts.query)]
    told += [value for _name, value in parse_qsl(parts.fragment)] + parts.path.split("/") + [parts.fragment]
    words = ["".join(word.split()).upper() for word in told]
    fitting = [word for word in words if NUMBER.fullmatch(word) and len(word) >= SHORTEST_IN_LINK and _has_digit(word)]
    return max(fitting, key=lambda word: (bool(carriers_of(word)), len(word)), default="")


def _has_digit(word: str) -> bool:
    return any(sign.isdigit() for sign in word)


def compact(number: str) -> str:
    """How a number is kept and matched, however a shop system or a carrier writes it: no spaces, capitals, plain."""
    return "".join(unicodedata.normalize("NFKC", number[:LONGEST_TYPED]).split()).upper()


def read_number(typed: str, *, needed: bool = True) -> str:
    """The number without spaces, in capitals; full width made plain.

    Raises TrackingNumberMissing, TrackingNumberMalformed.
    """
    number = compact(typed)
    if needed and not number:
        raise TrackingNumberMissing()
    if number and not NUMBER.fullmatch(number):
        raise TrackingNumberMalformed(most=LONGEST_NUMBER)
    return number


def carrier_code(carrier: str) -> str:
    """The carrier where it is a source's code, else "": what may stand in an event."""
    return carrier if CARRIER_CODE.fullmatch(carrier) else ""
