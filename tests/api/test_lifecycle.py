"""One return over HTTP: asked for, agreed, handed over, received, paid; with the calls and their queries counted."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from huitou.core.jobs import run_pending
from tests.api.conftest import given


def wish(order, world, **more):
    line = {"line": str(world.line(order, "cup").pk), "quantity": 1, "reason": "damaged"}
    return {"order": order.number, "kind": "return_and_refund", "lines": [line], "note": "杯口有一道裂纹。", **more}


def test_one_return_from_request_to_refund(world, call_as):
    order = world.order()
    buyer, agent = call_as("buyer", order), call_as("agent")
    photo = str(world.photo(order))
    counts = {}

    def counted(name, send):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            answer = send()
        counts[name] = len(seen)
        import os

        if os.environ.get("SHOW"):
            print("=====", name, len(seen))
            for q in seen.captured_queries:
                print("   ", q["sql"][:170])
        return answer

    opened = given(counted("open", lambda: buyer.post("/cases", wish(order, world, evidence=[photo]))), 201)
    assert opened["state"] == "requested"
    ref = opened["ref"]
    agreed = given(counted("agree", lambda: agent.post(f"/cases/{ref}/actions/agree")))
    goods = agreed["goods_return"]
    given(
        counted(
            "hand_over",
            lambda: buyer.post(f"/returns/{goods}/actions/hand_over", {"carrier": "sf", "tracking_number": "SF1"}),
        )
    )
    given(counted("arrive", lambda: agent.post(f"/returns/{goods}/actions/arrive")))
    given(counted("accept", lambda: agent.post(f"/returns/{goods}/actions/accept_goods")))
    counted("jobs", lambda: run_pending())
    print(counts)
    done = given(buyer.get(f"/cases/{ref}"))
    assert done["state"] == "resolved"
    assert [refund["state"] for refund in done["refunds"]] == ["succeeded"]
