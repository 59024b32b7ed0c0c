"""A program exchanges, reships and asks for part of the price; the catalogue comes in by article number."""

import pytest

from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.orders.models import Variant
from tests.api.conftest import Caller, given, problem, token_of
from tests.api.test_lifecycle import wish
from tests.cases.generous import stock

CUP = {"sku": "CUP-L", "product": "CUP", "title": "青瓷杯", "name": "大", "price_minor": 12_000, "currency": "CNY"}


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def buyer(world, order):
    return Caller(token_of(world, "buyer", order.customer_id))


@pytest.fixture
def agent(world):
    return Caller(token_of(world, "agent"))


@pytest.fixture
def manager(world):
    return Caller(token_of(world, "manager"))


def exchange(world, order, **line):
    body = wish(world, order, reason="does_not_fit", kind="exchange")
    body["lines"][0] |= line
    return body


def bring_back(buyer, agent, case):
    goods = case["goods_return"]
    given(buyer.post(f"/returns/{goods}/actions/hand_over", {"tracking_number": "SF1"}))
    given(agent.post(f"/returns/{goods}/actions/arrive"))
    given(agent.post(f"/returns/{goods}/actions/accept_goods"))
    return given(buyer.get(f"/cases/{case['ref']}"))


def test_a_dearer_exchange_from_the_preview_to_the_door(world, order, buyer, agent, manager):
    large = stock(world, "CUP-L", 12_000)
    body = exchange(world, order, variant=str(large.pk))
    assert given(buyer.post("/cases/preview", body))["sheet"]["total"]["minor"] == 0
    case = given(buyer.post("/cases", body), 201)
    assert (case["state"], case["kind"]) == ("awaiting_goods", "exchange")
    case = bring_back(buyer, agent, case)
    (line,) = case["lines"]
    assert (line["kind"], line["variant"]) == ("exchange", str(large.pk))
    assert line["surcharge"]["minor"] == 12_000 - 9_667
    sent = case["sent"]
    assert (case["state"], sent["state"], sent["difference"]["minor"]) == ("replacing", "awaiting_difference", 2_333)
    assert case["waiting_on"] == "buyer"
    assert [(one["sku"], one["quantity"]) for one in sent["lines"]] == [("CUP-L", 1)]
    path = f"/replacements/{case['replacement']}"
    given(manager.post(f"{path}/actions/confirm_difference"))
    shipped = given(agent.post(f"{path}/actions/ship", {"carrier": "sf", "tracking_number": "SF2"}))
    assert (shipped["state"], shipped["tracking_number"]) == ("on_the_way", "SF2")
    assert given(buyer.post(f"{path}/actions/receive"))["state"] == "delivered"
    run_pending()
    assert given(buyer.get(f"/cases/{case['ref']}"))["state"] == "resolved"


def test_a_sold_out_variant_is_a_problem_that_says_how_many_are_left(world, order, buyer):
    rare = stock(world, "CUP-R", 9_000, pieces=0)
    refused = problem(buyer.post("/cases", exchange(world, order, variant=str(rare.pk))), 409, "sold_out")
    assert refused["detail"].startswith("青瓷杯 (大) is sold out: 0 left.")
    assert given(buyer.get("/cases"))["items"] == []


def test_items_with_different_wishes_in_one_call(world, order, buyer):
    body = exchange(world, order)
    pot = {"line": str(world.line(order, "pot").pk), "quantity": 1, "reason": "no_longer_wanted",
           "kind": "return_and_refund"}  # fmt: skip
    case = given(buyer.post("/cases", {**body, "lines": [*body["lines"], pot]}), 201)
    assert (case["kind"], case["total"]["minor"]) == ("mixed", 50_000)
    kinds = {line["title"]: line["kind"] for line in given(buyer.get(f"/cases/{case['ref']}"))["lines"]}
    assert kinds == {"青瓷杯": "exchange", "紫砂壶": "return_and_refund"}


def test_a_part_of_the_price_needs_its_sum(world, order, buyer):
    body = wish(world, order, reason="damaged", kind="partial_refund")
    problem(buyer.post("/cases", body), 422, "sum_missing")
    body["lines"][0]["amount_minor"] = 9_668
    refused = problem(buyer.post("/cases", body), 422, "sum_out_of_bounds")
    assert "96.67" in refused["detail"]
    body["lines"][0]["amount_minor"] = 3_000
    case = given(buyer.post("/cases", body), 201)
    assert (case["state"], case["total"]["minor"]) == ("goodwill", 3_000)


def test_what_waits_for_the_buyer_is_found_in_the_parts_too(world, order, buyer, agent):
    large = stock(world, "CUP-L", 12_000)
    case = bring_back(buyer, agent, given(buyer.post("/cases", exchange(world, order, variant=str(large.pk))), 201))
    assert [one["ref"] for one in given(buyer.get("/cases?waiting_on=buyer"))["items"]] == [case["ref"]]
    assert given(buyer.get("/cases?waiting_on=merchant"))["items"] == []
    assert [one["ref"] for one in given(agent.get("/replacements?state=awaiting_difference"))["items"]] == [
        case["replacement"]
    ]


def put(caller, *variants):
    return caller.call("PUT", "/variants", {"variants": list(variants)}, key=True)


def test_the_catalogue_follows_the_shop(manager):
    assert given(put(manager, CUP, {**CUP, "sku": "CUP-S", "name": "小"})) == {
        "new": 2, "changed": 0, "unchanged": 0, "held": [],
    }  # fmt: skip
    assert given(put(manager, CUP, {**CUP, "sku": "CUP-S", "name": "小", "price_minor": 8_000})) == {
        "new": 0, "changed": 1, "unchanged": 1, "held": [],
    }  # fmt: skip
    found = {one["sku"]: one["price"]["minor"] for one in given(manager.get("/variants?product=CUP"))["items"]}
    assert found == {"CUP-L": 12_000, "CUP-S": 8_000}


def test_what_is_promised_stays_promised(world, order, buyer, manager):
    large = stock(world, "CUP-L", 9_667, pieces=2)
    given(buyer.post("/cases", exchange(world, order, variant=str(large.pk))), 201)
    assert given(put(manager, {**CUP, "stock": 0}))["held"] == ["CUP-L"]
    (mine,) = given(manager.get("/variants?sku=CUP-L"))["items"]
    assert (mine["stock"], mine["reserved"], mine["free"]) == (1, 1, 0)
    (theirs,) = given(buyer.get("/variants?sku=CUP-L"))["items"]
    assert (theirs["stock"], theirs["reserved"], theirs["free"]) == (None, None, 0)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"sku": "  "}, "variant_malformed"),
        ({"currency": "XXY"}, "currency_unknown"),
        ({"price_minor": -1}, "inputs_invalid"),
        ({"stock": -1}, "inputs_invalid"),
        ({"colour": "red"}, "inputs_invalid"),
    ],
)
def test_an_article_that_cannot_be_kept_is_refused_and_none_is_written(world, manager, wrong, code):
    assert put(manager, CUP, {**CUP, "sku": "CUP-X", **wrong}).json()["code"] == code
    with in_shop(world.shop):
        assert Variant.objects.count() == 0
