"""Bad input over HTTP: the exact problem, and nothing changed."""

import json
import threading
from datetime import timedelta
from itertools import count

import pytest
from django.core.files.storage import Storage
from django.db import connection

from huitou.api.app import api
from huitou.cases.models import Case, Evidence
from huitou.core import idempotency
from huitou.core.jobs import run_pending
from huitou.core.models import Event, IdempotentCall
from huitou.core.tenancy import in_shop
from huitou.orders.models import Order, Payment
from huitou.refunds.models import Refund
from tests.api.conftest import Caller, given, problem
from tests.api.test_lifecycle import wish
from tests.worlds import picture

_numbers = count(70_001)


def an_order(world, **changes):
    """A good order as JSON; `changes` break it."""
    number = str(next(_numbers))
    placed = (world.now - timedelta(days=5)).isoformat()
    return {
        "source": "shop", "external_id": number, "number": number, "currency": "CNY", "placed_at": placed,
        "customer": {"external_id": "c-1", "email": "buyer@example.com", "name": "陈小暖"},
        "lines": [{"external_id": "1", "title": "青瓷杯", "quantity": 2, "unit_price_minor": 10_000}],
        "payments": [{"external_id": f"p-{number}", "method": "card", "captured_minor": 20_000, "paid_at": placed}],
        "parcels": [{"external_id": "b-1", "carrier": "sf", "tracking_number": "SF1", "shipped_at": placed}],
        "country": "CN",
    } | changes  # fmt: skip


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def buyer(call_as, order):
    return call_as("buyer", order)


@pytest.fixture
def agent(call_as):
    return call_as("agent")


def written(world):
    """Everything that a refused call might have left behind."""
    with in_shop(world.shop):
        return (Event.objects.count(), Case.objects.count(), Order.objects.count(), Evidence.objects.count(),
                Refund.objects.count(), sum(Payment.objects.values_list("reserved_minor", flat=True)))  # fmt: skip


def refused(world, send, status, code):
    """The problem of a call that must leave nothing behind."""
    before = written(world)
    told = problem(send(), status, code)
    assert written(world) == before
    return told


@pytest.mark.parametrize(
    ("quantity", "status", "code"),
    [(0, 422, "inputs_invalid"), (-1, 422, "inputs_invalid"), (1.5, 422, "inputs_invalid"),
     (4, 422, "quantity_exceeded"),
     ("three", 422, "inputs_invalid"), (10**7, 422, "inputs_invalid"), (None, 422, "inputs_invalid")],
)  # fmt: skip
def test_a_quantity_that_cannot_be(world, order, buyer, quantity, status, code):
    body = wish(world, order, reason="no_longer_wanted")
    body["lines"][0]["quantity"] = quantity
    told = refused(world, lambda: buyer.post("/cases", body), status, code)
    if code == "inputs_invalid":
        assert list(told["problems"]) == ["body.lines.0.quantity"]


def test_a_validation_problem_whole(world, order, buyer):
    body = wish(world, order, reason="no_longer_wanted")
    body["lines"][0]["quantity"] = 0
    assert json.loads(buyer.post("/cases", body).content) == {
        "type": "about:blank",
        "title": "Unprocessable Entity",
        "status": 422,
        "code": "inputs_invalid",
        "detail": "Some of what you entered cannot be used: body.lines.0.quantity.",
        "params": {"fields": "body.lines.0.quantity"},
        "problems": {"body.lines.0.quantity": "must be at least 1"},
    }


def test_what_is_wrong_with_a_field_is_said_in_the_callers_language(world, order, buyer):
    body = wish(world, order, reason="no_longer_wanted") | {"kind": "gift", "colour": "red"}
    body["lines"][0] |= {"line": "cup", "quantity": 0}
    told = json.loads(buyer.post("/cases", body, accept_language="zh-Hans").content)["problems"]
    assert told.pop("body.kind").startswith("只能是其中之一：'return_and_refund', 'refund_only', ")
    assert told == {
        "body.colour": "这里没有这一项",
        "body.lines.0.line": "必须是标识符（UUID）",
        "body.lines.0.quantity": "最小为 1",
    }


