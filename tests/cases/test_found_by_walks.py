"""What random walks have found, each told as a short story (`test_never_sticks.py` walks on)."""

import pytest

from huitou.cases.judging import most_to_offer
from huitou.cases.machine import CASE
from huitou.cases.verbs import accept_offer, agree, agree_and_ship_first, choose_refund, offer, revise
from huitou.core.actions import perform
from huitou.core.tenancy import in_shop
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.refunds.models import Refund
from tests.cases.generous import ask, be_generous, settle, stock


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def brought_back(shop, order, case):
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=shop.buyer(order), at=shop.now)
    return arrive(goods_return=back, actor=shop.agent, at=shop.now)


def test_no_sound_piece_to_exchange_into_a_cheaper_one_owes_nothing_and_waits_for_nobody(shop):
    order, small = shop.order(), stock(shop, "CUP-S", 9_000)
    case = ask(shop, order, "exchange", variant=small.pk)
    case = settle(shop, agree(case=case.ref, actor=shop.agent, at=shop.now))
    back = brought_back(shop, order, case)
    found = [{"line": str(shop.line(order, "cup").pk), "missing": 1}]
    perform("goods_return", "contest_goods", back.ref, {"findings": found}, actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    with in_shop(shop.shop):
        assert (case.state, case.reduced_sheet.total_minor) == ("contested", 0)
    perform("case", "accept_reduction", case.ref, {}, actor=shop.buyer(order), at=shop.now)
    assert settle(shop, case).state == "closed"


def test_a_failed_repair_of_what_was_paid_back_already_ends_without_money(shop):
    order = shop.order()
    case = ask(shop, order, "return_and_refund", cups=3)
    with in_shop(shop.shop):
        everything = most_to_offer(case).minor
    offer(case=case.ref, amount_minor=everything, keeps_goods=True, actor=shop.agent, at=shop.now)
    case = settle(shop, accept_offer(case=case.ref, actor=shop.buyer(order), at=shop.now))
    assert case.state == "resolved"
    case = settle(shop, agree(case=ask(shop, order, "repair").ref, actor=shop.agent, at=shop.now))
    accept_goods(goods_return=brought_back(shop, order, case), actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    perform("repair", "fail", case.repair.ref, {}, actor=shop.agent, at=shop.now)
    assert settle(shop, case).state == "remedy_due"
    case = settle(shop, choose_refund(case=case.ref, actor=shop.buyer(order), at=shop.now))
    assert (case.state, case.sheet.total_minor) == ("resolved", 0)
    with in_shop(shop.shop):
        assert Refund.objects.filter(cause_id=case.pk).count() == 0


def changed(shop, order, case, cups):
    """The buyer wishes to exchange so many cups instead."""
    lines = shop.wish(order, cups=cups, reason="does_not_fit")
    revise(case=case.ref, kind="exchange", lines=lines, actor=shop.buyer(order), at=shop.now)
    return settle(shop, case)


@pytest.mark.parametrize("sent_first", [False, True], ids=["agreed at once", "was to be sent first"])
def test_a_changed_exchange_ends_the_old_return_and_sends_nothing_first(shop, sent_first):
    order = shop.order()
    if sent_first:
        case = settle(shop, agree_and_ship_first(case=ask(shop, order, "exchange").ref, actor=shop.agent, at=shop.now))
        perform("replacement", "give_up", case.replacement.ref, {}, actor=shop.agent, at=shop.now)
        case = settle(shop, case)
    else:
        case = ask(shop, order, "exchange", reason="does_not_fit")
    assert case.state == "awaiting_goods"
    case = changed(shop, order, case, cups=2)
    assert (case.state, case.ships_first) == ("awaiting_goods", False)
    with in_shop(shop.shop):
        returns = list(GoodsReturn.objects.filter(order=order))
        assert [back.pk for back in returns if back.state not in GOODS_RETURN.finals] == [case.goods_return_id]
        assert sorted(back.state for back in returns) == ["awaiting_hand_over", "cancelled"]
        assert [line.quantity for line in case.goods_return.lines.all()] == [2]


def test_no_changed_wish_is_sent_first():
    """Only the shop gives its goods away before others are back, and it said so about another wish."""
    assert [step for step in CASE.steps if step.action == "revise" and step.to == "replacing_first"] == []
