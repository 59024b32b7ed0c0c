"""What was paid by hand for something that did not come about stands on a list until a person has given it back."""

from datetime import timedelta

import pytest
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.accounts.roles import TokenRole
from huitou.changes.tariffs import Tariffs
from huitou.changes.verbs import come_back, confirm_difference, say_paid, stop_parcel, waive_difference
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import Forbidden
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.tenancy import in_shop
from huitou.notifications.models import Mail
from huitou.orders.models import OwedByHand
from huitou.orders.verbs import pay_back_by_hand, strike_by_hand
from huitou.orders.verbs.owe_by_hand import OWED, ReceiptConfirmed, SettledByHand, VoucherMissing
from huitou.portal.session import SESSION
from huitou.settlements.statement import period_of, statement_of
from tests.api.conftest import Caller, given, problem, token_of
from tests.changes.asking import move, rules, ship, stands
from tests.changes.test_on_the_road import scan
from tests.changes.test_tariffs import goes_to
from tests.desk.conftest import client_of


@pytest.fixture
def order(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}, again=True))
    return world.order(shipped=True, delivered_days_ago=None)


def came_back(world, order):
    change = move(world, order, seen_difference_minor=2_000)
    stop_parcel(order_change=change, actor=world.agent, at=world.now)
    return come_back(order_change=change, actor=world.agent, at=world.now)


def debts(world) -> list[OwedByHand]:
    with in_shop(world.shop):
        return list(OwedByHand.objects.all())


def letters(world) -> dict[str, str]:
    """Subject → text of every mail."""
    run_pending()
    with in_shop(world.shop):
        return dict(Mail.objects.values_list("subject", "text"))


def owed_minor(world) -> int:
    with in_shop(world.shop):
        return balance(OWED, "CNY").minor


def kinds(world) -> list[tuple[str, str, int]]:
    with in_shop(world.shop):
        rows = statement_of(period_of(f"{world.today:%Y-%m}", world.shop)).rows
    return [(row.kind, row.reference, row.effect_minor) for row in rows if "by_hand" in row.kind]


def test_it_leaves_the_list_with_a_voucher_and_once(world, order):
    change, boss = came_back(world, order), world.hire("manager")
    confirm_difference(order_change=change, actor=boss, at=world.now)
    assert debts(world) == []
    world.clock.forward(hours=48)
    sweep_deadlines(at=world.now)
    assert stands(world, change).state == "cancelled"
    [owed] = debts(world)
    assert (owed.ref, owed.amount_minor, owed.confirmed, owed.settled_at) == (change.ref, 2_000, True, None)
    assert (owed_minor(world), kinds(world)) == (2_000, [("owed_by_hand", change.ref, 0)])
    path, desk = f"/desk/{world.shop.slug}/refunds/by-hand/", client_of(world.staff["manager"])
    assert "转账 4711" not in desk.get(path).content.decode()
    assert desk.post(f"{path}{owed.pk}/", {"voucher": " "}).status_code == 422
    with pytest.raises(ReceiptConfirmed):
        strike_by_hand(owed=owed.pk, voucher="没有到账", actor=boss, at=world.now)
    with pytest.raises(VoucherMissing):
        pay_back_by_hand(owed=owed.pk, voucher=" ", actor=boss, at=world.now)
    with pytest.raises(Forbidden):
        pay_back_by_hand(owed=owed.pk, voucher="4711", actor=world.buyer(order), at=world.now)
    assert owed_minor(world) == 2_000
    assert desk.post(f"{path}{owed.pk}/", {"voucher": "转账 4711"}).status_code == 302
    [owed] = debts(world)
    assert (owed.voucher, owed.settled_by, owed.struck) == ("转账 4711", boss.id, False)
    assert (owed_minor(world), kinds(world)[1:]) == (0, [("settled_by_hand", change.ref, 0)])
    shown = desk.get(path).content.decode()
    assert "转账 4711" in shown
    assert f"{owed.pk}/" not in shown
    told = letters(world)
    assert f"¥20.00 将退还给你：订单 {order.number}" in told
    assert "转账 4711" in told[f"¥20.00 已退还：订单 {order.number}"]
    assert f"To give back by hand: CN¥20.00, order {order.number}" in told
    assert "no gateway took it in" not in desk.get(f"/desk/{world.shop.slug}/changes/{change.ref}/").content.decode()
    with pytest.raises(SettledByHand):
        pay_back_by_hand(owed=owed.pk, voucher="4712", actor=boss, at=world.now)


