"""Corners that were wrong once, and what must stay right beside them."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection

from huitou.cases import arrivals, catching_up
from huitou.cases.judging import preview
from huitou.cases.models import Evidence
from huitou.cases.subscribers import money_came_to_its_end
from huitou.cases.verbs import accept_offer, agree, offer, open_case, refuse, revise, waive
from huitou.core import writing as writing_module
from huitou.core.deadlines import sweep_deadlines
from huitou.core.ids import new_id
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.logistics.verbs import Finding, accept_goods, contest_goods
from huitou.orders.models import Line, Order, Payment
from huitou.refunds.gateways.sandbox.faults import Kind, plan_fault
from huitou.refunds.models import Refund
from huitou.refunds.reconcile import counters_against_ledger
from huitou.refunds.verbs import fail
from tests.cases.test_lifecycle import kinds, paid, send_back

DAMAGED = {"cups": 1, "reason": "damaged", "photo": True}


def refused(world, order, **wish):
    case = world.apply(order, **{**DAMAGED, **wish})
    refuse(case=case, reason="other", note="请拍清楚一点。", actor=world.agent, at=world.now)
    return case


# A wish that is changed


def test_a_wish_that_is_changed_into_a_right_waits_for_nobody(world):
    order = world.order()
    case = refused(world, order)
    lines = world.wish(order, cups=1, reason="no_longer_wanted")
    revise(case=case, kind="return_and_refund", lines=lines, actor=world.buyer(order), at=world.now)
    case = world.refreshed(case)
    assert (case.state, case.entitled, case.goods_return.state) == ("awaiting_goods", True, "awaiting_hand_over")
    assert case.answered_at is not None
    assert case.deadline_at is None
    with in_shop(world.shop):
        facts = Event.objects.get(subject_id=case.pk, kind="cases.case.revised").facts
    assert (facts["to"], facts["attempt"], facts["entitled"]) == ("awaiting_goods", 2, True)


def test_a_wish_that_is_changed_into_no_right_waits_for_the_shop_anew(world):
    order = world.order()
    case = refused(world, order)
    world.clock.forward(hours=5)
    lines = world.wish(order, cups=2, reason="damaged")
    revise(case=case, kind="return_and_refund", lines=lines, actor=world.buyer(order), at=world.now)
    case = world.refreshed(case)
    assert case.state == "requested"
    assert timedelta(hours=47, minutes=59) < case.deadline_at - world.now <= timedelta(hours=48)


def test_the_photo_of_the_shop_is_no_proof_of_the_buyers(world):
    order = world.order()
    case = refused(world, order)
    with in_shop(world.shop):
        Evidence.objects.filter(case=case).update(role="merchant")
    with pytest.raises(Exception) as error:
        revise(case=case, kind="return_and_refund", lines=world.wish(order, cups=1, reason="damaged"),
               actor=world.buyer(order), at=world.now)  # fmt: skip
    assert error.value.code == "evidence_missing"


# Money


def test_three_applications_for_one_piece_each_give_back_what_was_paid_and_not_a_cent_more(world):
    """Each alone is rounded up: 3 × 267 of 800 shipping. The last one is computed anew instead of sticking."""
    order = world.order()
    cases = [world.apply(order, **DAMAGED) for _ in range(3)]
    for case in cases:
        case = send_back(world, agree(case=case, actor=world.agent, at=world.now))
        accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    cases = [world.refreshed(case) for case in cases]
    assert [case.state for case in cases] == ["resolved"] * 3
    assert sum(paid(world, case) for case in cases) == 29_800
    corrected = [case for case in cases if "sheet.corrected" in kinds(world, case)]
    assert len(corrected) == 1
    assert counters_against_ledger(world.shop.pk) == []


def test_a_case_that_finds_nothing_left_to_pay_ends_all_the_same(world):
    """What was captured is less than what the two cases were promised, each by itself."""
    order = world.order(payments=(29_000,))
    first, second = (
        world.apply(order, cups=3, reason="damaged", photo=True),
        world.apply(order, pots=1, reason="damaged", photo=True),
    )
    for case in (first, second):
        case = send_back(world, agree(case=case, actor=world.agent, at=world.now))
        accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    first, second = world.refreshed(first), world.refreshed(second)
    assert (first.state, second.state) == ("resolved", "resolved")
    assert (paid(world, first), paid(world, second), second.sheet.total_minor) == (29_000, 0, 0)


def test_an_agreed_sum_is_reduced_in_proportion_by_what_came_back(world):
    order = world.order()
    case = world.apply(order, cups=2, reason="damaged", photo=True)
    offer(case=case, amount_minor=6_000, keeps_goods=False, actor=world.agent, at=world.now)
    accept_offer(case=case, actor=world.buyer(order), at=world.now)
    case = send_back(world, world.refreshed(case))
    findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, world.refreshed(case).reduced_minor) == ("contested", 3_000)


def test_pieces_that_were_paid_for_in_full_cannot_be_claimed_again(world):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    run_pending()
    waive(case=case, actor=world.agent, at=world.now)
    run_pending()
    assert paid(world, world.refreshed(case)) == 19_333
    line = world.line(order, "cup")
    assert (line.claimed, line.returned, line.available) == (0, 2, 1)


@pytest.mark.parametrize("second_pays", [True, False])
def test_paying_again_pays_only_what_is_missing(world, second_pays):
    """Two payments: one refund is paid, the other given up. Nothing is paid twice, and nothing sticks."""
    order = world.order(payments=(30_000, 50_200))
    plan_fault(str(world.shop.pk), Kind.REFUSE)
    case = _all_back(world, order)
    run_pending()
    with in_shop(world.shop):
        stuck = Refund.objects.get(cause_id=case.pk, state="needs_person")
    fail(refund=stuck, reason="没有付。", actor=world.hire("manager"), at=world.now)
    run_pending()
    assert world.refreshed(case).state == "unpaid"
    if not second_pays:
        plan_fault(str(world.shop.pk), Kind.UNREACHABLE, times=2)
    world.clock.forward(days=4)
    for _ in range(12):
        sweep_deadlines(at=world.now)
        run_pending()
        world.clock.forward(minutes=10)
    case = world.refreshed(case)
    assert case.state == "resolved"
    with in_shop(world.shop):
        done = Refund.objects.filter(cause_id=case.pk, state="succeeded")
        assert sum(refund.paid_minor for refund in done) == case.sheet.total_minor == 80_200
        assert sum(Payment.objects.values_list("refunded_minor", flat=True)) == 80_200


def _all_back(world, order):
    case = world.apply(order, cups=3, pots=1, reason="damaged", photo=True)
    case = send_back(world, agree(case=case, actor=world.agent, at=world.now))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    return case


def test_late_news_of_a_refund_that_was_asked_for_again_changes_nothing(world):
    order = world.order()
    plan_fault(str(world.shop.pk), Kind.REFUSE)
    case = send_back(world, world.apply(order, cups=2))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    with in_shop(world.shop):
        stuck = Refund.objects.get(cause_id=case.pk)
    fail(refund=stuck, reason="没有付。", actor=world.hire("manager"), at=world.now)
    run_pending()
    world.clock.forward(days=4)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "refunding"
    with in_shop(world.shop):
        old_news = Event.objects.get(subject_id=stuck.pk, kind="refunds.refund.failed")
    with writing(world.shop.pk):
        money_came_to_its_end(old_news)
    assert world.refreshed(case).state == "refunding"
    run_pending()
    assert (world.refreshed(case).state, paid_in_all(world, case)) == ("resolved", 19_333)


def paid_in_all(world, case):
    with in_shop(world.shop):
        return sum(Refund.objects.filter(cause_id=case.pk, state="succeeded").values_list("paid_minor", flat=True))


def test_what_is_shown_for_mixed_reasons_is_what_is_paid(world):
    """One reason is the shop's fault, the other the buyer's: one bill, in the buyer's favour, shown and paid alike."""
    order = world.order()
    lines = [*world.wish(order, cups=1, reason="damaged"), *world.wish(order, pots=1, reason="no_longer_wanted")]
    with in_shop(world.shop):
        shown = preview(world.buyer(order), order=order.pk, kind="return_and_refund", lines=lines, evidence=["photo"],
                        at=world.now)  # fmt: skip
    assert shown.verdict.outbound_shipping_refunded
    assert shown.sheet.total_minor == sum(item.amount_minor for item in shown.sheet.items)
    case = open_case(order=order.pk, kind="return_and_refund", lines=lines, evidence=[world.photo(order)],
                     seen_minor=shown.sheet.total_minor, actor=world.buyer(order), at=world.now)  # fmt: skip
    if case.state == "requested":
        case = agree(case=case, actor=world.agent, at=world.now)
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    assert paid(world, world.refreshed(case)) == shown.sheet.total_minor


