"""Plugs fake providers into a shop: the account entered through the verb, the address through the settings."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from huitou.core import clock as core_clock
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop
from huitou.refunds.verbs import keep_account
from tests.refunds.providers.alipay import Application, FakeAlipay
from tests.refunds.providers.server import Provider, serving
from tests.refunds.providers.shopify import FakeShopify, Store
from tests.refunds.providers.stripe import FakeStripe
from tests.refunds.providers.wechat_pay import PLATFORM, FakeWeChatPay, Merchant, key_pair, private_pem, public_pem


def owner_of(shop: Shop) -> Actor:
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:owner", permissions=frozenset({"gateways.edit"}))


def enter(shop: Shop, code: str, values: dict[str, str], serves: tuple[str, ...] = ()) -> None:
    keep_account(gateway_code=code, values=values, serves=serves, actor=owner_of(shop), at=core_clock.now())


def stripe_values(shop: Shop) -> dict[str, str]:
    return {"secret_key": f"sk_test_{shop.pk.hex}", "webhook_secret": f"whsec_{shop.pk.hex}"}


@pytest.fixture
def plugged(settings: Any, clock: Any) -> Iterator[Callable[[str, Provider], str]]:
    """`plugged("stripe", provider)`: the provider answers under that code from now on, by the test's clock."""
    ahead = [timedelta(0)]
    forward = clock.forward

    def forward_for_all(**by: float) -> datetime:
        moved: datetime = forward(**by)
        ahead[0] = moved - datetime.now(UTC)
        return moved

    clock.forward = forward_for_all
    with ExitStack() as stack:

        def plug(code: str, provider: Provider) -> str:
            # A test moves its own thread's clock; the provider answers in others.
            provider.now = lambda: datetime.now(UTC) + ahead[0]
            address = stack.enter_context(serving(provider))
            settings.HUITOU_GATEWAY_ADDRESSES = {**settings.HUITOU_GATEWAY_ADDRESSES, code: address}
            return address

        yield plug


@pytest.fixture
def stripe(plugged: Any, shop: Shop) -> FakeStripe:
    """Stripe with an account of the shop."""
    return plug_stripe(plugged, (shop,))


def plug_stripe(plugged: Any, shops: Sequence[Shop]) -> FakeStripe:
    provider = FakeStripe(core_clock.now)
    plugged("stripe", provider)
    for shop in shops:
        values = stripe_values(shop)
        provider.account(values["secret_key"])
        enter(shop, "stripe", values)
    return provider


def wechat_values(shop: Shop) -> dict[str, str]:
    return {
        "merchant_id": str(1_900_000_000 + shop.pk.int % 1_000_000),
        "serial": "5157F09EFDC096DE15EBE81A47057A7232F1B8E1",
        "private_key": private_pem(key_pair(shop.slug)), "api_v3_key": shop.pk.hex, "platform_serial": PLATFORM,
        "platform_key": public_pem(key_pair("platform")),
    }  # fmt: skip


@pytest.fixture
def wechat(plugged: Any, shop: Shop) -> FakeWeChatPay:
    """WeChat Pay with a merchant number of the shop."""
    return plug_wechat(plugged, (shop,))


def plug_wechat(plugged: Any, shops: Sequence[Shop]) -> FakeWeChatPay:
    provider = FakeWeChatPay(core_clock.now)
    plugged("wechat_pay", provider)
    for shop in shops:
        values = wechat_values(shop)
        provider.merchants[values["merchant_id"]] = Merchant(key_pair(shop.slug).public_key(), values["api_v3_key"])
        enter(shop, "wechat_pay", values)
    return provider


def alipay_values(shop: Shop) -> dict[str, str]:
    bare = "".join(line for line in private_pem(key_pair(shop.slug)).splitlines() if "-----" not in line)
    return {
        "app_id": str(2_021_000_000_000_000 + shop.pk.int % 1_000_000), "private_key": bare,
        "alipay_public_key": public_pem(key_pair("alipay")),
    }  # fmt: skip


@pytest.fixture
def alipay(plugged: Any, shop: Shop) -> FakeAlipay:
    """Alipay with an application of the shop."""
    return plug_alipay(plugged, (shop,))


def plug_alipay(plugged: Any, shops: Sequence[Shop]) -> FakeAlipay:
    provider = FakeAlipay(core_clock.now)
    provider.address = plugged("alipay", provider)
    for shop in shops:
        values = alipay_values(shop)
        provider.applications[values["app_id"]] = Application(key_pair(shop.slug).public_key())
        enter(shop, "alipay", values)
    return provider


def shopify_values(shop: Shop) -> dict[str, str]:
    return {
        "domain": f"{shop.slug}.myshopify.com", "access_token": f"shpat_{shop.pk.hex}",
        "webhook_secret": f"shpss_{shop.pk.hex}",
    }  # fmt: skip


@pytest.fixture
def shopify(plugged: Any, shop: Shop) -> FakeShopify:
    """Shopify with a store of the shop."""
    return plug_shopify(plugged, (shop,))


def plug_shopify(plugged: Any, shops: Sequence[Shop]) -> FakeShopify:
    provider = FakeShopify(core_clock.now)
    plugged("shopify", provider)
    for shop in shops:
        values = shopify_values(shop)
        provider.stores[values["access_token"]] = Store()
        enter(shop, "shopify", values)
    return provider