def test_who_said_that_they_paid_is_not_forgotten_when_the_parcel_leaves_meanwhile(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}))
    order = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, order, "上海")
    change = move(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    ship(world, order)
    assert stands(world, change).state == "intercepting"
    scan(world, order, "delivered")
    change = stands(world, change)
    assert (change.state, change.owes_back) == ("kept", True)
    [owed] = debts(world)
    assert (owed.amount_minor, owed.confirmed) == (change.paid_minor, False)
    with pytest.raises(Forbidden):
        strike_by_hand(owed=owed.pk, voucher="没有到账", actor=world.agent, at=world.now)
    strike_by_hand(owed=owed.pk, voucher="没有到账", actor=world.hire("manager"), at=world.now)
    assert (owed_minor(world), debts(world)[0].struck) == (0, True)
    [told] = [text for subject, text in letters(world).items() if subject.startswith("商家表示 ¥")]
    assert "没有到账" in told


def test_what_counts_as_paid_is_not_asked_for_again_when_the_goods_come_back(world):
    rules(world, tariffs=Tariffs((800,), {"浙江": (2_000,)}))
    order = world.order(shipped=False, delivered_days_ago=None)
    goes_to(world, order, "上海")
    change = move(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    ship(world, order)
    change = stop_parcel(order_change=stands(world, change), actor=world.agent, at=world.now)
    assert come_back(order_change=change, actor=world.agent, at=world.now).state == "to_resend"


def test_a_shop_that_does_without_what_was_paid_gives_it_back(world, order):
    change = came_back(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    waive_difference(order_change=change, actor=world.agent, at=world.now + timedelta(minutes=1))
    assert [(owed.amount_minor, owed.confirmed) for owed in debts(world)] == [(2_000, False)]


def test_the_buyer_reads_on_the_orders_page_what_is_owed_and_by_the_api_only_their_own(world, order):
    boss, change = world.hire("manager"), came_back(world, order)
    say_paid(order_change=change, actor=world.buyer(order), at=world.now)
    waive_difference(order_change=change, actor=boss, at=world.now)
    _grant, session = open_demo_session(shop_id=world.shop.pk, customer_id=order.customer_id, at=world.now)
    buyer = Client(headers={"Accept-Language": "en"})
    buyer.cookies[SESSION] = session
    page = f"/s/{world.shop.slug}/orders/{order.number}/"
    assert "You said that you have paid CN¥20.00" in buyer.get(page).content.decode()
    manager = Caller(token_of(world, TokenRole.MANAGER))
    [listed] = given(manager.get("/owed-by-hand?state=owed"))["items"]
    assert (listed["ref"], listed["state"], listed["confirmed"]) == (change.ref, "owed", False)
    path = f"/owed-by-hand/{change.ref}"
    problem(manager.post(f"{path}/given-back", {"voucher": " "}), 422, "voucher_missing")
    settled = given(manager.post(f"{path}/given-back", {"voucher": "Transfer 4711"}))
    assert (settled["state"], settled["voucher"]) == ("given_back", "Transfer 4711")
    problem(manager.post(f"{path}/never-came", {"voucher": "x"}), 409, "settled_by_hand")
    assert given(manager.get("/owed-by-hand?state=owed"))["items"] == []
    assert "Its note: Transfer 4711" in buyer.get(page).content.decode()
