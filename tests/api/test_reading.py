"""Lists by cursor, ETags, and that the API says and allows exactly what the pages do."""

import pytest
from django.utils.translation import override

from huitou.cases.dossier import dossier
from huitou.cases.queries import case_page
from huitou.cases.values import say_state
from huitou.core.actors import Role
from huitou.core.tenancy import in_shop
from tests.api.conftest import given, problem
from tests.api.test_lifecycle import wish


def test_a_list_is_walked_whole_and_stays_stable_while_rows_come_in(world, call_as):
    agent = call_as("agent")
    orders = [world.order().number for _ in range(5)]
    seen, cursor = [], ""
    for _ in range(3):
        page = given(agent.get(f"/orders?limit=2{cursor}"))
        seen += [order["number"] for order in page["items"]]
        cursor = f"&cursor={page['next']}"
        world.order()
    assert sorted(seen) == sorted(orders)
    assert len(seen) == len(set(seen))


def test_limits_and_cursors(world, call_as):
    agent = call_as("agent")
    for limit in ("0", "101", "-1", "many"):
        assert list(problem(agent.get(f"/orders?limit={limit}"), 422, "inputs_invalid")["problems"]) == ["limit"]
    for cursor in ("x", "%F0%9F%8D%B5", "MjAyNi0xMS0wMXw", "bnVsbHxudWxs"):
        problem(agent.get(f"/orders?cursor={cursor}"), 422, "cursor_malformed")
    assert given(agent.get("/cases?state=nothing-like-it"))["items"] == []


def test_the_filters_of_cases(world, call_as):
    order = world.order()
    waiting = world.apply(order, cups=1, reason="damaged", photo=True)
    agreed = world.apply(world.order(), cups=1)
    agent = call_as("agent")

    def refs(query):
        return {case["ref"] for case in given(agent.get(f"/cases?{query}"))["items"]}

    assert refs("") == {waiting.ref, agreed.ref}
    assert refs("state=requested") == {waiting.ref}
    assert refs("waiting_on=merchant") == {waiting.ref}
    assert refs("waiting_on=buyer") == {agreed.ref}
    assert refs(f"order={order.number}") == {waiting.ref}


def test_what_the_caller_has_is_not_sent_again(world, call_as):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    agent = call_as("agent")
    first = agent.get(f"/cases/{case.ref}")
    tag = first["ETag"]
    same = agent.get(f"/cases/{case.ref}", if_none_match=tag)
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", tag)
    assert "Authorization" in same["Vary"]
    agent.post(f"/cases/{case.ref}/actions/agree")
    assert agent.get(f"/cases/{case.ref}", if_none_match=tag).status_code == 200


LANGUAGES = {"en": "en", "zh-Hans": "zh-hans", "zh-Hant": "zh-hant"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", ["buyer", "agent"])
def test_texts_and_actions_are_those_of_the_pages(world, call_as, role, language):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    actor = world.buyer(order) if role == "buyer" else world.agent
    caller = call_as(role, order if role == "buyer" else None, language)
    told = given(caller.get(f"/cases/{case.ref}"))
    with override(LANGUAGES[language]), in_shop(world.shop):
        page = case_page(actor, case.ref, world.shop, world.now)
        shown = dossier(page, world.shop, actor.role, world.now)
        assert told["sentence"] == say_state(page.case, actor.role, world.shop, world.now)
        assert [(one["action"], one["label"]) for one in told["actions"]] == [
            (one.name, one.label) for one in page.actions
        ]
        assert [one["form"] for one in told["actions"]] == [one.form.model_json_schema() for one in page.actions]
        assert [reason["text"] for reason in told["verdict"]["reasons"] + told["verdict"]["still"]] == [
            reason.text for reason in shown.reasons
        ]
        assert [(row["label"], row["why"]) for row in told["sheet"]["rows"]] == [
            (row.label, row.why) for row in shown.bill.rows
        ]
    assert told["actions"]


def test_previewed_is_performed(world, call_as):
    order = world.order()
    buyer = call_as("buyer", order)
    body = wish(world, order, reason="no_longer_wanted", cups=2)
    preview = given(buyer.call("POST", "/cases/preview", body))
    assert preview["verdict"]["entitled"] is True
    opened = given(buyer.post("/cases", body | {"seen_minor": preview["sheet"]["total"]["minor"]}), 201)
    assert opened["total"] == preview["sheet"]["total"]


def test_what_can_be_done_with_an_order(world, call_as):
    order = world.order()
    verdict = given(call_as("buyer", order, "zh-Hans").get(f"/orders/{order.number}/verdict"))
    [cup] = [line for line in verdict["lines"] if line["line"] == str(world.line(order, "cup").pk)]
    by_reason = {reason["reason"]: reason for reason in cup["reasons"]}
    choices = {choice["kind"]: choice for choice in by_reason["no_longer_wanted"]["choices"]}
    choice = choices["return_and_refund"]
    assert (choice["kind"], choice["label"], choice["verdict"]["entitled"]) == ("return_and_refund", "退货退款", True)
    assert choice["verdict"]["until"] is not None
    assert all(reason["rule"] and reason["text"] for reason in choice["verdict"]["reasons"])
    assert {choice["kind"] for choice in by_reason["damaged"]["choices"]} == {
        "return_and_refund", "refund_only", "exchange", "repair", "reship", "price_adjustment", "partial_refund",
    }  # fmt: skip


def test_the_policy_in_force(world, call_as):
    policy = given(call_as("agent", language="zh-Hans").get("/policies/in-force"))
    assert policy["document"]["country"] == "CN"
    assert policy["sections"][0]["entries"]
    assert Role.BUYER == "buyer"
