"""Delivery to the new address costs more: the shop has got the difference, or does without it."""

from datetime import datetime
from typing import Any

from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import OrderChange
from huitou.core.actors import Actor
from huitou.core.verbs import verb


@verb(ORDER_CHANGE, "confirm_difference")
def confirm_difference(
    *, order_change: OrderChange, actor: Actor, at: datetime, received_by: str = ""
) -> dict[str, Any]:
    """The buyer's payment has come; `received_by` says how the shop took it, in a few words."""
    return {"difference_minor": order_change.difference_minor, "currency": order_change.currency}


@verb(ORDER_CHANGE, "waive_difference")
def waive_difference(*, order_change: OrderChange, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods go to the dearer region at the same price."""
    waived, order_change.difference_minor = order_change.difference_minor, 0
    return {"difference_minor": waived, "currency": order_change.currency}
