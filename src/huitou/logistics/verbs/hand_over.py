"""The buyer parts with the goods, or does not send them after all."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Invalid
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Way


class TrackingNumberMissing(Invalid):
    """A parcel without its number cannot be followed."""

    code = "tracking_number_missing"
    message = _("Enter the tracking number that stands on the receipt of the parcel.")


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

    Raises: TrackingNumberMissing, NotTheirTurn.
    """
    number = "".join(tracking_number.split()).upper()[:80]
    if way == Way.OWN_PARCEL and not number:
        raise TrackingNumberMissing()
    goods_return.way = way
    goods_return.carrier = carrier.strip()[:60]
    goods_return.tracking_number = number
    goods_return.handed_over_at = at
    return {"way": str(way), "carrier": goods_return.carrier, "tracking_number": number}


@verb(GOODS_RETURN, "collect")
def collect(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The courier's first scan."""
    goods_return.handed_over_at = at
    return {}


@verb(GOODS_RETURN, "cancel")
def cancel(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer keeps the goods after all; possible until they are handed over."""
    return {}
