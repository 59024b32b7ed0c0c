"""The goods are at the shop's door: the carrier's scan says so, or a person of the shop."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn


@verb(GOODS_RETURN, "arrive")
def arrive(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """Mark the goods as arrived; the clock of the inspection starts."""
    goods_return.arrived_at = at
    if goods_return.handed_over_at is None:
        goods_return.handed_over_at = at
    return {}
