"""What the sentences and labels of a case are filled with, and the sentence itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.models import Case, Offer
from huitou.core.actors import Role
from huitou.core.flow.texts import gap, sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import Money, format_money
from huitou.logistics.machine import GOODS_RETURN


def values_of(case: Case, shop: Shop, at: datetime, offer: Offer | None = None) -> Mapping[str, Any]:
    """`shop`, `sum`, `left`, `offer`, `reduced` in the active language."""
    currency = case.sheet.currency
    return {
        "shop": shop.name,
        "sum": format_money(case.sum),
        "left": time_left(case.deadline_at, at),
        "offer": format_money(Money(offer.amount_minor, currency)) if offer is not None else "",
        "reduced": format_money(Money(case.reduced_minor, currency)),
    }


def say_state(case: Case, reader: Role, shop: Shop, at: datetime, offer: Offer | None = None) -> str:
    """The sentence of the case for this reader; while goods are at work, that of the return follows."""
    said = sentence(CASE, case.state, reader, values_of(case, shop, at, offer))
    goods = case.goods_return
    if case.state == "awaiting_goods" and goods is not None:
        values = {"shop": shop.name, "left": time_left(goods.deadline_at, at)}
        said += gap() + sentence(GOODS_RETURN, goods.state, reader, values)
    return said
