"""The benchmark's rules about changing orders, on its real orders, through the real verbs of `changes`.

The expectations were written by hand from the benchmark's words: what may be asked of a pending, a processed, a
delivered and a cancelled order, and how often. What cannot be expressed is expected to be refused, not passed over.
"""

import json
from collections import Counter
from datetime import timedelta
from functools import cache

import pytest

from huitou.changes.judging import NothingToChange
from huitou.changes.models import OrderChange
from huitou.changes.models.order_change import CancelReason
from huitou.changes.verbs import ask_for_address, ask_for_cancellation
from huitou.core.jobs import run_pending
from huitou.core.models import Shop
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import CustomerDraft, LineDraft, OrderDraft, ParcelDraft, PaymentDraft, Where
from huitou.orders.models import Order
from huitou.orders.verbs import place_order
from huitou.parcels.imports import write as write_parcels
from huitou.policies.verbs import publish, save_draft
from huitou.refunds.models import Refund
from tests.changes.asking import rules, street
from tests.policies.retail_policy import RETAIL
from tests.policies.test_tau_bench import FOLDER, cents

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real data shared/data/tau_bench_retail is not here")
ELSEWHERE = {"name": "James Li", "street": "12 Elm Avenue", "city": "Denver", "region": "CO", "postcode": "80279",
             "phone": ""}  # fmt: skip
EACH = 5


@cache
def some(status: str) -> tuple[dict, ...]:
    """The first few orders of this status, each with another number of items where there are such."""
    rows = [row for row in json.loads((FOLDER / "orders.json").read_text(encoding="utf-8")).values()
            if row["status"] == status]  # fmt: skip
    by_size = {len(row["items"]): row for row in reversed(rows)}
    return tuple(by_size[size] for size in sorted(by_size))[:EACH]


@pytest.fixture
def retail(world, clock):
    """The world as the benchmark's shop: its policy, and address changes at once, without a code."""
    place = {name: RETAIL[name] for name in ("country", "currency", "timezone")}
    Shop.objects.filter(pk=world.shop.pk).update(**place)
    manager = world.hire("manager")
    publish(version=save_draft(document=RETAIL, actor=manager, at=world.now), actor=manager, at=world.now)
    rules(world, at_once=True, silence=False)
    clock.forward(days=1)
    return world


def placed(world, row) -> Order:
    """The benchmark's order, bought a minute ago, with what its status says of the parcel."""
    pieces = Counter(item["item_id"] for item in row["items"])
    prices = {item["item_id"]: (item["name"], cents(item["price"])) for item in row["items"]}
    lines = tuple(
        LineDraft(item, prices[item][0], count, prices[item][1], sku=item, category=prices[item][0])
        for item, count in pieces.items()
    )
    total = sum(prices[item][1] * count for item, count in pieces.items())
    at = world.now - timedelta(minutes=1)
    parcel = ParcelDraft(
        f"P-{row['order_id']}", "ups", "1Z999", at, at if row["status"] == "delivered" else None,
    )  # fmt: skip
    draft = OrderDraft(
        where=Where("tau", 1), source="tau", external_id=row["order_id"], number=row["order_id"], currency="USD",
        placed_at=at, state="paid",
        customer=CustomerDraft(row["user_id"], email="james@example.com", name="James Li", locale="en"), lines=lines,
        payments=(PaymentDraft(row["order_id"], "card", total, at, gateway="sandbox"),),
        parcels=(parcel,) if row["status"] in ("processed", "delivered") else (), country="US",
    )  # fmt: skip
    return place_order(draft=draft, actor=world.hire("manager"), at=world.now, then=write_parcels)


def cancel(world, order, reason):
    change = ask_for_cancellation(order=order.pk, reason=reason, actor=world.buyer(order), at=world.now)
    run_pending()
    with in_shop(world.shop):
        return OrderChange.objects.get(pk=change.pk)


def move(world, order, address=ELSEWHERE):
    change = ask_for_address(order=order.pk, address=address, actor=world.buyer(order), at=world.now)
    run_pending()
    with in_shop(world.shop):
        return OrderChange.objects.get(pk=change.pk)


def test_the_file_holds_every_status():
    assert [len(some(status)) for status in ("pending", "processed", "delivered", "cancelled")] == [EACH] * 4


@pytest.mark.parametrize("nth", range(EACH))
@pytest.mark.parametrize("reason", ["no_longer_wanted", "ordered_by_mistake"])
def test_a_pending_order_is_cancelled_for_its_two_reasons_and_the_whole_total_goes_back(retail, nth, reason):
    row = some("pending")[nth]
    order = placed(retail, row)
    assert cancel(retail, order, reason).state == "cancelled"
    with in_shop(retail.shop):
        back = sum(refund.amount_minor for refund in Refund.objects.filter(order=order, state="succeeded"))
    assert back == sum(cents(item["price"]) for item in row["items"])


@pytest.mark.parametrize("nth", range(EACH))
def test_the_address_of_a_pending_order_is_changed_at_once_and_as_often_as_asked(retail, nth):
    order = placed(retail, some("pending")[nth])
    assert move(retail, order).state == "changed"
    assert street(retail, order) == "12 Elm Avenue"
    assert move(retail, order, ELSEWHERE | {"street": "9 Oak Lane"}).state == "changed"
    assert street(retail, order) == "9 Oak Lane"
    assert cancel(retail, order, "ordered_by_mistake").state == "cancelled", "only changed items shut a cancellation"


@pytest.mark.parametrize("nth", range(EACH))
def test_of_a_processed_order_nothing_changes_by_itself_a_person_is_asked(retail, nth):
    row = some("processed")[nth]
    before = street(retail, placed(retail, row))
    for ask in (move, lambda world, order: cancel(world, order, "no_longer_wanted")):
        order = placed(retail, row | {"order_id": f"{row['order_id']}-{ask.__name__}"})
        change = ask(retail, order)
        assert (change.state, change.closed_at) == ("intercepting", None)
        assert street(retail, order) == before
        with in_shop(retail.shop):
            assert not Refund.objects.filter(order=order).exists()


@pytest.mark.parametrize("nth", range(EACH))
def test_a_delivered_and_a_cancelled_order_can_not_be_changed_or_cancelled(retail, nth):
    gone = placed(retail, some("cancelled")[nth] | {"status": "pending"})
    cancel(retail, gone, "no_longer_wanted")
    for order in (placed(retail, some("delivered")[nth]), gone):
        for ask in (move, lambda world, order: cancel(world, order, "no_longer_wanted")):
            with pytest.raises(NothingToChange):
                ask(retail, order)
    with in_shop(retail.shop):
        assert OrderChange.objects.filter(order=gone).count() == 1


def test_what_cannot_be_expressed():
    """The shop cannot narrow the reasons of a cancellation down to two, and nobody changes items or payment.

    Whoever teaches `changes` one of these finds this test, and the page docs/peers.md that says so.
    """
    assert {"no_longer_wanted", "ordered_by_mistake"} < set(CancelReason.values)
    assert {choice for choice, _label in OrderChange._meta.get_field("kind").choices} == {"address", "cancellation"}
