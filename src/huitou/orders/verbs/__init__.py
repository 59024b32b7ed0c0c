"""Every write of the orders area: batches from imports, one order from the API, quantities, erasure."""

from huitou.orders.verbs.erase_customer import erase_customer
from huitou.orders.verbs.import_batch import import_batch
from huitou.orders.verbs.import_cancellations import import_cancellations, match_cancellations
from huitou.orders.verbs.place_order import OrderKeyReused, OrderRefused, place_order
from huitou.orders.verbs.quantities import (
    QuantityExceeded,
    QuantityInvalid,
    claim_quantity,
    release_quantity,
    settle_quantity,
)

__all__ = [
    "OrderKeyReused",
    "OrderRefused",
    "QuantityExceeded",
    "QuantityInvalid",
    "claim_quantity",
    "erase_customer",
    "import_batch",
    "import_cancellations",
    "match_cancellations",
    "place_order",
    "release_quantity",
    "settle_quantity",
]
