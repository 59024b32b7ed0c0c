"""What the sentences and labels of a change are filled with, and the sentence itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.changes.sentences import (
    OWED_BACK,
    OWED_BY_SHOP,
    SILENCE_AGREES,
    SILENCE_LAPSES,
    UNANSWERED,
    UNANSWERED_BACK,
    UNANSWERED_BY_SHOP,
    UNPAID_REFUNDED,
    UNPAID_STAYS,
    UNSEEN_BACK,
    UNSEEN_BY_SHOP,
)
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import format_money


def values_of(change: OrderChange, shop: Shop, at: datetime, reader: Role = Role.MERCHANT) -> Mapping[str, Any]:
    """What the sentences and labels name (see there), in the active language."""
    side = Role.BUYER if reader == Role.BUYER else Role.MERCHANT
    return {
        "shop": shop.name,
        "left": time_left(change.deadline_at, at),
        "what": change.get_kind_display(),
        "sum": format_money(change.value),
        "offer": format_money(change.offer),
        "difference": format_money(change.difference),
        "silence": gettext(SILENCE_AGREES if change.silence_agrees else SILENCE_LAPSES),
        "unpaid": gettext(UNPAID_STAYS if change.left_at is None else UNPAID_REFUNDED),
        "unanswered": gettext(UNANSWERED[side][change.left_at is not None]),
    }


def say_change(change: OrderChange, reader: Role, shop: Shop, at: datetime) -> str:
    """The sentence of the change for this reader."""
    return sentence(ORDER_CHANGE, change.state, reader, values_of(change, shop, at, reader))


def say_owed(change: OrderChange, reader: Role) -> str:
    """That the buyer's payment goes back, or what has come of it where nobody looked; "" where nothing is owed."""
    if not change.owes_back:
        return ""
    seen = OWED_BACK if reader == Role.BUYER else OWED_BY_SHOP
    unseen = UNSEEN_BACK if reader == Role.BUYER else UNSEEN_BY_SHOP
    if change.state == "cancelled" and not change.paid_minor:
        unseen = UNANSWERED_BACK if reader == Role.BUYER else UNANSWERED_BY_SHOP
    return gettext(unseen if change.paid_unseen else seen) % {"sum": format_money(change.paid)}
