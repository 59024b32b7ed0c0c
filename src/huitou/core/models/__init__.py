"""The tables of the core: the tenant row, events, the ledger, idempotent calls, deliveries."""

from huitou.core.models.deadline_change import DeadlineChange
from huitou.core.models.delivery import Delivery
from huitou.core.models.event import Event
from huitou.core.models.idempotent_call import IdempotentCall
from huitou.core.models.ledger_entry import LedgerEntry
from huitou.core.models.opening_hours import OpeningHours
from huitou.core.models.rows import Chained, Personal, SameShop, ShopRow
from huitou.core.models.shop import Shop
from huitou.core.models.special_day import SpecialDay

__all__ = [
    "Chained",
    "DeadlineChange",
    "Delivery",
    "Event",
    "IdempotentCall",
    "LedgerEntry",
    "OpeningHours",
    "Personal",
    "SameShop",
    "Shop",
    "ShopRow",
    "SpecialDay",
]