def test_the_documented_order_is_taken_as_it_stands(world, call_as):
    body = api.get_openapi_schema()["paths"]["/api/v1/orders"]["post"]["requestBody"]["content"]["application/json"]
    told = given(call_as("manager").post("/orders", body["example"]), 201)
    assert told["total"]["text"] == "CN¥318.00"


def test_more_than_is_left(world, order, buyer):
    given(buyer.post("/cases", wish(world, order, reason="no_longer_wanted", cups=2)), 201)
    body = wish(world, order, reason="no_longer_wanted", cups=2)
    refused(world, lambda: buyer.post("/cases", body), 409, "already_in_case")
    assert world.line(order, "cup").claimed == 2


def test_an_item_of_another_order_or_shop(world, worlds, order, buyer):
    another, elsewhere = world.order(), worlds("other")
    for foreign in (world.line(another, "cup"), elsewhere.line(elsewhere.order(), "cup")):
        body = wish(world, order)
        body["lines"][0]["line"] = str(foreign.pk)
        refused(world, lambda body=body: buyer.post("/cases", body), 404, "line_of_another_order")


def test_a_line_named_twice(world, order, buyer):
    body = wish(world, order)
    body["lines"] *= 2
    refused(world, lambda: buyer.post("/cases", body), 422, "line_twice")


def test_after_the_window(world, call_as):
    order = world.order(delivered_days_ago=400)
    buyer = call_as("buyer", order)
    told = refused(
        world,
        lambda: buyer.post("/cases", wish(world, order, reason="no_longer_wanted")),
        422,
        "not_possible",
    )
    assert told["detail"].startswith("This is not possible: ")


def test_a_wrong_number_and_a_malformed_one(world, agent):
    for number in ("999999", "%20", "..", "R-0000-0000", "01920000-0000-7000-8000-000000000001", "x" * 300):
        refused(world, lambda number=number: agent.get(f"/orders/{number}"), 404, "not_found")
        refused(world, lambda number=number: agent.get(f"/cases/{number}"), 404, "not_found")
    refused(world, lambda: agent.get("/cases/R-%00"), 404, "not_found")
    refused(world, lambda: agent.get("/cases?order=%00"), 400, "request_malformed")


def test_the_sum_changed_since_the_preview(world, order, buyer):
    body = wish(world, order, reason="no_longer_wanted", seen_minor=1)
    refused(world, lambda: buyer.post("/cases", body), 409, "sheet_changed")


def test_proof_is_missing(world, order, buyer):
    refused(world, lambda: buyer.post("/cases", wish(world, order)), 422, "evidence_missing")


def test_whose_turn_it_is_not_and_a_second_answer(world, order, buyer, agent):
    ref = world.apply(order, cups=1, reason="damaged", photo=True).ref
    told = refused(world, lambda: buyer.post(f"/cases/{ref}/actions/agree"), 409, "not_their_turn")
    assert told["params"]["action"] == "agree"
    given(agent.post(f"/cases/{ref}/actions/agree"))
    second = {"reason": "other", "note": "改主意了"}
    refused(world, lambda: agent.post(f"/cases/{ref}/actions/refuse", second), 409, "not_their_turn")
    told = refused(world, lambda: agent.post(f"/cases/{ref}/actions/dance"), 404, "action_unknown")
    assert {"agree", "refuse", "give_time"} <= set(told["params"]["actions"].split(", "))
    told = refused(world, lambda: buyer.post(f"/cases/{ref}/actions/dance"), 404, "action_unknown")
    assert {"accept_offer", "withdraw"} <= set(told["params"]["actions"].split(", "))
    assert "stop_clock" not in told["params"]["actions"]
    refused(world, lambda: agent.post("/cases/R-0000-0000/actions/dance"), 404, "not_found")


@pytest.mark.parametrize(
    ("action", "body", "status", "code"),
    [
        ("refuse", {}, 422, "inputs_invalid"),
        ("refuse", {"reason": "mood", "note": "不行就是不行"}, 422, "inputs_invalid"),
        ("refuse", {"reason": "other", "note": " "}, 422, "refusal_reason_missing"),
        ("offer", {"amount_minor": 0}, 422, "offer_out_of_bounds"),
        ("offer", {"amount_minor": -5}, 422, "offer_out_of_bounds"),
        ("offer", {"amount_minor": 99_999_999}, 422, "offer_out_of_bounds"),
        ("offer", {"amount_minor": 12.5}, 422, "inputs_invalid"),
        ("offer", {"amount_minor": 100, "currency": "USD"}, 422, "inputs_invalid"),
        ("agree", {"surprise": 1}, 422, "inputs_invalid"),
    ],
)
def test_inputs_of_an_action(world, order, agent, action, body, status, code):
    ref = world.apply(order, cups=1, reason="damaged", photo=True).ref
    refused(world, lambda: agent.post(f"/cases/{ref}/actions/{action}", body), status, code)