# Lost news


@pytest.fixture
def nobody_at_once(monkeypatch):
    """Nothing is reacted to in the event's own transaction, as when that failed: news travels by jobs alone."""
    monkeypatch.setattr(writing_module, "_reactions", [])


def forget_jobs():
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs WHERE status = 'todo'")


def test_a_case_that_nobody_told_of_its_return_catches_up(world, nobody_at_once):
    case = send_back(world, world.apply(world.order(), cups=2))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    forget_jobs()
    assert world.refreshed(case).state == "awaiting_goods"
    assert catching_up.catch_up_shop(world.shop.pk) == 1
    run_pending()
    assert world.refreshed(case).state == "resolved"
    assert catching_up.catch_up_shop(world.shop.pk) == 0


def test_a_case_that_nobody_told_of_its_refund_catches_up(world, nobody_at_once):
    order = world.order(shipped=False, delivered_days_ago=None)
    case = world.apply(order, kind="refund_only", cups=3, pots=1)
    run_pending(limit=1)
    while world.refreshed(case).state == "refunding" and paid_in_all(world, case) == 0:
        run_pending(limit=1)
    forget_jobs()
    assert (world.refreshed(case).state, catching_up.catch_up_shop(world.shop.pk)) == ("refunding", 1)
    assert world.refreshed(case).state == "resolved"


