"""Changes of orders: the change, its pieces, the new address, the shop's rules for changes."""

from huitou.changes.models.change_line import ChangeLine
from huitou.changes.models.change_rules import ChangeRules
from huitou.changes.models.new_address import NewAddress
from huitou.changes.models.order_change import CancelReason, OrderChange

__all__ = ["CancelReason", "ChangeLine", "ChangeRules", "NewAddress", "OrderChange"]
