"""A label's price on the parties' accounts: whatever comes after it, nobody keeps what they did not bear."""

from importlib import import_module
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.db import connections, transaction

from huitou.cases.models import Case
from huitou.core.actors import system_actor
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.models import GoodsReturn
from huitou.orders.models import Order
from huitou.settlements.models import ReturnCost
from huitou.settlements.sharing import PARTIES
from huitou.settlements.verbs import book_insurer, book_label_back, book_label_cost, book_return_cost
from tests.insurance.insuring import balance, insure_all, receive, send_back, shipped
from tests.settlements.test_statement import costs as table


@pytest.fixture
def back(world):
    insure_all(world)
    order, _parcel = shipped(world)
    return send_back(world, order)


def label(world, back, minor=1_000):
    """The price of a label, booked; the id of its purchase."""
    purchase = uuid4()
    book_label_cost(goods_return=back.pk, purchase=purchase, price_minor=minor, currency="CNY", **by(world))
    return purchase


def by(world):
    return {"actor": system_actor(world.shop.pk), "at": world.now}


def shares(world) -> dict[str, int]:
    """Party → what it bears, without zeros."""
    found = {party: -balance(world, f"share:{party}") for party in PARTIES}
    return {party: minor for party, minor in found.items() if minor}


def of_freight(world) -> int:
    return balance(world, "freight:returns")


def borne(world, before) -> dict[str, int]:
    now = shares(world)
    return {p: now.get(p, 0) - before.get(p, 0) for p in PARTIES if now.get(p, 0) != before.get(p, 0)}


def rows(world) -> list[ReturnCost]:
    with in_shop(world.shop):
        return list(ReturnCost.objects.order_by("booked_at", "pk"))


def test_a_label_that_is_paid_back_after_the_insurance_paid_leaves_nobody_better_off(world, back):
    before = shares(world)
    purchase = label(world, back)
    assert (borne(world, before), of_freight(world)) == ({"buyer": 1_000}, 1_000)
    receive(world, back)
    paid_in = shares(world)
    assert rows(world)[0].insurer_minor == 1_000
    for _again in range(2):
        book_label_back(goods_return=back.pk, purchase=purchase, **by(world))
    [cost] = rows(world)
    assert (cost.insurer_minor, of_freight(world)) == (0, 0)
    # The insurer bore it, and bears it no more; the buyer had been relieved, and is where they were.
    assert borne(world, paid_in) == {"insurer": -1_000}


def told(world) -> list[str]:
    with in_shop(world.shop):
        kinds = Event.objects.filter(kind__startswith="settlements.return_cost.").order_by("at", "seq")
        return [kind.rpartition(".")[2] for kind in kinds.values_list("kind", flat=True)]


def test_a_label_is_booked_once_and_an_insurance_bears_its_own_currency_only(world, back):
    given = {"goods_return": back.pk, "purchase": uuid4(), "currency": "USD", **by(world)}
    for minor in (0, -1):
        assert book_label_cost(**given, price_minor=minor) is None
    for minor in (1, 2):
        assert book_label_cost(**given, price_minor=minor).cost_minor == 1
    assert book_label_back(goods_return=back.pk, purchase=uuid4(), **by(world)) is None
    receive(world, back)
    [cost] = rows(world)
    assert (cost.cost_minor, cost.currency, cost.insurer_minor, told(world)) == (1, "USD", 0, ["booked"])
    book_label_back(goods_return=back.pk, purchase=cost.purchase, **by(world))
    assert told(world) == ["booked", "reversed"]


def test_without_a_way_or_a_price_of_the_shops_own_nothing_is_booked(world, back):
    table(world, buyer={"buyer": 10_000})
    given = {"goods_return": back.pk, "lost": False, **by(world)}
    with in_shop(world.shop):
        rows_of_back = GoodsReturn.objects.filter(pk=back.pk)
        way = rows_of_back.values_list("way", flat=True).get()
        rows_of_back.update(way="store")
    assert book_return_cost(**given) is None
    with in_shop(world.shop):
        rows_of_back.update(way=way)
        Order.objects.filter(pk=back.order_id).update(currency="EUR")
    assert book_return_cost(**given) is None
    with in_shop(world.shop):
        Order.objects.filter(pk=back.order_id).update(currency="CNY")
        Case.objects.filter(goods_return=back.pk).update(judged={})  # nobody was named: the shop bears it
    for _again in range(2):
        book_return_cost(**given)
    [cost] = rows(world)
    assert (cost.rule, cost.parts, of_freight(world), told(world)) == (
        "merchant",
        {"merchant": 1_501},
        1_501,
        ["booked"],
    )


def test_the_insurance_then_relieves_of_the_label_that_stands(world, back):
    first = label(world, back, 1_000)
    label(world, back, 700)
    receive(world, back)
    assert [cost.insurer_minor for cost in rows(world)] == [0, 700]
    second = rows(world)[1].purchase
    book_label_back(goods_return=back.pk, purchase=second, **by(world))
    assert [cost.insurer_minor for cost in rows(world)] == [1_000, 0]
    book_label_back(goods_return=back.pk, purchase=first, **by(world))
    assert ([cost.insurer_minor for cost in rows(world)], of_freight(world)) == ([0, 0], 0)


def test_one_claim_relieves_once_whichever_comes_first(world, back):
    label(world, back, 1_000)
    receive(world, back)
    assert rows(world)[0].insurer_minor == 1_000
    # The shop says what a parcel costs, and the arrival is heard once more: the goods did not come with that label.
    table(world, buyer={"buyer": 10_000})
    with in_shop(world.shop):
        ReturnCost.objects.update(purchase=uuid4())
    book_return_cost(goods_return=back.pk, lost=False, **by(world))
    book_insurer(goods_return=back.pk, **by(world))
    assert sum(cost.insurer_minor for cost in rows(world)) <= 1_800


def test_a_parcel_that_is_lost_after_the_insurance_paid_is_the_carriers_alone(world, back):
    before = shares(world)
    label(world, back)
    receive(world, back)
    relieved = borne(world, before)
    # Under another number than the label's nothing of its price is the carrier's.
    book_return_cost(goods_return=back.pk, lost=True, **by(world))
    assert borne(world, before) == relieved
    with in_shop(world.shop):
        GoodsReturn.objects.filter(pk=back.pk).update(tracking_number="")
    for _again in range(2):
        book_return_cost(goods_return=back.pk, lost=True, **by(world))
    [cost] = rows(world)
    assert (cost.rule, cost.parts, cost.insurer_minor, of_freight(world)) == ("lost", {"carrier": 1_000}, 0, 1_000)
    now = borne(world, before)
    assert {party: now.get(party, 0) - relieved.get(party, 0) for party in ("buyer", "insurer", "carrier")} == {
        "buyer": 0, "insurer": -1_000, "carrier": 1_000,
    }  # fmt: skip
    with in_shop(world.shop):
        assert Event.objects.filter(subject_id=cost.pk, kind="settlements.return_cost.moved").count() == 1


def test_the_tables_do_not_go_back_over_what_they_would_lose(world, back):
    refuse = import_module("huitou.settlements.migrations.0002_label_costs").refuse_to_lose
    editor = SimpleNamespace(connection=connections["owner"])
    with transaction.atomic(using="owner"):
        refuse(None, editor)
    label(world, back)
    with pytest.raises(RuntimeError, match="1 costs of return labels"), transaction.atomic(using="owner"):
        refuse(None, editor)
    with in_shop(world.shop):
        assert ReturnCost.objects.count() == 1