def test_counting_that_does_not_add_up(world, order, agent, call_as):
    case = world.refreshed(world.apply(order, cups=2))
    ref = case.goods_return.ref
    buyer = call_as("buyer", order)
    refused(world, lambda: buyer.post(f"/returns/{ref}/actions/hand_over"), 422, "tracking_number_missing")
    given(agent.post(f"/returns/{ref}/actions/arrive"))
    line = str(world.line(order, "cup").pk)
    for findings, code in (
        ([{"line": line, "good": 1}], "findings_incomplete"),
        ([{"line": line, "good": 2}], "nothing_contested"),
        ([{"line": line, "good": -1, "missing": 3}], "inputs_invalid"),
    ):
        body = {"findings": findings}
        refused(world, lambda body=body: agent.post(f"/returns/{ref}/actions/contest_goods", body), 422, code)


def test_a_refund_that_is_settled_is_left_alone(world, call_as):
    order = world.order(shipped=False, delivered_days_ago=None)
    world.apply(order, kind="refund_only", cups=3, pots=1)
    run_pending()
    manager = call_as("manager")
    ref = given(manager.get("/refunds"))["items"][0]["ref"]
    refused(world, lambda: manager.post(f"/refunds/{ref}/actions/succeed", {"reason": "again"}), 409, "not_their_turn")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"currency": "XXQ"}, "order_refused"),
        ({"currency": "cn"}, "inputs_invalid"),
        ({"placed_at": "2026-11-01T10:00:00"}, "inputs_invalid"),
        ({"placed_at": "yesterday"}, "inputs_invalid"),
        ({"lines": []}, "inputs_invalid"),
        ({"lines": [{"external_id": "1", "title": "x", "quantity": 0, "unit_price_minor": 1}]}, "inputs_invalid"),
        ({"lines": [{"external_id": "1", "title": "x", "quantity": 1, "unit_price_minor": -1}]}, "inputs_invalid"),
        ({"lines": [{"external_id": "1", "title": "x", "quantity": 1, "unit_price_minor": 9.99}]}, "inputs_invalid"),
        ({"state": "gone"}, "inputs_invalid"),
        ({"note": "unknown field"}, "inputs_invalid"),
    ],
)
def test_an_order_that_cannot_be_taken(world, call_as, changes, code):
    manager = call_as("manager")
    refused(world, lambda: manager.post("/orders", an_order(world, **changes)), 422, code)


def test_the_same_order_again_and_with_other_content(world, call_as):
    manager = call_as("manager")
    body = an_order(world)
    first = given(manager.post("/orders", body), 201)
    assert given(manager.post("/orders", body), 201) == first
    changed = body | {"currency": "EUR"}
    refused(world, lambda: manager.post("/orders", changed), 409, "order_key_reused")


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"not a picture", "no_picture"), (b"", "no_picture"), (b"%PDF-1.7 ", "no_picture"),
     (b"\xff\xd8\xff" + b"0" * (12 * 1024 * 1024 + 1), "picture_too_large")],
)  # fmt: skip
def test_a_file_that_is_no_picture(world, order, buyer, content, code):
    refused(world, lambda: buyer.upload(f"/orders/{order.number}/evidence", "cup.jpg", content), 422, code)


def test_a_picture_bomb(world, order, buyer):
    bomb = picture(9_000, 9_000)
    refused(world, lambda: buyer.upload(f"/orders/{order.number}/evidence", "cup.jpg", bomb.read()), 422,
            "picture_too_large")  # fmt: skip


def test_a_form_without_its_file(world, order, buyer):
    path = f"/orders/{order.number}/evidence"
    refused(world, lambda: buyer.post(path), 422, "inputs_invalid")
    form = "multipart/form-data; boundary=never"
    refused(world, lambda: buyer.call("POST", path, b"broken", key=True, content_type=form), 422, "inputs_invalid")


