"""What areas above may add to the mail that a parcel has left, such as a coupon. Called by the verb that tells.

Nothing is added to other news: whoever is told that a parcel is late is not sold anything.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import override

from huitou.core.models import Shop
from huitou.news.triggers import Trigger
from huitou.orders.models import Order
from huitou.parcels.models import Parcel

Adds = Callable[[Shop, Parcel, Order, datetime], str]
_adds: list[Adds] = []


def adds_to_mails(add: Adds) -> None:
    """Register `add(shop, parcel, order, at)`: a sentence in the active language, or "". Inside the telling verb."""
    if add not in _adds:
        _adds.append(add)


def added(trigger: Trigger, shop: Shop, parcel: Parcel, order: Order, language: str, at: datetime) -> str:
    """What stands below the mail, a line each, in the reader's language."""
    if trigger != Trigger.SHIPPED:
        return ""
    with override(language):
        return "\n".join(line for add in _adds if (line := add(shop, parcel, order, at)))