def test_told_late_the_buyer_still_has_the_whole_time_to_object(world, nobody_at_once):
    order = world.order()
    case = send_back(world, world.apply(order, cups=2))
    findings = [Finding(line=world.line(order, "cup").pk, good=1, missing=1)]
    contest_goods(goods_return=case.goods_return, findings=findings, actor=world.agent, at=world.now)
    world.clock.forward(hours=80)
    run_pending()
    assert sweep_deadlines(at=world.now) == 0
    assert timedelta(hours=71) < world.refreshed(case).deadline_at - world.now <= timedelta(hours=72)


# The sweep


def test_a_row_that_cannot_be_moved_stops_no_other(world, monkeypatch, caplog):
    poisoned = world.apply(world.order(), **DAMAGED)
    healthy = world.apply(world.order(), **DAMAGED)
    real = open_return_of(monkeypatch, poisoned)
    world.clock.forward(hours=48)
    assert sweep_deadlines(at=world.now) == 1
    assert (world.refreshed(poisoned).state, world.refreshed(healthy).state) == ("requested", "awaiting_goods")
    real()
    assert sweep_deadlines(at=world.now) == 1
    assert world.refreshed(poisoned).state == "awaiting_goods"


def open_return_of(monkeypatch, poisoned):
    """Opening the return of this case breaks in a way that nobody foresaw."""
    real = arrivals.open_return

    def breaks(**inputs):
        if inputs["order_id"] == poisoned.order_id:
            raise ZeroDivisionError
        return real(**inputs)

    monkeypatch.setattr(arrivals, "open_return", breaks)
    return lambda: monkeypatch.setattr(arrivals, "open_return", real)


def test_an_order_that_was_taken_away_by_an_import_still_lets_its_case_end(world):
    """The source paid back meanwhile, outside our books of refunds: nothing is paid twice, and nothing sticks."""
    order = world.order()
    case = world.apply(order, **DAMAGED)
    with in_shop(world.shop):
        Payment.objects.filter(order=order).update(refunded_minor=80_200)
        Order.objects.filter(pk=order.pk).update(state="cancelled")
    case = send_back(world, agree(case=case, actor=world.agent, at=world.now))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.sheet.total_minor) == ("resolved", 0)
    with in_shop(world.shop):
        assert Refund.objects.count() == 0
        assert Line.objects.get(order=order, external_id="cup").claimed == 0


def test_what_a_program_agreed_to_is_known_as_its_decision(world):
    """So that who made the program is not the second pair of eyes on the refund."""
    case = world.apply(world.order(cups=1), cups=1, kind="refund_only", reason="damaged", photo=True)
    assert case.state == "requested"
    program = replace(world.agent, id=f"token:{new_id()}")
    agree(case=case, actor=program, at=world.now)
    run_pending()
    with in_shop(world.shop):
        assert Refund.objects.get().agreed_by == program.id
