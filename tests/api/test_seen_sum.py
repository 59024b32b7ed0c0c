"""`seen_minor` in the API: whoever names the sum that they saw is refused when it is another one by now."""

from huitou.cases.verbs import decline_offer, offer
from tests.api.conftest import given


def test_agreeing_and_accepting_name_the_sum(world, call_as):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    buyer, agent = call_as("buyer", order), call_as("agent")
    action = next(one for one in given(agent.get(f"/cases/{case.ref}"))["actions"] if one["action"] == "agree")
    assert "seen_minor" in action["form"]["properties"]
    refused = agent.post(f"/cases/{case.ref}/actions/agree", {"seen_minor": 1})
    assert (refused.status_code, refused.json()["code"]) == (409, "sheet_changed")
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    decline_offer(case=case, actor=world.buyer(order), at=world.now)
    offer(case=case, amount_minor=500, actor=world.agent, at=world.now)
    stale = buyer.post(f"/cases/{case.ref}/actions/accept_offer", {"seen_minor": 2_000})
    assert (stale.status_code, stale.json()["code"]) == (409, "sheet_changed")
    assert given(buyer.get(f"/cases/{case.ref}"))["state"] == "offered"
    accepted = given(buyer.post(f"/cases/{case.ref}/actions/accept_offer", {"seen_minor": 500}))
    assert accepted["state"] == "refunding"
