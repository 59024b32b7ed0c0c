"""A shop with orders, and a buyer's browser: `browser_of(order)` is a client that is signed in as the order's buyer."""

from collections.abc import Callable

import pytest
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.portal.session import SESSION
from tests.worlds import World


@pytest.fixture(autouse=True)
def plain_static_files(settings) -> None:
    """Pages under test name static files plainly; the browser tests' server has them collected."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


@pytest.fixture
def sign_in(world: World) -> Callable[..., Client]:
    """`sign_in(order, "zh-hans")`: a fresh browser with the buyer's session."""

    def signed_in(order, locale: str = "en", **cookies: str) -> Client:
        _grant, token = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
        client = Client(headers={"accept-language": locale})
        client.cookies[SESSION] = token
        for name, value in cookies.items():
            client.cookies[name] = value
        return client

    return signed_in
