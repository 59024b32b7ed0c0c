"""The buyer parts with the goods, or does not send them after all."""

import re
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Way

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


@verb(GOODS_RETURN, "hand_over")
def hand_over(
    *,
    goods_return: GoodsReturn,
    actor: Actor,
    at: datetime,
    way: Way = Way.OWN_PARCEL,
    carrier: str = "",
    tracking_number: str = "",
) -> dict[str, Any]:
    """Say that the goods are on their way. A parcel needs its tracking number.

    Raises: TrackingNumberMissing, TrackingNumberMalformed, NotTheirTurn.
    """
    number = "".join(tracking_number.split()).upper()
    if way == Way.OWN_PARCEL and not number:
        raise TrackingNumberMissing()
    if number and not NUMBER.fullmatch(number):
        raise TrackingNumberMalformed(most=LONGEST_NUMBER)
    goods_return.way = way
    goods_return.carrier = carrier.strip()[:60]
    goods_return.tracking_number = number
    goods_return.handed_over_at = at
    code = goods_return.carrier if CARRIER_CODE.fullmatch(goods_return.carrier) else ""
    return {"way": str(way), "carrier": code, "tracking_number": number}


@verb(GOODS_RETURN, "collect")
def collect(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The courier's first scan."""
    goods_return.handed_over_at = at
    return {}


@verb(GOODS_RETURN, "cancel")
def cancel(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer keeps the goods after all; possible until they are handed over."""
    return {}
