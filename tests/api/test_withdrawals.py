"""The withdrawal function for programs: cases, receipt, and what stays."""

from huitou.cases.models import Case
from huitou.core.tenancy import in_shop
from tests.api.conftest import given, problem

NAME = {"name": "Anna Weber"}


def cases_of(world):
    with in_shop(world.shop):
        return list(Case.objects.all())


def test_a_statement_opens_a_case_and_gives_the_receipt(world, call_as):
    order = world.order(cups=2)
    told = given(call_as("buyer", order).post(f"/orders/{order.number}/withdraw", NAME), 201)
    (case,) = cases_of(world)
    assert told["cases"] == [case.ref]
    assert (case.state, case.entitled, told["kept"]) == ("awaiting_goods", True, [])
    assert told["receipt_sent_to"] == "buyer@example.com"
    assert case.ref in told["receipt"]
    assert "I, Anna Weber, withdraw" in told["receipt"]


def test_too_late_nothing_is_opened_and_each_item_says_why(world, call_as):
    order = world.order(delivered_days_ago=30)
    told = given(call_as("buyer", order).post(f"/orders/{order.number}/withdraw", NAME), 201)
    assert told["cases"] == []
    assert len(told["kept"]) == 2
    assert all("ended on" in one["why"] for one in told["kept"])
    assert cases_of(world) == []


def test_without_a_key_or_a_name_nothing_happens(world, call_as):
    order = world.order()
    buyer = call_as("buyer", order)
    problem(buyer.post(f"/orders/{order.number}/withdraw", NAME, key=None), 400, "idempotency_key_required")
    problem(buyer.post(f"/orders/{order.number}/withdraw", {"name": ""}), 422, "inputs_invalid")
    assert cases_of(world) == []
