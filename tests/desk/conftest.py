"""Signed-in people of a shop, with Django's own client; no server."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from huitou.accounts.models import Staff
from huitou.cases.verbs import offer
from huitou.core.jobs import run_pending
from huitou.logistics.verbs import arrive, hand_over
from tests.worlds import PASSWORD


@pytest.fixture(autouse=True)
def static_folder(settings: Any) -> None:
    """WhiteNoise warns where nothing was collected; no server is started here."""
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)


def client_of(staff: Staff) -> Client:
    """A browser in which the person is signed in, and has just shown the password."""
    client = Client(HTTP_ACCEPT_LANGUAGE="en")
    answer = client.post("/staff/login/", {"login": staff.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:300]
    return client


@pytest.fixture
def desk(world: Any) -> Callable[[str], Client]:
    """`desk("agent")`: the client of somebody with this role."""

    def open_(role: str) -> Client:
        world.hire(role)
        return client_of(world.staff[role])

    return open_


@pytest.fixture
def asked(world: Any) -> Any:
    """A case that waits for the shop: a cup arrived damaged, with a photo."""
    return world.apply(world.order(), cups=1, reason="damaged", photo=True)


def goods_here(world: Any, cups: int = 2) -> Any:
    """A case whose goods have arrived at the shop."""
    order = world.order()
    case = world.apply(order, cups=cups)
    run_pending()
    case = world.refreshed(case)
    hand_over(
        goods_return=case.goods_return,
        carrier="sf",
        tracking_number="SF1002003",
        actor=world.buyer(order),
        at=world.now,
    )
    arrive(goods_return=case.goods_return, actor=world.agent, at=world.now)
    return world.refreshed(case)


def with_offer(world: Any) -> Any:
    """A case with an open offer."""
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    return world.refreshed(case)
