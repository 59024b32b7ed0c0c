"""What the sentences and labels of the law's clock are filled with, in the active language."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from huitou.cases.models import MoneyDue
from huitou.core.flow.texts import time_left
from huitou.core.models import Shop
from huitou.core.when import written
from huitou.policies.texts import article_label


def values_of(due: MoneyDue, shop: Shop, at: datetime) -> Mapping[str, Any]:
    """`shop`, `article`, `days`, `left`, and `day`: the last day in words (empty while it is not known)."""
    return {
        "shop": shop.name,
        "article": article_label(due.article),
        "days": due.days,
        "left": time_left(due.deadline_at, at),
        "day": written(due.due_at, ZoneInfo(shop.timezone), "date") if due.due_at is not None else "",
    }
