"""What delivery to another region costs more or less: shown, paid or waived, or paid back."""

from datetime import timedelta

import pytest

from huitou.changes.access import rules_of_shop
from huitou.changes.tariffs import Tariffs
from huitou.changes.verbs import agree, confirm_difference, set_rules, waive_difference, withdraw
from huitou.changes.verbs.ask import DifferenceChanged
from huitou.changes.verbs.set_rules import TariffInvalid, WeightClassesInvalid
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.tenancy import in_shop
from huitou.orders.models import Order, OrderAddress
from huitou.orders.verbs import save_variants
from huitou.orders.verbs.save_variants import VariantDraft
from huitou.refunds.models import Refund
from tests.changes.asking import NEW, move, ship, stands, street, subjects
from tests.changes.test_pages import agent, buyer, page_of, text_of  # noqa: F401  (fixtures)

FAR = {"elsewhere": (800,), "regions": {"浙江": (2_000,), "新疆": (2_800,)}}


@pytest.mark.parametrize(("region", "city", "goods", "price"), [
    ("浙江", "杭州", 100, 2_000), ("浙江省", "", 100, 2_000), ("上海市", "上海市", 100, 800),
    ("浙江", "义乌", 100, 300), ("浙江", "", 50_000, 0), ("", "", 100, 800),
])  # fmt: skip
def test_the_citys_price_goes_before_the_regions_and_free_is_free(region, city, goods, price):
    tariffs = Tariffs((800,), {"浙江": (2_000,), "义乌": (300,)}, free_above=50_000)
    assert tariffs.price((region, city), goods, 0) == price
    assert Tariffs.from_json(tariffs.to_json()) == tariffs


def test_nothing_is_charged_where_nothing_is_known():
    assert Tariffs().difference(("浙江", ""), ("新疆", ""), 100, 0) == 0
    assert Tariffs((), {"新疆": (2_800,)}).difference(("浙江", ""), ("新疆", ""), 100, 0) == 0


def test_the_class_of_the_weight_its_bound_with_it_and_the_last_for_all_above():
    tariffs = Tariffs((10, 20, 30), {"新疆": (40,)}, classes=(1_000, 5_000), piece_grams=300)
    assert [tariffs.price(("", ""), 1, grams) for grams in (0, 1_000, 1_001, 5_000, 5_001, 99_999)] == [
        10, 10, 20, 20, 30, 30]  # fmt: skip
    assert tariffs.price(("新疆", ""), 1, 9_000) == 40
    assert tariffs.weight({"cup": 2, "pot": 3}, {"cup": 450, "pot": None}) == 2 * 450 + 3 * 300
    assert (tariffs.difference(("", ""), ("新疆", ""), 1, 0), tariffs.difference(("新疆", ""), ("", ""), 1, 0)) == (
        30,
        -30,
    )
    assert Tariffs.from_json({"elsewhere": 800, "regions": {"新疆": 5}}) == Tariffs((800,), {"新疆": (5,)})
    assert (Tariffs().known, Tariffs((1,)).known, Tariffs((), {"x": (1,)}).known) == (False, True, True)


def test_what_a_sum_frees_it_frees_from_itself_on():
    tariffs = Tariffs((800,), free_above=50_000)
    assert [tariffs.price(("", ""), goods, 0) for goods in (49_999, 50_000, 50_001)] == [800, 0, 0]
    assert Tariffs((800,), free_above=0).price(("", ""), 0, 0) == 0


@pytest.mark.parametrize(
    ("place", "name", "same"),
    [("新疆", "新疆维吾尔自治区", True), ("新", "新疆", False), ("York", "Yorkshire", False), ("york ", "York", True),
     ("", "", False), ("", "新疆", False)],
)  # fmt: skip
def test_a_place_is_named_with_or_without_its_ending(place, name, same):
    assert Tariffs((1,), {name: (2,)}).price((place, ""), 1, 0) == (2 if same else 1)


