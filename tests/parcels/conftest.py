"""The shop and people of the orders' tests."""

from tests.orders.conftest import agent, manager, other_shop, shop

__all__ = ["agent", "manager", "other_shop", "shop"]
