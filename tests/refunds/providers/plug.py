"""Plugs fake providers into a shop: the account entered through the verb, the address through the settings."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any

import pytest

from huitou.core import clock as core_clock
from huitou.core.actors import Actor, Role
from huitou.core.models import Shop
from huitou.refunds.verbs import keep_account
from tests.refunds.providers.server import Provider, serving
from tests.refunds.providers.stripe import FakeStripe


def owner_of(shop: Shop) -> Actor:
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id="staff:owner", permissions=frozenset({"gateways.edit"}))


def enter(shop: Shop, code: str, values: dict[str, str], serves: tuple[str, ...] = ()) -> None:
    keep_account(
        gateway_code=code, values=values, serves=serves, actor=owner_of(shop), at=core_clock.now()
    )


def stripe_values(shop: Shop) -> dict[str, str]:
    return {"secret_key": f"sk_test_{shop.pk.hex}", "webhook_secret": f"whsec_{shop.pk.hex}"}


@pytest.fixture
def plugged(settings: Any) -> Iterator[Callable[[str, Provider], str]]:
    """`plugged("stripe", provider)`: the provider answers under that code from now on."""
    with ExitStack() as stack:

        def plug(code: str, provider: Provider) -> str:
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
