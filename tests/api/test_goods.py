"""Through the API: what goods are, what was confirmed, groups; each line's terms; the case that pieces stand in."""

import pytest

from huitou.core.tenancy import in_shop
from huitou.orders.models import Line
from tests.api.conftest import given, problem
from tests.api.test_bad_input import an_order
from tests.api.test_lifecycle import wish


@pytest.fixture
def manager(call_as):
    return call_as("manager")


def with_line(world, **said):
    body = an_order(world)
    body["lines"][0] |= said
    return body


def test_an_order_says_what_its_goods_are_and_tells_it_again(world, manager):
    body = with_line(world, traits=["press", "custom_made"], confirmed=["press"], category="cards")
    body["customer"]["segments"] = ["VIP"]
    told = given(manager.post("/orders", body), 201)["lines"][0]
    assert (told["traits"], told["confirmed"]) == (["custom_made", "press"], ["press"])
    number = body["number"]
    assert given(manager.get(f"/orders/{number}/segments")) == {"order": number, "segments": ["vip"]}
    # The very same order again is the same order; with another word it is another content.
    assert manager.post("/orders", body).status_code == 201
    body["lines"][0]["traits"] = ["press"]
    problem(manager.post("/orders", body), 409, "order_key_reused")


@pytest.mark.parametrize(
    ("said", "code"),
    [({"traits": ["radioactive"]}, "order_refused"), ({"confirmed": ["x"]}, "order_refused"),
     ({"traits": "press"}, "inputs_invalid"), ({"traits": ["press"] * 21}, "inputs_invalid")],
)  # fmt: skip
def test_words_that_nobody_knows_are_refused(world, manager, said, code):
    problem(manager.post("/orders", with_line(world, **said)), 422, code)


def test_marks_are_set_listed_applied_and_removed(world, manager):
    mark = {"scope": "sku", "name": "CARD", "traits": ["custom_made"]}
    assert given(manager.post("/goods/marks", mark))["traits"] == [
        {"code": "custom_made", "label": "goods made to the buyer's order"}
    ]
    assert [(one["scope"], one["name"]) for one in given(manager.get("/goods/marks"))] == [("sku", "CARD")]
    told = given(manager.post("/orders", with_line(world, sku="card")), 201)["lines"][0]
    assert told["traits"] == ["custom_made"]
    assert given(manager.post("/goods/marks/remove", {"scope": "sku", "name": "card"}))["removed"] is True
    problem(manager.post("/goods/marks/remove", {"scope": "sku", "name": "card"}), 404, "not_found")
    assert given(manager.get("/goods/marks")) == []
    with in_shop(world.shop):
        assert Line.objects.get(external_id="1").traits == ["custom_made"]
    problem(manager.post("/goods/marks", {**mark, "traits": ["radioactive"]}), 422, "trait_unknown")


def test_groups_are_replaced_and_refused(world, manager):
    number = world.order().number
    assert given(manager.post(f"/orders/{number}/segments", {"segments": ["B", "a"]}))["segments"] == ["a", "b"]
    problem(manager.post(f"/orders/{number}/segments", {"segments": ["<b>"]}), 422, "segment_malformed")
    assert given(manager.get(f"/orders/{number}/segments"))["segments"] == ["a", "b"]
    assert given(manager.post(f"/orders/{number}/segments", {"segments": []}))["segments"] == []


def test_the_verdict_tells_each_lines_terms(world, call_as):
    order = world.order()
    body = wish(world, order, evidence=["photo"])
    told = given(call_as("agent").post("/cases/preview", body, key=None))["verdict"]["lines"]
    assert [set(line) for line in told] == [
        {"line", "rule", "allowed", "entitled", "restocking_basis_points", "outbound_shipping_refunded"}
    ] * len(body["lines"])
    assert all(line["rule"].startswith("2.") for line in told)


def test_a_second_application_is_answered_with_the_case_it_stands_in(world, call_as):
    order = world.order(cups=1)
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    lines = [
        {"line": str(line.line), "quantity": 1, "reason": "no_longer_wanted"} for line in world.wish(order, cups=1)
    ]
    body = {"order": order.number, "kind": "return_and_refund", "lines": lines}
    told = problem(call_as("buyer", order).post("/cases", body), 409, "already_in_case")
    assert told["params"]["case"] == case.ref
    assert case.ref in told["detail"]
