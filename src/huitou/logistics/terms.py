"""How long each wait of goods is: the policy's terms set at the opening, a slot's end, else the table's."""

from datetime import timedelta

from huitou.core.flow import Waiting
from huitou.core.verbs import terms_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Replacement
from huitou.logistics.replacing import REPLACEMENT


@terms_of(REPLACEMENT)
@terms_of(GOODS_RETURN)
def length(goods_return: GoodsReturn | Replacement, wait: Waiting) -> timedelta | None:
    """The policy's own length of this wait, or None for the table's. A courier has a day after the end of the slot."""
    if wait.for_.name == "courier_collects" and isinstance(goods_return, GoodsReturn):
        booked, ends = goods_return.pick_up_booked_at, goods_return.pick_up_ends_at
        return ends - booked + wait.for_.length if booked is not None and ends is not None else None
    hours = goods_return.terms.get(wait.for_.name)
    return None if hours is None else timedelta(hours=hours)
