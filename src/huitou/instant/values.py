"""What the sentences and labels of an advance are filled with, and the sentence itself."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance


def values_of(advance: Advance, shop: Shop, at: datetime) -> Mapping[str, Any]:
    """`shop`, `left`, `sum`, `owed` in the active language."""
    return {
        "shop": shop.name,
        "left": time_left(advance.deadline_at, at),
        "sum": format_money(advance.sum),
        "owed": format_money(advance.owed),
    }


def say_advance(advance: Advance, reader: Role, shop: Shop, at: datetime) -> str:
    """The sentence of the advance for this reader."""
    return sentence(ADVANCE, advance.state, reader, values_of(advance, shop, at))