def test_parcels_of_wrong_pieces_states_and_times(world, order, agent):
    path = f"/orders/{order.number}/parcels"
    another = str(world.line(world.order(), "cup").pk)
    mine = str(world.line(order, "cup").pk)
    for lines in ([{"line": another, "quantity": 1}], [{"line": mine, "quantity": 4}]):
        refused(world, lambda lines=lines: agent.post(path, {"lines": lines}), 422, "parcel_line_invalid")
    parcel = given(agent.post(path, {"external_id": "second"}), 201)
    refused(world, lambda: agent.post(path, {"external_id": "second"}), 409, "parcel_exists")
    scans = f"/parcels/{parcel['ref']}/scans"
    later = (world.now + timedelta(days=2)).isoformat()
    refused(world, lambda: agent.post(scans, {"state": "delivered", "occurred_at": later}), 422, "scan_invalid")
    naive = {"state": "delivered", "occurred_at": "2026-11-01T10:00:00"}
    refused(world, lambda: agent.post(scans, naive), 422, "inputs_invalid")
    scan = {"state": "delivered", "occurred_at": world.now.isoformat()}
    assert given(agent.post(scans, scan))["state"] == "delivered"
    before = written(world)
    assert given(agent.post(scans, scan))["state"] == "delivered"
    assert written(world) == before


# What is wrong with the request itself


@pytest.mark.parametrize(
    "body",
    [b"{", b"[1", b"\xff\xfe", b'{"order": NaN}', b'{"order": "\\u0000"}', b'{"order": "\\ud800"}', b"1" * 5000],
)
def test_a_body_that_is_no_json(world, buyer, body):
    refused(world, lambda: buyer.call("POST", "/cases", body, key=True), 400, "request_malformed")


def test_other_methods_media_types_and_sizes(world, buyer):
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS"):
        response = buyer.call(method, "/cases")
        assert (response.status_code, response["Allow"]) == (405, "GET, POST")
    problem(buyer.call("PUT", "/cases"), 405, "method_not_allowed")
    problem(buyer.call("GET", "/cases/preview/more/of/it"), 404, "not_found")
    problem(buyer.call("GET", "/nothing/here"), 404, "not_found")
    for kind in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        problem(buyer.call("POST", "/cases", b"order=1", key=True, content_type=kind), 415, "media_type_unsupported")
    large = b'{"order": "' + b"x" * 1024 * 1024 + b'"}'
    problem(buyer.call("POST", "/cases", large, key=True), 413, "body_too_large")


def test_who_are_you(world, order, call_as):
    problem(call_as(None).get("/cases"), 401, "token_missing")
    assert call_as(None).get("/cases")["WWW-Authenticate"] == "Bearer"
    for token in ("huitou_invented", "x", "  ", "中文"):
        response = Caller(token).get("/cases")
        assert response.status_code == 401
    world.clock.forward(days=366)
    agent = call_as("agent")
    given(agent.get("/cases"))
    world.clock.forward(days=366)
    problem(agent.get("/cases"), 401, "token_refused")


def test_guessing_tokens_is_slowed_down(world, call_as):
    thief = Caller("huitou_guessed")
    for _ in range(60):
        problem(thief.get("/me"), 401, "token_refused")
    response = thief.get("/me")
    problem(response, 429, "too_many_tries")
    assert response["Retry-After"] == "600"
    given(call_as("agent").get("/me"))


def test_errors_speak_the_readers_language(world, order, call_as):
    said = {}
    for language in ("en", "zh-Hans", "zh-Hant"):
        buyer = call_as("buyer", order, language)
        body = wish(world, order, cups=4)
        said[language] = problem(buyer.post("/cases", body), 422, "quantity_exceeded")["detail"]
    assert said["en"] == "3 of these items can still be chosen. Lower the quantity."
    assert len(set(said.values())) == 3
    assert not said["zh-Hans"].isascii()
    assert not said["zh-Hant"].isascii()


# Idempotency


