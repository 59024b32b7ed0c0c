"""A shop with its manager, and drafts to write into it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import open_shop
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop

AT = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def shop(database: None) -> Shop:
    return open_shop(
        slug="cups", name="陶杯社", currency="CNY", timezone="Asia/Shanghai", country="CN", locale="zh-hans", at=AT
    )


@pytest.fixture
def other_shop(database: None) -> Shop:
    return open_shop(
        slug="pots", name="Pots", currency="CNY", timezone="Asia/Shanghai", country="CN", locale="en", at=AT
    )


def manager_of(shop: Shop) -> Actor:
    return Actor(Role.MERCHANT, shop.pk, "staff:m", permissions=SHOP_PERMISSIONS[StaffRole.MANAGER], name="M")


@pytest.fixture
def manager(shop: Shop) -> Actor:
    return manager_of(shop)


@pytest.fixture
def agent(shop: Shop) -> Actor:
    return Actor(Role.MERCHANT, shop.pk, "staff:a", permissions=SHOP_PERMISSIONS[StaffRole.AGENT], name="A")


def buyer_of(order: Any) -> Actor:
    return Actor(Role.BUYER, order.shop_id, f"buyer:{order.customer_id}", customer_id=order.customer_id)
