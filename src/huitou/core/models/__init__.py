"""The tables of the core: the tenant row, events, the ledger, idempotent calls, deliveries."""

from huitou.core.models.delivery import Delivery
from huitou.core.models.event import Event
from huitou.core.models.idempotent_call import IdempotentCall
from huitou.core.models.ledger_entry import LedgerEntry
from huitou.core.models.rows import Chained, Personal, SameShop, ShopRow
from huitou.core.models.shop import Shop

__all__ = [
    "Chained",
    "Delivery",
    "Event",
    "IdempotentCall",
    "LedgerEntry",
    "Personal",
    "SameShop",
    "Shop",
    "ShopRow",
]