def test_money_moves_only_with_a_key(world, order, buyer, agent):
    refused(world, lambda: buyer.post("/cases", wish(world, order), key=None), 400, "idempotency_key_required")
    ref = world.apply(order, cups=1, reason="damaged", photo=True).ref
    refused(world, lambda: agent.post(f"/cases/{ref}/actions/agree", key=None), 400, "idempotency_key_required")
    for key in (" ", "x" * 201):
        body = wish(world, order)
        refused(world, lambda key=key, body=body: buyer.post("/cases", body, key=key), 422, "idempotency_key_malformed")


def test_the_same_request_again_gives_the_same_bytes(world, order, buyer):
    body = wish(world, order, reason="no_longer_wanted")
    first = buyer.post("/cases", body, key="k-1")
    again = buyer.post("/cases", body, key="k-1")
    assert (again.status_code, again.content) == (201, first.content)
    assert (first.headers.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
    with in_shop(world.shop):
        assert Case.objects.count() == 1
    other = wish(world, order, reason="no_longer_wanted", cups=2)
    refused(world, lambda: buyer.post("/cases", other, key="k-1"), 422, "idempotency_key_reused")


def test_a_refusal_is_replayed_and_a_passing_one_is_not(world, order, buyer, agent):
    body = wish(world, order)
    problem(buyer.post("/cases", body, key="k-1"), 422, "evidence_missing")
    response = buyer.post("/cases", body, key="k-1")
    problem(response, 422, "evidence_missing")
    assert response["Idempotent-Replayed"] == "true"
    ref = world.apply(order, cups=1, reason="damaged", photo=True).ref
    problem(agent.post(f"/cases/{ref}/actions/waive", key="k-2"), 409, "not_their_turn")
    with in_shop(world.shop):
        assert not IdempotentCall.objects.filter(key="k-2").exists()


def test_a_picture_uploaded_twice_with_one_key_is_one(world, order, buyer):
    content = picture().read()
    path = f"/orders/{order.number}/evidence"
    first = given(buyer.upload(path, "cup.jpg", content, key="k-1"), 201)
    assert given(buyer.upload(path, "cup.jpg", content, key="k-1"), 201) == first
    with in_shop(world.shop):
        assert Evidence.objects.count() == 1


def test_a_picture_whose_call_is_taken_back_leaves_no_file(world, order, buyer, monkeypatch):
    path, content = f"/orders/{order.number}/evidence", picture().read()
    storage = Evidence._meta.get_field("original").storage
    stored = []
    save = Storage.save
    monkeypatch.setattr(Storage, "save", lambda *args, **more: stored.append(save(*args, **more)) or stored[-1])
    with monkeypatch.context() as overtaken:  # the same call was answered elsewhere meanwhile
        overtaken.setattr(idempotency, "_keep", lambda _call, _answer: False)
        problem(buyer.upload(path, "cup.jpg", content, key="k-1"), 409, "idempotency_under_way")
    assert [storage.exists(name) for name in stored] == [False, False]
    given(buyer.upload(path, "cup.jpg", content, key="k-1"), 201)
    assert [storage.exists(name) for name in stored] == [False, False, True, True]


@pytest.mark.race
def test_the_same_request_twice_at_once_takes_effect_once(world, order, buyer):
    body = wish(world, order, reason="no_longer_wanted")
    barrier, answers = threading.Barrier(6), []

    def send():
        caller = Caller(buyer.token)
        barrier.wait()
        answers.append(caller.post("/cases", body, key="k-1"))
        connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = {answer.status_code for answer in answers}
    assert 201 in codes
    assert codes <= {201, 409}
    for answer in answers:
        if answer.status_code == 409:
            problem(answer, 409, "idempotency_under_way")
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    with in_shop(world.shop):
        assert Case.objects.count() == 1


@pytest.mark.race
def test_two_answers_at_once_count_once(world, order, call_as):
    """The same without a common key: the second one comes too late. (The key is not what guards the money.)"""
    ref = world.apply(order, cups=1, reason="damaged", photo=True).ref
    agents = [call_as("agent") for _ in range(6)]
    barrier, answers = threading.Barrier(6), []

    def send(agent):
        barrier.wait()
        answers.append(agent.post(f"/cases/{ref}/actions/agree").status_code)
        connection.close()

    threads = [threading.Thread(target=send, args=(agent,)) for agent in agents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]
