"""How long the buyer may let the shop take over an inspection: no longer than the law leaves for the money.

Registered for the returns here, because only this floor knows both the goods and the law.
"""

from datetime import datetime, timedelta

from huitou.core.clock_changes import bounded_by
from huitou.core.flow import Waiting
from huitou.core.models import Shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.policies.law.book import in_force
from huitou.policies.law.statute import Money

# What is left for paying once the goods are accepted.
FOR_PAYING = timedelta(days=1)


@bounded_by(GOODS_RETURN)
def law_leaves(goods_return: GoodsReturn, wait: Waiting) -> datetime | None:
    """A day before the law's last day for the money, counted from the arrival; None where no law sets one."""
    if wait.for_.name not in ("merchant_inspects", "merchant_confirms") or goods_return.arrived_at is None:
        return None
    country = Shop.objects.values_list("country", flat=True).get(pk=goods_return.shop_id)
    statute = in_force(country, "money", goods_return.arrived_at.date())
    if statute is None or not isinstance(statute.says, Money):
        return None
    return goods_return.arrived_at + timedelta(days=statute.says.days) - FOR_PAYING
