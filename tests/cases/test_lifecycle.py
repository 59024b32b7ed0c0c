"""One real return, from the application to the money back, by every road of the table."""

from datetime import timedelta

import pytest

from huitou.cases.models import Case
from huitou.cases.verbs import (
    accept_offer,
    accept_reduction,
    agree,
    call_in_platform,
    decline_offer,
    object_,
    offer,
    refuse,
    revise,
    waive,
    withdraw,
)
from huitou.core.deadlines import sweep_deadlines
from huitou.core.events import verify_chain
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import run_pending
from huitou.core.ledger import balance
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import Finding, accept_goods, arrive, contest_goods, hand_over
from huitou.notifications.models import Mail
from huitou.orders.models import Payment
from huitou.refunds.models import Refund


def send_back(world, case):
    """The buyer hands over, the parcel arrives."""
    run_pending()
    case = world.refreshed(case)
    buyer = world.buyer(_order(world, case))
    hand_over(goods_return=case.goods_return, carrier="sf", tracking_number="sf 100 200", actor=buyer, at=world.now)
    arrive(goods_return=case.goods_return, actor=world.agent, at=world.now)
    return world.refreshed(case)


def _order(world, case):
    with in_shop(world.shop):
        return Case.objects.select_related("order").get(pk=case.pk).order


def kinds(world, case):
    with in_shop(world.shop):
        events = list(Event.objects.filter(subject_id=case.pk).order_by("seq"))
    verify_chain(events)
    return [event.kind.removeprefix("cases.") for event in events]


def paid(world, case):
    """What really went back, in minor units, with the books checked."""
    with in_shop(world.shop):
        refunds = list(Refund.objects.filter(cause_id=case.pk))
        assert all(refund.state == "succeeded" for refund in refunds)
        for payment in Payment.objects.filter(order_id=case.order_id):
            left = balance(f"payment:{payment.pk}", "CNY").minor
            assert left == payment.captured_minor - payment.refunded_minor - payment.reserved_minor
        return sum(refund.paid_minor for refund in refunds)


def test_a_right_waits_for_nobody_and_ends_with_the_money_back(world):
    order = world.order()
    case = world.apply(order, cups=2)
    assert case.state == "awaiting_goods"
    assert world.line(order, "cup").claimed == 2
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert case.state == "resolved"
    # Two of three cups: 200.00 less their share of the 10.00 discount (6.67, the remainder falls on the last cup).
    assert paid(world, case) == case.sheet.total_minor == 19_333
    line = world.line(order, "cup")
    assert (line.claimed, line.returned, line.available) == (0, 2, 1)
    assert kinds(world, case) == ["case.opened", "case.fulfilled", "case.resolved"]


def test_silence_is_agreement(world):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    assert case.state == "requested"
    world.clock.forward(hours=47, minutes=59)
    assert sweep_deadlines(at=world.now) == 0
    world.clock.forward(minutes=1)
    assert sweep_deadlines(at=world.now) == 1
    case = world.refreshed(case)
    assert case.state == "awaiting_goods"
    with in_shop(world.shop):
        last = Event.objects.filter(subject_id=case.pk).order_by("-seq").first()
    assert (last.kind, last.actor_role) == ("cases.case.agreed", "system")


def test_the_shop_agrees_to_a_refund_without_return(world):
    case = world.apply(world.order(), kind="refund_only", pots=1, reason="damaged", photo=True)
    assert case.state == "requested"
    agree(case=case, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert case.state == "resolved"
    assert paid(world, case) == 50_400


def test_before_shipping_the_whole_order_comes_back_at_once(world):
    order = world.order(shipped=False, delivered_days_ago=None)
    case = world.apply(order, kind="refund_only", cups=3, pots=1, reason="no_longer_wanted")
    assert case.state == "refunding"
    run_pending()
    assert paid(world, world.refreshed(case)) == 80_200


def test_an_offer_is_accepted_and_the_money_moves_at_once(world):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    offer(case=case, amount_minor=2_000, keeps_goods=True, note="想留下吗？", actor=world.agent, at=world.now)
    accept_offer(case=case, actor=world.buyer(order), at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, paid(world, case)) == ("resolved", 2_000)
    # The cup was kept by agreement: it can still be returned.
    assert world.line(order, "cup").available == 3


def test_a_declined_offer_lets_the_shops_clock_go_on(world):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    world.clock.forward(hours=40)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    world.clock.forward(hours=10)
    decline_offer(case=case, actor=world.buyer(order), at=world.now)
    case = world.refreshed(case)
    assert case.state == "requested"
    left = case.deadline_at - world.now
    assert timedelta(hours=7, minutes=59) < left <= timedelta(hours=8)


def test_an_unanswered_offer_lapses(world):
    case = world.apply(world.order(), cups=1, reason="damaged", photo=True)
    offer(case=case, amount_minor=2_000, actor=world.agent, at=world.now)
    world.clock.forward(hours=72)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "requested"


def test_a_refusal_goes_to_the_last_instance(world):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=case, note="请看杯底。", actor=world.buyer(order), at=world.now)
    with pytest.raises(NotTheirTurn):
        refuse(case=case, reason="other", note="再次拒绝", actor=world.agent, at=world.now)
    world.rule(case)
    assert world.refreshed(case).state == "awaiting_goods"


