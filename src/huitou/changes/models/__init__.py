"""Changes of orders and deliveries: the change, its pieces, the new address, wishes for parcels, the shop's rules."""

from huitou.changes.models.change_line import ChangeLine
from huitou.changes.models.change_rules import ChangeRules
from huitou.changes.models.delivery_request import DeliveryRequest, WhyNot
from huitou.changes.models.delivery_words import DeliveryWords
from huitou.changes.models.new_address import NewAddress
from huitou.changes.models.order_change import CancelReason, OrderChange

__all__ = [
    "CancelReason",
    "ChangeLine",
    "ChangeRules",
    "DeliveryRequest",
    "DeliveryWords",
    "NewAddress",
    "OrderChange",
    "WhyNot",
]
