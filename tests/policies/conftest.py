"""A shop with its manager, for the tests of versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from huitou.accounts.permissions import SHOP_PERMISSIONS
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import open_shop
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop

TEACUPS = {"name": "陶杯社", "currency": "CNY", "timezone": "Asia/Shanghai", "locale": "zh-hans", "country": "CN"}


@pytest.fixture
def at(clock: Any) -> datetime:
    """The present of the test."""
    now: datetime = clock.now()
    return now


@pytest.fixture
def shop(database: None, at: datetime) -> Shop:
    return open_shop(slug="teacups", at=at, **TEACUPS)


@pytest.fixture
def other_shop(database: None, at: datetime) -> Shop:
    return open_shop(slug="teapots", at=at, **TEACUPS)


def member(shop: Shop, role: StaffRole) -> Actor:
    """An actor with the rights of a role in the shop."""
    return Actor(Role.MERCHANT, shop.pk, f"staff:{role}", permissions=SHOP_PERMISSIONS[role], name=str(role))


@pytest.fixture
def manager(shop: Shop) -> Actor:
    return member(shop, StaffRole.MANAGER)


@pytest.fixture
def agent(shop: Shop) -> Actor:
    return member(shop, StaffRole.AGENT)