def test_a_ruling_for_the_shop_closes_the_case_and_frees_the_pieces(world):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    refuse(case=case, reason="claim_not_shown", note="照片上看不到破损。", actor=world.agent, at=world.now)
    call_in_platform(case=case, actor=world.buyer(order), at=world.now)
    world.rule(case, "nothing")
    assert world.refreshed(case).state == "closed"
    assert world.line(order, "cup").available == 3


def test_after_a_refusal_the_buyer_changes_the_wish(world):
    order = world.order()
    case = world.apply(order, kind="refund_only", cups=1, reason="damaged", photo=True)
    if case.state == "requested":
        refuse(case=case, reason="other", note="请把杯子寄回来。", actor=world.agent, at=world.now)
    lines = world.wish(order, cups=2, reason="damaged")
    revise(case=case, kind="return_and_refund", lines=lines, actor=world.buyer(order), at=world.now)
    case = world.refreshed(case)
    assert (case.state, case.attempt, case.kind) == ("requested", 2, "return_and_refund")
    assert world.line(order, "cup").claimed == 2


def test_contested_goods_are_paid_for_as_far_as_they_arrived(world):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.reduced_minor) == ("contested", 9_667)
    accept_reduction(case=case, actor=world.buyer(order), at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, paid(world, case)) == ("resolved", 9_667)
    line = world.line(order, "cup")
    assert (line.claimed, line.returned) == (0, 1)


def test_an_objection_is_ruled_on(world):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, damaged=2)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    run_pending()
    object_(case=case, note="寄出时完好。", actor=world.buyer(order), at=world.now)
    world.rule(case)
    case = world.refreshed(case)
    assert (case.state, paid(world, case)) == ("resolved", 19_333)


def test_the_shop_can_waive_its_reduction(world):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, damaged=2)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    run_pending()
    waive(case=case, actor=world.agent, at=world.now)
    run_pending()
    assert paid(world, world.refreshed(case)) == 19_333


def test_withdrawing_frees_the_pieces_and_ends_the_return(world):
    order = world.order()
    case = world.apply(order, cups=2)
    withdraw(case=case, actor=world.buyer(order), at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.goods_return.state) == ("withdrawn", "cancelled")
    assert world.line(order, "cup").available == 3


def test_goods_never_sent_expire_and_free_the_pieces(world):
    order = world.order()
    case = world.apply(order, cups=2)
    world.clock.forward(days=7)
    sweep_deadlines(at=world.now)
    run_pending()
    assert world.refreshed(case).state == "expired"
    assert world.line(order, "cup").available == 3


def test_a_parcel_lost_on_the_way_back_is_not_the_buyers_risk(world):
    order = world.order()
    case = world.apply(order, cups=2)
    case = world.refreshed(case)
    hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    world.clock.forward(days=15)
    sweep_deadlines(at=world.now)
    world.clock.forward(days=5)
    sweep_deadlines(at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.goods_return.state, case.state, paid(world, case)) == ("lost", "resolved", 19_333)


def test_beyond_the_policy_is_goodwill_which_lapses_in_silence(world):
    order = world.order(delivered_days_ago=30)
    case = world.apply(order, cups=1)
    assert (case.state, case.allowed) == ("goodwill", False)
    world.clock.forward(hours=48)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "lapsed"
    assert world.line(order, "cup").available == 3


def test_never_more_than_was_bought(world):
    order = world.order()
    world.apply(order, cups=2)
    with pytest.raises(Exception) as refused:
        world.apply(order, cups=2)
    assert refused.type.__name__ == "StandsInCase"
    assert world.line(order, "cup").claimed == 2


def test_a_second_answer_to_a_decided_case_changes_nothing(world):
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    agree(case=case, actor=world.agent, at=world.now)
    before = world.refreshed(case)
    with pytest.raises(NotTheirTurn):
        refuse(case=case, reason="other", note="改主意了", actor=world.agent, at=world.now)
    after = world.refreshed(case)
    assert (after.state, after.chain_length) == (before.state, before.chain_length)


def test_split_payments_are_each_paid_back(world):
    order = world.order(payments=(30_000, 50_200))
    case = send_back(world, world.apply(order, cups=3, pots=1))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, paid(world, case)) == ("resolved", case.sheet.total_minor)


def test_every_side_was_told_by_mail(world):
    world.hire("owner")
    order = world.order()
    case = world.apply(order, cups=1, reason="damaged", photo=True)
    agree(case=case, actor=world.agent, at=world.now)
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    with in_shop(world.shop):
        mails = list(Mail.objects.order_by("queued_at", "pk"))
    to_buyer = [mail.subject for mail in mails if mail.to_email == "buyer@example.com"]
    assert len(to_buyer) == 4
    assert all(case.ref in subject for subject in to_buyer)
    assert {"agent@teahouse.example.com", "owner@teahouse.example.com"} <= {mail.to_email for mail in mails}
    assert not any("%(" in mail.text for mail in mails)
