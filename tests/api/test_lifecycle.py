"""One return over HTTP: asked for, agreed, handed over, received, paid; with the statements of every call counted."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.events import digest
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.tenancy import in_shop
from huitou.orders.models import Payment
from tests.api.conftest import given


def wish(world, order, *, reason="damaged", cups=1, **more):
    line = {"line": str(world.line(order, "cup").pk), "quantity": cups, "reason": reason}
    return {"order": order.number, "kind": "return_and_refund", "lines": [line], **more}


def whole_return(buyer, agent, body):
    """From request to accepted goods; yields (step, answer)."""
    opened = given(buyer.post("/cases", body), 201)
    yield "open", opened
    agreed = given(agent.post(f"/cases/{opened['ref']}/actions/agree"))
    yield "agree", agreed
    goods = agreed["goods_return"]
    yield (
        "hand over",
        given(buyer.post(f"/returns/{goods}/actions/hand_over", {"carrier": "sf", "tracking_number": "sf 140 293"})),
    )
    yield "arrive", given(agent.post(f"/returns/{goods}/actions/arrive"))
    yield "accept", given(agent.post(f"/returns/{goods}/actions/accept_goods"))


def test_one_return_from_request_to_refund(world, call_as):
    order = world.order()
    buyer, agent = call_as("buyer", order), call_as("agent")
    steps = dict(whole_return(buyer, agent, wish(world, order, evidence=[str(world.photo(order))], note="有裂纹。")))
    assert [(name, step["state"], step["waiting_on"]) for name, step in steps.items()] == [
        ("open", "requested", "merchant"),
        ("agree", "awaiting_goods", "buyer"),
        ("hand over", "on_the_way", "carrier"),
        ("arrive", "arrived", "merchant"),
        ("accept", "accepted", None),
    ]
    assert steps["open"]["on_silence"] == "agree"
    assert steps["hand over"]["tracking_number"] == "SF140293"
    run_pending()
    done = given(buyer.get(f"/cases/{steps['open']['ref']}"))
    assert (done["state"], done["waiting_on"], done["actions"]) == ("resolved", None, [])
    # One of three cups: 100.00 less a third of the 10.00 discount, and its share of the shipping (faulty goods).
    assert done["total"] == {"minor": 9_934, "currency": "CNY", "text": "CN¥99.34"}
    assert sum(row["amount"]["minor"] for row in done["sheet"]["rows"]) == 9_934
    [refund] = done["refunds"]
    assert (refund["state"], refund["paid"]["minor"]) == ("succeeded", 9_934)
    assert done["return"]["lines"][0]["good"] == 1
    with in_shop(world.shop):
        payment = Payment.objects.get(order=order)
        assert payment.refunded_minor == 9_934
        assert balance(f"payment:{payment.pk}", "CNY").minor == payment.captured_minor - 9_934


def test_the_events_form_a_chain_that_anybody_can_check(world, call_as):
    order = world.order()
    buyer, agent = call_as("buyer", order), call_as("agent")
    body = wish(world, order, evidence=[str(world.photo(order))])
    ref = dict(whole_return(buyer, agent, body))["open"]["ref"]
    run_pending()
    events = given(agent.get(f"/cases/{ref}/events"))
    heads: dict[str, bytes] = {}
    for event in events:
        assert event["prev_hash"] == heads.get(event["subject"], b"").hex()
        heads[event["subject"]] = digest(bytes.fromhex(event["prev_hash"]), event["body"])
        assert event["hash"] == heads[event["subject"]].hex()
    assert [event["kind"] for event in events if event["subject"] == "cases.case"] == [
        "cases.case.opened",
        "cases.case.agreed",
        "cases.case.fulfilled",
        "cases.case.resolved",
    ]
    assert given(buyer.get(f"/cases/{ref}/events"))[0]["told"] == "You asked for CN¥99.34."


# Statements of one call, BEGIN and COMMIT included: authentication, the kept answer and the live notice are in them.
# `agree` reads the sheet after the lock: joined to the locked row it could be the one of before the wait.
# Every event of a case names the heads of the chains beside it: one statement. `open` asks besides whether the pieces
# stand in an open case, and how often they were applied for; `agree` settles address, ways and stores of the return;
# `agree` answers with what can be done now: whether another case of the order could take this one in is one statement.
# `accept` tells the stock keeping what comes back (count, number under its lock, message).
# `accept` takes the case's own step with it (core/delivery.py): a dearer call, a job and two transactions less.
# `open` and `agree` ask whether the shop pays ahead, `open` whether the way back is insured, `arrive` and `accept`
# leave a note for the insurance.
# `accept` reads the shop's rules for refunds and what is charged back on the payment: one statement each.
# `hand over` and `arrive` leave a note for the law's clock on the money, which is read later with others: one each.
# The jobs that a call leaves behind go into the queue in one statement, however many they are.
# `agree` and `accept` look for money that left elsewhere for a case of the order which ended unpaid: one each.
# The shop's row comes with the token: no call reads it again.
# `hand over` looks whether the shop itself sent a parcel under the number: one statement.
# What comes back is read once, by whoever inspects it, and shown as it was read.
STATEMENTS = {"open": 28, "agree": 22, "hand over": 13, "arrive": 12, "accept": 39}


def test_the_statements_of_each_call(world, call_as):
    """A change here is felt in `bench lifecycle`: say why before you raise a number."""
    order = world.order()
    buyer, agent = call_as("buyer", order), call_as("agent")
    for caller in (buyer, agent):
        given(caller.get("/me"))
    body = wish(world, order, evidence=[str(world.photo(order))])
    steps = whole_return(buyer, agent, body)
    counted, said = {}, []
    for name in STATEMENTS:
        with CaptureQueriesContext(connection) as seen:
            assert next(steps)[0] == name
        counted[name] = len(seen)
        said += [one["sql"] for one in seen.captured_queries]
    assert counted == STATEMENTS
    # A step writes what it has changed: never again what was judged, which is the longest that a case holds.
    written = [sql for sql in said if sql.startswith('UPDATE "cases_case"')]
    assert len(written) == 2
    assert not any('"judged"' in sql for sql in written)


@pytest.mark.parametrize("cups", [1, 3])
def test_reading_costs_the_same_whatever_there_is(world, call_as, cups):
    agent = call_as("agent")
    given(agent.get("/me"))
    for _ in range(cups):
        order = world.order()
        case = world.apply(order, cups=cups, reason="damaged", photo=True)
    counts = {}
    for path in (
        "/cases", "/queue", f"/cases/{case.ref}", f"/cases/{case.ref}/events", "/orders", f"/orders/{order.number}",
        f"/orders/{order.number}/verdict", "/returns", "/refunds", "/policies/in-force", "/me",
    ):  # fmt: skip
        with CaptureQueriesContext(connection) as seen:
            given(agent.get(path))
        counts[path.replace(case.ref, "R").replace(order.number, "N")] = len(seen)
    assert counts == READING


# A case's page asks which cases it could go into and which went into it; a verdict for lengthened warranties.
# `/queue` looks into each of the seven machines that can wait for somebody, and counts all of them at once.
READING = {
    "/cases": 5, "/queue": 16, "/cases/R": 14, "/cases/R/events": 13, "/orders": 5, "/orders/N": 8,
    "/orders/N/verdict": 12, "/returns": 5, "/refunds": 5, "/policies/in-force": 5, "/me": 1,
}  # fmt: skip
