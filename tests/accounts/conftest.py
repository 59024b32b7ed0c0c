"""A shop, its people, and a buyer's session, for the tests of accounts."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

import pytest

from huitou.accounts.models import Staff
from huitou.accounts.roles import StaffRole
from huitou.accounts.verbs import add_member, create_staff, open_shop
from huitou.core.models import Shop

PASSWORD = "a kettle sings at seven"


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def uncollected_static_files(settings) -> None:
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def at(clock) -> datetime:
    return clock.now()


@pytest.fixture
def open_a_shop(database, at) -> Callable[..., Shop]:
    def opened(slug: str = "teacups", **more) -> Shop:
        facts = {"name": "陶杯社", "currency": "CNY", "timezone": "Asia/Shanghai", "locale": "zh-hans", "country": "CN"}
        return open_shop(slug=slug, at=at, **(facts | more))

    return opened


@pytest.fixture
def shop(open_a_shop) -> Shop:
    return open_a_shop()


@pytest.fixture
def other_shop(open_a_shop) -> Shop:
    return open_a_shop("teapots", name="壶社")


@pytest.fixture
def hire(at) -> Callable[..., Staff]:
    """`hire(shop, "agent")`: a person with that role, who can log in with PASSWORD."""

    def hired(shop: Shop, role: str, email: str = "", provider_id: UUID | None = None) -> Staff:
        staff = create_staff(
            email=email or f"{role}@{shop.slug}.example.com",
            name=f"{role} of {shop.slug}",
            password=PASSWORD,
            locale="en",
            at=at,
            verified=True,
        )
        add_member(shop=shop, staff=staff, role=StaffRole(role), provider_id=provider_id, at=at)
        return staff

    return hired
