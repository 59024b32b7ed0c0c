"""What happens when nobody hands over, delivers or finds the goods."""

from datetime import datetime
from typing import Any

from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn


@verb(GOODS_RETURN, "expire")
def expire(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer never sent the goods: the return ends, the buyer keeps them."""
    return {}


@verb(GOODS_RETURN, "trace")
def trace(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The carrier has been silent for too long: the shop asks the carrier."""
    return {}


@verb(GOODS_RETURN, "declare_lost")
def declare_lost(*, goods_return: GoodsReturn, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods do not turn up. They were handed over, so the buyer is paid."""
    return {}
