"""What a new address costs the buyer is seen, paid, looked after and, where the goods go elsewhere, owed back."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils.translation import override

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.roles import TokenRole
from huitou.changes.models import OrderChange
from huitou.changes.tariffs import Tariffs
from huitou.changes.values import say_owed
from huitou.changes.verbs import (
    come_back,
    confirm_difference,
    deny_payment,
    redirect,
    refund_instead,
    resend,
    say_paid,
    stop_parcel,
)
from huitou.changes.verbs.difference import PaymentLinkInvalid, _safe
from huitou.core.actors import Role
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.flow.machine import ConditionNotMet
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import OwedByHand
from huitou.portal.session import SESSION
from huitou.refunds.sheet_texts import bill
from tests.api.conftest import Caller, given, problem, token_of
from tests.changes.asking import NEW, move, rules, ship, stands, street, subjects, until
from tests.changes.test_on_the_road import scan
from tests.changes.test_tariffs import goes_to
from tests.desk.conftest import client_of

LINK = "https://pay.example.com/i/42"
HOW = "转账到招商银行 6225 的账户，备注订单号。"


@pytest.fixture
def order(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}, again=True), how_to_pay=HOW)
    return world.order(shipped=True, delivered_days_ago=None)


def came_back(world, order):
    """A parcel that had left for the old address is at the shop again."""
    change = move(world, order, seen_difference_minor=2_000)
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    return come_back(order_change=change, actor=world.agent, at=world.now)


@pytest.mark.parametrize("link", [
    "http://pay.example.com/1", "javascript:alert(1)", "https://", "https://pay", "pay.example.com", "",
    "https://a:b@pay.example.com/", "https://pay.example.com/a b", "https://pay.example.com/\"x", "https://[::1",
    "https://pay.example.com/" + "1" * 500,
])  # fmt: skip
def test_a_link_that_no_browser_should_open(link):
    with pytest.raises(PaymentLinkInvalid):
        _safe(link)
    assert _safe(f" {LINK} ") == LINK


def test_sent_again_costs_what_was_seen_and_silence_of_the_shop_counts_as_paid(world, order):
    change = came_back(world, order)
    assert (change.state, change.difference_minor, change.paid_minor) == ("awaiting_difference", 2_000, 0)
    agent = Caller(token_of(world, TokenRole.AGENT))
    path = f"/changes/{change.ref}/actions"
    problem(agent.post(f"{path}/send_payment_link", {"link": "http://pay.example.com"}), 422, "payment_link_invalid")
    sent = given(agent.post(f"{path}/send_payment_link", {"link": LINK}))
    assert (sent["state"], sent["pay_link"], sent["paid"]["minor"]) == ("awaiting_difference", LINK, 0)
    assert f"请在这里补款：订单 {order.number}" in subjects(world)
    with in_shop(world.shop):
        mail = Mail.objects.get(subject=f"请在这里补款：订单 {order.number}")
    assert HOW in mail.text
    assert LINK in mail.text
    # The way to pay is the button, as on the page; the change itself stands below it.
    button, page = re.findall(r'<a [^>]*href="([^"]+)"', mail.html)[:2]
    assert (button, f"/changes/{change.ref}/" in page) == (LINK, True)
    assert "去 pay.example.com 付款" in mail.text
    said = say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    assert said.state == "payment_said"
    until(world, said.deadline_at)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.paid_minor) == ("to_resend", 2_000)
    resend(order_change=found, tracking_number="SF99001", carrier="sf", actor=world.agent, at=world.now)
    assert (stands(world, change).state, street(world, order)) == ("changed", NEW["street"])


def test_what_counts_as_paid_unseen_is_not_told_as_money_that_came(world, order):
    """Who says that they have paid, waits, and takes the refund, must not be given what never came."""
    world.hire("manager")
    change, buyer = came_back(world, order), world.buyer(order)
    until(world, say_paid(order_change=change, actor=buyer, at=world.now).deadline_at)
    sweep_deadlines(at=world.now)
    told = subjects(world)
    assert not [one for one in told if one.startswith("已收到你的付款")]
    assert f"Counts as paid, though nobody looked: order {order.number}" in told
    refund_instead(order_change=stands(world, change), actor=buyer, at=world.now)
    found = stands(world, change)
    assert (found.state, found.owes_back, found.paid_unseen) == ("cancelled", True, True)
    world.hire("agent")
    shown = client_of(world.staff["agent"]).get(f"/desk/{world.shop.slug}/changes/{change.ref}/").content.decode()
    assert "nobody has seen it come" in shown
    assert "The buyer paid" not in shown
    owner = Caller(token_of(world, TokenRole.OWNER))
    assert given(owner.get(f"/changes/{change.ref}"))["paid_unseen"] is True


def test_what_the_carrier_redirects_costs_nothing(world, order):
    change = redirect(order_change=move(world, order), actor=world.agent, at=world.now)
    assert (change.state, change.difference_minor, change.owes_back) == ("changed", 0, False)


def test_who_does_not_pay_gets_the_money_for_the_goods_and_not_for_the_delivery(world, order):
    change = came_back(world, order)
    world.clock.forward(hours=72)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.sheet.total_minor) == ("cancelled", order.total_minor - order.shipping_minor)
    assert found.owes_back is False


def test_paid_and_not_sent_is_paid_back_with_the_delivery_and_owed_on_top(world, order):
    change = came_back(world, order)
    with pytest.raises(Forbidden):
        confirm_difference(order_change=change, actor=world.agent, at=world.now)
    confirm_difference(order_change=change, received_by="转账", actor=world.hire("manager"), at=world.now)
    world.clock.forward(hours=48)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.case.sheet.total_minor, found.owes_back) == ("cancelled", order.total_minor, True)
    world.hire("agent")
    shown = client_of(world.staff["agent"]).get(f"/desk/{world.shop.slug}/changes/{change.ref}/").content.decode()
    assert "no gateway took it in" in shown
    with in_shop(world.shop):
        told = [mail.text for mail in Mail.objects.filter(subject=f"已取消：订单 {order.number}")]
    assert any("¥20.00" in text and "商家会把这笔钱退给你" in text for text in told)


def test_a_denied_payment_gives_the_whole_time_again_and_is_said_twice_at_most(world, order):
    change, boss = came_back(world, order), world.hire("manager")
    for state in ("payment_said", "payment_to_check"):
        world.clock.forward(hours=60)
        said = say_paid(order_change=change, actor=world.buyer(order), at=world.now)
        assert said.state == state
        change = deny_payment(order_change=change, actor=boss, at=world.now)
        assert change.state == "awaiting_difference"
        assert change.deadline_at - world.now > timedelta(hours=71)
    with pytest.raises(ConditionNotMet):
        say_paid(order_change=change, actor=world.buyer(order), at=world.now)


def test_a_parcel_that_leaves_while_the_payment_is_looked_for_is_stopped(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}))
    order = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, order, "上海")
    change = move(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    ship(world, order)
    assert stands(world, change).state == "intercepting"
    scan(world, order, "delivered")
    assert stands(world, change).state == "kept"


def test_the_pages_say_the_sum_and_how_it_is_paid_before_the_last_tap(world, order):
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer = Client(headers={"Accept-Language": "en"})
    buyer.cookies[SESSION] = session
    path, typed = f"/s/{world.shop.slug}/orders/{order.number}/address/", {**NEW, "left": "yes"}
    shown = buyer.post(path, typed).content.decode()
    assert "sending it there costs CN¥20.00" in shown
    assert HOW in shown
    page = buyer.post(path, {**typed, "difference": "2000"})["Location"]
    with in_shop(world.shop):
        change = OrderChange.objects.get()
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    come_back(order_change=change, actor=world.agent, at=world.now)
    world.hire("agent")
    desk = client_of(world.staff["agent"])
    sent = desk.post(f"/desk/{world.shop.slug}/changes/{change.ref}/send_payment_link/", {"link": LINK})
    assert sent.status_code == 302
    shown = buyer.get(page).content.decode()
    assert f'href="{LINK}"' in shown
    assert "Pay at pay.example.com" in shown
    assert buyer.post(f"{page}say_paid/", {}).status_code == 302
    assert "without an answer it counts as paid" in buyer.get(page).content.decode()
    queue = desk.get(f"/desk/{world.shop.slug}/changes/").content.decode()
    assert change.ref in queue


def test_above_the_shops_sum_no_silence_is_a_yes_and_what_was_said_is_owed_until_somebody_looks(world, order):
    boss = Caller(token_of(world, TokenRole.MANAGER))
    problem(boss.call("PUT", "/silence-limit", {"up_to_minor": -1}, key=True), 422, "word_limit_invalid")
    given(boss.call("PUT", "/silence-limit", {"up_to_minor": 1_999}, key=True))
    assert given(boss.get("/silence-limit"))["up_to"]["minor"] == 1_999
    change = came_back(world, order)
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer = Client(headers={"Accept-Language": "en"})
    buyer.cookies[SESSION] = session
    page = f"/s/{world.shop.slug}/changes/{change.ref}/"
    assert "here its silence does not count as paid" in buyer.get(page).content.decode()
    policy = buyer.get(f"/s/{world.shop.slug}/policy/").content.decode()
    assert "Up to CN¥19.99 in all for one order the shop then has 2 working days to look" in policy
    owner = Caller(token_of(world, TokenRole.OWNER))
    assert given(owner.get(f"/changes/{change.ref}"))["silence_counts"] is False
    said = say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    assert said.state == "payment_to_check"
    until(world, said.deadline_at)
    sweep_deadlines(at=world.now)
    found = stands(world, change)
    assert (found.state, found.paid_minor, found.owes_back) == ("cancelled", 0, True)
    # The shop did not send the goods again and said nothing to the buyer's word: the delivery is not theirs to keep.
    assert found.case.sheet.total_minor == order.total_minor
    with in_shop(world.shop), override("en"):
        owed = OwedByHand.objects.get()
        said = [say_owed(found, reader) for reader in (Role.BUYER, Role.MERCHANT)]
        whys = [row.why for row in bill(found.case.sheet.as_sheet())]
    assert "The goods do not come, and not by the buyer's doing, so their outbound shipping is refunded." in whys
    assert all("the price of the goods and of their delivery" in text for text in said)
    assert (owed.amount_minor, owed.confirmed) == (2_000, False)
    told = subjects(world)
    assert f"商家没有答复你的付款是否到账：订单 {order.number}" in told
    assert f"You did not say whether it was paid: order {order.number}" in told


def test_a_word_that_is_open_when_the_parcel_leaves_is_open_when_it_comes_back(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}), silence_up_to_minor=0)
    order = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, order, "上海")
    change = move(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    ship(world, order)
    change = stop_parcel(order_change=stands(world, change), actor=world.agent, at=world.now)
    change = come_back(order_change=change, actor=world.agent, at=world.now)
    assert (change.state, change.paid_minor) == ("payment_to_check", 0)
    change = deny_payment(order_change=change, actor=world.hire("manager"), at=world.now)
    assert (change.state, change.paid_unseen) == ("awaiting_difference", False)


@pytest.mark.parametrize("limit", [0, 20_000])
def test_what_was_said_to_be_paid_is_owed_back_where_the_carrier_redirects(world, limit):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}), silence_up_to_minor=limit)
    order = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, order, "上海")
    change = move(world, order)
    due = change.difference_minor
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    ship(world, order)
    change = redirect(order_change=stands(world, change), actor=world.agent, at=world.now)
    with in_shop(world.shop):
        owed = OwedByHand.objects.get(subject=change.pk)
    assert (change.state, owed.amount_minor, owed.confirmed) == ("changed", due, False)
