"""An end that comes before the case waits for it is not lost, and is not taken for a wish to begin again."""

import pytest

from huitou.cases.verbs import agree, choose_replacement, open_case
from huitou.cases.wishing import WishedLine
from huitou.core.actions import perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.models import Replacement
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.refunds.gateways.sandbox.faults import Kind, forget_faults, plan_fault
from huitou.refunds.models import RefundLine
from tests.cases.generous import be_generous, settle


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def paying_and_replacing(shop, order):
    """A case that pays for the pot and replaces the cup at the same time; the money is slow."""
    lines = [
        WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="defective", kind="exchange"),
        WishedLine(line=shop.line(order, "pot").pk, quantity=1, reason="defective"),
    ]
    case = open_case(
        order=order.pk, kind="return_and_refund", lines=lines, evidence=[shop.photo(order)], actor=shop.buyer(order),
        at=shop.now,
    )  # fmt: skip
    case = settle(shop, agree(case=case.ref, actor=shop.agent, at=shop.now))
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=shop.buyer(order), at=shop.now)
    back = arrive(goods_return=back, actor=shop.agent, at=shop.now)
    plan_fault(str(shop.shop.pk), Kind.UNREACHABLE)
    accept_goods(goods_return=back, actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    assert (case.state, case.replacement.state) == ("refunding", "to_ship")
    return case


def money_arrives(shop, case):
    forget_faults(str(shop.shop.pk))
    for _ in range(4):
        shop.clock.forward(hours=1)
        sweep_deadlines(at=shop.now)
        run_pending()
    return settle(shop, case)


def test_a_replacement_that_is_delivered_before_the_money_ends_the_case_with_the_money(shop):
    order = shop.order()
    case = paying_and_replacing(shop, order)
    perform("replacement", "ship", case.replacement.ref, {"tracking_number": "SF2"}, actor=shop.agent, at=shop.now)
    perform("replacement", "receive", case.replacement.ref, {}, actor=shop.buyer(order), at=shop.now)
    assert settle(shop, case).state == "refunding"
    assert money_arrives(shop, case).state == "resolved"


def test_a_replacement_that_is_given_up_before_the_money_is_paid_for_and_not_sent_again(shop):
    order = shop.order()
    case = paying_and_replacing(shop, order)
    perform("replacement", "give_up", case.replacement.ref, {}, actor=shop.agent, at=shop.now)
    case = money_arrives(shop, settle(shop, case))
    assert case.state == "resolved"
    with in_shop(shop.shop):
        assert [row.state for row in Replacement.objects.filter(order=order)] == ["given_up"]
        paid = RefundLine.objects.filter(refund__order=order, refund__state="succeeded")
        assert sorted(share.line.external_id for share in paid.select_related("line")) == ["cup", "pot"]


def test_who_chooses_a_replacement_after_another_one_was_given_up_gets_it(shop):
    order = shop.order()
    lines = [
        WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="defective", kind="exchange"),
        WishedLine(line=shop.line(order, "pot").pk, quantity=1, reason="defective"),
    ]
    case = open_case(
        order=order.pk, kind="repair", lines=lines, evidence=[shop.photo(order)], actor=shop.buyer(order), at=shop.now
    )
    case = settle(shop, agree(case=case.ref, actor=shop.agent, at=shop.now))
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=shop.buyer(order), at=shop.now)
    accept_goods(goods_return=arrive(goods_return=back, actor=shop.agent, at=shop.now), actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    perform("replacement", "give_up", case.replacement.ref, {}, actor=shop.agent, at=shop.now)
    case = money_arrives(shop, settle(shop, case))
    perform("repair", "fail", case.repair.ref, {}, actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    assert case.state == "remedy_due"
    case = settle(shop, choose_replacement(case=case.ref, actor=shop.buyer(order), at=shop.now))
    assert (case.state, case.replacement.state) == ("replacing", "to_ship")
    with in_shop(shop.shop):
        assert [line.order_line.external_id for line in case.replacement.lines.all()] == ["pot"]
