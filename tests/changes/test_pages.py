"""The pages: what happens is said before the last tap, a change has its page, the shop decides on its own."""

import pytest
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.changes.access import rules_of_shop
from huitou.changes.models import OrderChange
from huitou.core.tenancy import in_shop
from huitou.portal.session import SESSION
from tests.api.conftest import Caller, problem, token_of
from tests.changes.asking import NEW, cancel, move, rules, ship, stands, street
from tests.desk.conftest import client_of


@pytest.fixture
def order(world):
    rules(world)
    return world.order(shipped=False, delivered_days_ago=None)


@pytest.fixture
def buyer(world, order):
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    client = Client(headers={"Accept-Language": "en"})
    client.cookies[SESSION] = session
    return client


@pytest.fixture
def agent(world):
    world.hire("agent")
    return client_of(world.staff["agent"])


def page_of(world, order, more=""):
    return f"/s/{world.shop.slug}/orders/{order.number}/{more}"


def the_change(world):
    with in_shop(world.shop):
        return OrderChange.objects.select_related("order").get()


def text_of(response):
    return response.content.decode()


def test_the_order_page_leads_to_both(world, order, buyer):
    shown = text_of(buyer.get(page_of(world, order)))
    assert page_of(world, order, "address/") in shown
    assert page_of(world, order, "cancel/") in shown


def test_a_delivered_order_offers_neither(world, buyer):
    order = world.order()
    assert page_of(world, order, "cancel/") not in text_of(buyer.get(page_of(world, order)))
    shown = buyer.get(page_of(world, order, "cancel/"))
    assert "Nothing of this order is still to come" in text_of(shown)


def test_another_address_in_two_pages(world, order, buyer):
    asked = text_of(buyer.get(page_of(world, order, "address/")))
    assert "It counts at once" in asked
    answer = buyer.post(page_of(world, order, "address/"), {**NEW, "left": "no"}, follow=True)
    assert "Done: the goods go to your new address." in text_of(answer)
    assert street(world, order) == NEW["street"]


def test_what_is_missing_is_said_and_what_was_typed_stays(world, order, buyer):
    answer = buyer.post(page_of(world, order, "address/"), {**NEW, "city": "", "left": "no"})
    assert answer.status_code == 422
    assert "Fill in name, street and city" in text_of(answer)
    assert NEW["street"] in text_of(answer)


def test_a_wrong_code_changes_nothing(world, order, buyer):
    rules(world, above=0)
    buyer.post(page_of(world, order, "address/"), {**NEW, "left": "no"})
    change = the_change(world)
    answer = buyer.post(f"/s/{world.shop.slug}/changes/{change.ref}/confirm/", {"code": "2222-2222"})
    assert answer.status_code == 422
    assert "This code does not match" in text_of(answer)
    assert the_change(world).state == "confirming"
    assert street(world, order) != NEW["street"]


@pytest.mark.parametrize(("action", "times", "answers"), [("confirm", 10, 422), ("send_code", 6, 302)])
def test_codes_are_tried_and_sent_so_often_by_page_and_api_together(world, order, buyer, action, times, answers):
    rules(world, above=0)
    change = move(world, order)
    page = f"/s/{world.shop.slug}/changes/{change.ref}/{action}/"
    inputs = {"code": "2222-2222"} if action == "confirm" else {}
    for _try in range(times):
        assert buyer.post(page, inputs).status_code == answers
    refused = buyer.post(page, inputs)
    assert (refused.status_code, "tried too often" in text_of(refused)) == (429, True)
    api = Caller(token_of(world, "buyer", order.customer_id))
    for name in (change.ref, change.ref.lower(), str(change.pk)):
        problem(api.post(f"/changes/{name}/actions/{action}", inputs), 429, "too_many_tries")
    assert the_change(world).state == "confirming"


def test_a_part_is_cancelled(world, order, buyer):
    cup = world.line(order, "cup")
    sent = {"reason": "wrong_choice", "left": "no", "parts": "yes", f"i{cup.position}": "1"}
    answer = buyer.post(page_of(world, order, "cancel/"), sent, follow=True)
    assert "Cancelled. What you paid for these goods goes back to you." in text_of(answer)
    change = the_change(world)
    with in_shop(world.shop):
        assert [(line.order_line_id, line.quantity) for line in change.lines.all()] == [(cup.pk, 1)]


def test_a_parcel_that_left_since_the_page_was_drawn(world, order, buyer):
    ship(world, order)
    answer = buyer.post(page_of(world, order, "cancel/"), {"reason": "other", "left": "no", "parts": "yes"})
    assert answer.status_code == 409
    assert "I refuse it at the door" in text_of(answer)
    with in_shop(world.shop):
        assert not OrderChange.objects.exists()


def test_refusing_at_the_door_is_a_choice_of_the_page(world, order, buyer):
    ship(world, order)
    sent = {"reason": "other", "left": "yes", "way": "refuse_at_door"}
    buyer.post(page_of(world, order, "cancel/"), sent)
    assert the_change(world).state == "coming_back"


def test_the_shop_decides_in_its_queue(world, order, agent):
    rules(world, at_once=False)
    change = move(world, order)
    queue = text_of(agent.get(f"/desk/{world.shop.slug}/"))
    act = f"/desk/{world.shop.slug}/changes/{change.ref}/agree/"
    assert act in queue
    assert agent.post(act).status_code == 302
    assert stands(world, change).state == "changed"
    assert change.ref in text_of(agent.get(f"/desk/{world.shop.slug}/changes/?state=done"))


def test_an_offer_above_what_is_at_stake_is_refused(world, order, agent):
    ship(world, order)
    change = cancel(world, order)
    act = f"/desk/{world.shop.slug}/changes/{change.ref}/offer_to_keep/"
    answer = agent.post(act, {"amount": "999999"})
    assert answer.status_code == 422
    assert stands(world, change).state == "intercepting"
    assert agent.post(act, {"amount": "20"}).status_code == 302
    assert (stands(world, change).state, stands(world, change).offer_minor) == ("keep_offered", 2_000)


def test_the_rules_are_kept(world, order):
    world.hire("manager")
    manager = client_of(world.staff["manager"])
    path = f"/desk/{world.shop.slug}/settings/changes/"
    assert manager.post(path, {"silence_agrees": "on", "confirm_above": "500"}).status_code == 302
    with in_shop(world.shop):
        kept = rules_of_shop(world.shop.pk)
    assert (kept.address_at_once, kept.silence_agrees, kept.confirm_above_minor) == (False, True, 50_000)
    assert manager.post(path, {"confirm_above": "much"}).status_code == 422


def test_a_change_counts_in_the_number_of_the_queue(world, order, agent):
    assert "Nothing is waiting for you" in text_of(agent.get("/desk/teahouse/"))
    rules(world, at_once=False)
    move(world, order)
    assert "1 for you to decide" in " ".join(text_of(agent.get("/desk/teahouse/")).split())
    assert "1 for you to decide" in " ".join(text_of(agent.get("/desk/teahouse/queue/changes/")).split())


def test_goods_that_have_left_are_returned_by_a_form_that_is_filled_in(world, order, buyer):
    ship(world, order)
    shown = text_of(buyer.get(page_of(world, order, "cancel/")))
    link = page_of(world, order, "apply/") + "?step=why&amp;i1=3&amp;i2=1&amp;r=no_longer_wanted"
    assert link in shown
