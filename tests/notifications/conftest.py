"""A shop with people in it, and a letter kept for a buyer of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from huitou.core import clock as core_clock
from tests.notifications.carriers import carrying  # noqa: F401  (a fixture)


@pytest.fixture
def shop(database: None) -> Any:
    """The shop 陶杯社, which writes zh-Hans."""
    from huitou.core.models import Shop

    return Shop.objects.create(
        slug="taobei",
        name="陶杯社",
        country="CN",
        currency="CNY",
        timezone="Asia/Shanghai",
        locale="zh-hans",
        contact_email="help@taobei.example",
    )


@pytest.fixture
def send_mail(shop: Any) -> Callable[..., Any]:
    """`send` as a verb would call it, in a transaction of its own."""
    from huitou.core.writing import writing
    from huitou.notifications.verbs import send
    from tests.notifications.letters import simple

    def send_one(key: str = "case:1:opened", to_email: str | None = "jane@example.com", **inputs: Any) -> Any:
        with writing(shop.id):
            return send(
                shop_id=shop.id,
                key=key,
                to_email=to_email,
                to_name=inputs.pop("to_name", "Jane Doe"),
                locale=inputs.pop("locale", "en"),
                letter=inputs.pop("letter", None) or simple(),
                at=core_clock.now(),
                **inputs,
            )

    return send_one


@pytest.fixture
def stored(shop: Any) -> Callable[[UUID], Any]:
    """The row of a mail as it stands now."""
    from huitou.core.tenancy import in_shop
    from huitou.notifications.models import Mail

    def read(mail_id: UUID) -> Any:
        with in_shop(shop):
            return Mail.objects.get(pk=mail_id)

    return read