def allow(world, *, at_once=True, **tariffs):
    set_rules(
        address_at_once=at_once, silence_agrees=True, confirm_above_minor=10**9,
        tariffs=Tariffs(**{**FAR, **tariffs}), actor=world.hire("manager"), at=world.now,
    )  # fmt: skip


@pytest.fixture
def order(world):
    allow(world)
    made = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, made, "上海")
    return made


def goes_to(world, order, region):
    with in_shop(world.shop):
        Order.objects.filter(pk=order.pk).update(region=region)
        OrderAddress.objects.filter(order=order).update(region=region, city="")


def test_a_dearer_region_waits_for_the_difference_and_then_counts(world, order):
    change = move(world, order, seen_difference_minor=1_200)
    assert (change.state, change.difference_minor, change.closed_at) == ("awaiting_difference", 1_200, None)
    assert street(world, order) != NEW["street"]
    assert f"改址需补运费：订单 {order.number}" in subjects(world)
    with pytest.raises(Forbidden):
        confirm_difference(order_change=change, actor=world.agent, at=world.now)
    confirm_difference(order_change=change, received_by="转账", actor=world.hire("manager"), at=world.now)
    assert (stands(world, change).state, street(world, order)) == ("changed", NEW["street"])


def test_the_shop_does_without_it(world, order):
    change = waive_difference(order_change=move(world, order), actor=world.agent, at=world.now)
    assert (change.state, change.difference_minor) == ("changed", 0)


def test_who_does_not_pay_keeps_the_address(world, order):
    change = move(world, order)
    world.clock.forward(hours=72)
    sweep_deadlines(at=world.now)
    assert stands(world, change).state == "lapsed"
    assert street(world, order) != NEW["street"]
    again = withdraw(order_change=move(world, order), actor=world.buyer(order), at=world.now)
    assert again.state == "withdrawn"


def test_the_answer_of_the_shop_comes_first_where_it_is_asked(world, order):
    allow(world, at_once=False)
    change = move(world, order)
    assert change.state == "requested"
    assert agree(order_change=change, actor=world.agent, at=world.now).state == "awaiting_difference"


def test_silence_agrees_to_the_difference_too(world, order):
    allow(world, at_once=False)
    change = move(world, order)
    world.clock.forward(hours=24)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert found.state == "awaiting_difference"
    assert found.deadline_at - world.now > timedelta(hours=71)


def test_a_cheaper_region_pays_back_at_most_what_delivery_had_cost(world, order):
    goes_to(world, order, "新疆")
    change = move(world, order, seen_difference_minor=-800)
    found = stands(world, change)
    assert (found.state, found.difference_minor, found.case.state) == ("changed", -800, "resolved")
    with in_shop(world.shop):
        assert [refund.amount_minor for refund in Refund.objects.filter(order=order)] == [800]
    dear = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, dear, "新疆")
    allow(world, elsewhere=(800,), regions={"浙江": (100,), "新疆": (9_000,)})
    found = stands(world, move(world, dear))
    with in_shop(world.shop):
        assert [refund.amount_minor for refund in Refund.objects.filter(order=dear)] == [dear.shipping_minor]


def test_another_sum_than_was_seen_is_refused(world, order):
    with pytest.raises(DifferenceChanged):
        move(world, order, seen_difference_minor=0)
    assert street(world, order) != NEW["street"]


def test_a_parcel_that_leaves_meanwhile_is_intercepted(world, order):
    change = move(world, order)
    ship(world, order)
    assert stands(world, change).state == "intercepting"


@pytest.mark.parametrize(
    "bad", [{"elsewhere": (-1,)}, {"regions": {"": (1,)}}, {"regions": {"浙江": (-5,)}}, {"free_above": 10**16}]
)
def test_prices_that_cannot_be(world, bad):
    with pytest.raises(TariffInvalid):
        allow(world, **bad)


@pytest.mark.parametrize("bad", [
    {"classes": (1_000, 1_000)}, {"classes": (0,)}, {"classes": tuple(range(1, 13))}, {"classes": (2_000_000,)},
    {"elsewhere": (800, 900)}, {"regions": {"浙江": ()}}, {"piece_grams": 0},
])  # fmt: skip
def test_weight_classes_that_cannot_be(world, bad):
    with pytest.raises(WeightClassesInvalid):
        allow(world, **bad)


