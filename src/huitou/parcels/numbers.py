"""Tracking numbers and carriers' codes as people type them. Called by every verb that takes one."""

import re

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid

LONGEST_NUMBER = 40
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


def read_number(typed: str, *, needed: bool = True) -> str:
    """The number without spaces, in capitals. Raises TrackingNumberMissing, TrackingNumberMalformed."""
    number = "".join(typed.split()).upper()
    if needed and not number:
        raise TrackingNumberMissing()
    if number and not NUMBER.fullmatch(number):
        raise TrackingNumberMalformed(most=LONGEST_NUMBER)
    return number


def carrier_code(carrier: str) -> str:
    """The carrier where it is a source's code, else "": what may stand in an event."""
    return carrier if CARRIER_CODE.fullmatch(carrier) else ""
