"""How long each wait of a return is: the policy's terms where they were set at the opening, else the table's."""

from datetime import timedelta

from huitou.core.flow import Waiting
from huitou.core.verbs import terms_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn


@terms_of(GOODS_RETURN)
def length(goods_return: GoodsReturn, wait: Waiting) -> timedelta | None:
    """The policy's own length of this wait, or None for the table's."""
    hours = goods_return.terms.get(wait.for_.name)
    return None if hours is None else timedelta(hours=hours)
