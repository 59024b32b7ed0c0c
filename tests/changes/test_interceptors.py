"""What a carrier can do with a parcel under way decides what is asked of it, and what is said to both sides."""

import pytest

from huitou.changes import interceptors
from huitou.changes.interception import intercepted
from huitou.changes.interceptors import Abilities
from huitou.core.actors import Role
from tests.changes.asking import cancel, move, rules


class Able:
    """A carrier with an interface that can do so much."""

    code = "able"

    def __init__(self, *, stops: bool, redirects: bool) -> None:
        self.can, self.asked = Abilities(stops=stops, redirects=redirects), []

    def abilities(self, parcel):
        return self.can

    def ask(self, parcel, *, redirect):
        self.asked.append(redirect)
        return "asked"


@pytest.fixture
def order(world):
    rules(world)
    return world.order(shipped=True, delivered_days_ago=None)


@pytest.mark.parametrize(("stops", "redirects", "asked", "does", "way"), [
    (True, True, [True], "redirect", "asked"),
    (True, False, [False], "stop", "asked"),
    (False, False, [], "nothing", "task"),
])  # fmt: skip
def test_a_carrier_is_asked_only_for_what_it_can_do(world, order, monkeypatch, stops, redirects, asked, does, way):
    carrier = Able(stops=stops, redirects=redirects)
    monkeypatch.setattr(interceptors, "_adapters", lambda: {"*": carrier})
    change = move(world, order)
    assert carrier.asked == asked
    assert [(one["does"], one["way"]) for one in change.interception] == [(does, way)]


def test_what_it_cannot_do_is_said_and_is_the_shops_task(world, order, monkeypatch):
    monkeypatch.setattr(interceptors, "_adapters", lambda: {"*": Able(stops=False, redirects=False)})
    change = move(world, order)
    (to_shop,), (to_buyer,) = intercepted(change, Role.MERCHANT), intercepted(change, Role.BUYER)
    assert to_shop.task
    assert "can neither stop nor redirect it" in to_shop.text
    assert "the shop tries by telephone" in to_buyer.text


def test_a_parcel_that_cannot_be_redirected_is_stopped_for_another_address(world, order, monkeypatch):
    monkeypatch.setattr(interceptors, "_adapters", lambda: {"*": Able(stops=True, redirects=False)})
    (told,) = intercepted(move(world, order), Role.BUYER)
    assert told.text.endswith("it goes out again to the new address.")


def test_a_cancellation_asks_to_stop(world, order, monkeypatch):
    carrier = Able(stops=True, redirects=True)
    monkeypatch.setattr(interceptors, "_adapters", lambda: {"*": carrier})
    assert [one["does"] for one in cancel(world, order).interception] == ["stop"]
    assert carrier.asked == [False]