@pytest.mark.parametrize(("grams", "price"), [(0, 800), (1_000, 800), (1_001, 1_500), (3_000, 1_500), (3_001, 4_000)])
def test_the_class_of_a_weight_says_the_price_and_the_last_one_goes_on(grams, price):
    tariffs = Tariffs((800, 1_500, 4_000), {"浙江": (300,)}, classes=(1_000, 3_000))
    assert tariffs.price(("上海", ""), 100, grams) == price
    assert tariffs.price(("浙江", ""), 100, grams) == 300
    assert Tariffs.from_json(tariffs.to_json()) == tariffs
    assert tariffs.weight({"CUP": 3, "POT": 1}, {"CUP": 400, "POT": None}) == 1_700


def test_an_address_costs_what_the_weight_of_the_goods_says(world, order):
    heavy = {"regions": {"浙江": (2_000, 5_000)}, "classes": (3_000,)}
    allow(world, **heavy, piece_grams=100)
    withdraw(order_change=move(world, order, seen_difference_minor=1_200), actor=world.buyer(order), at=world.now)
    drafts = [VariantDraft("CUP", "青瓷杯", 10_000, "CNY", weight_grams=1_000)]
    save_variants(drafts=drafts, actor=world.hire("manager"), at=world.now)
    change = move(world, order, seen_difference_minor=4_200)  # three cups of a kilogram, and a pot of 100 g
    assert change.difference_minor == 4_200


def test_the_page_shows_the_difference_before_the_last_tap(world, order, buyer):  # noqa: F811
    path = page_of(world, order, "address/")
    typed = {**NEW, "left": "no"}
    shown = buyer.post(path, typed)
    assert shown.status_code == 200
    assert "Delivery there costs CN¥12.00 more." in text_of(shown)
    assert street(world, order) != NEW["street"]
    stale = buyer.post(path, {**typed, "region": "新疆", "difference": "1200"})
    assert stale.status_code == 409
    assert "Delivery there costs CN¥20.00 more." in text_of(stale)
    sent = buyer.post(path, {**typed, "difference": "1200"})
    assert sent.status_code == 302
    assert "Pay it to" in text_of(buyer.get(sent["Location"]))


def test_the_shop_sets_its_tariffs_in_plain_lines(world, order):
    from tests.desk.conftest import client_of

    world.hire("manager")
    client, path = client_of(world.staff["manager"]), "/desk/teahouse/settings/changes/"
    form = {"address_at_once": "on", "confirm_above": "1000", "elsewhere": "8", "regions": "新疆 28.50\n北海道 12\n",
            "free_above": "99"}  # fmt: skip
    assert client.post(path, {**form, "regions": "新疆"}).status_code == 422
    assert client.post(path, form).status_code == 302
    with in_shop(world.shop):
        found = Tariffs.from_json(rules_of_shop(world.shop.pk).tariffs)
    assert found == Tariffs((800,), {"新疆": (2_850,), "北海道": (1_200,)}, 9_900)
    assert "新疆 28.50" in client.get(path).content.decode()
    weighed = {
        **form,
        "elsewhere": "8 12 20",
        "regions": "Alto Adige 9 14 30",
        "classes": "1000 3000",
        "piece_grams": "",
    }
    assert client.post(path, {**weighed, "classes": "3000 1000"}).status_code == 422
    assert client.post(path, {**weighed, "classes": "1 kg"}).status_code == 422
    assert client.post(path, weighed).status_code == 302
    with in_shop(world.shop):
        found = Tariffs.from_json(rules_of_shop(world.shop.pk).tariffs)
    assert found == Tariffs((800, 1_200, 2_000), {"Alto Adige": (900, 1_400, 3_000)}, 9_900, (1_000, 3_000))
    assert "Alto Adige 9.00 14.00 30.00" in client.get(path).content.decode()
