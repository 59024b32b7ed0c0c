"""Money ahead of the goods, through the real verbs: paid, settled, claimed, kept back, written off."""

from datetime import timedelta

import pytest

from huitou.cases.models import Case
from huitou.cases.values import say_state
from huitou.cases.verbs import accept_reduction, revise, withdraw
from huitou.core.actions import perform
from huitou.core.actors import Role
from huitou.core.events import subscribers_of
from huitou.core.flow import ConditionNotMet
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.instant.histories import history_of
from huitou.instant.lending import owed
from huitou.instant.models import Advance, Assessment
from huitou.instant.verbs import waive
from huitou.instant.verbs.claim import ClaimAmountInvalid, ClaimWordsMissing, record_goods, record_payment
from huitou.logistics.verbs import Finding, arrive, cancel, contest_goods
from huitou.orders.models import Order
from huitou.refunds.models import Refund


def paid(world, case):
    with in_shop(world.shop):
        refunds = list(Refund.objects.filter(cause_id=case.pk))
    assert all(refund.state == "succeeded" for refund in refunds)
    return sum(refund.paid_minor for refund in refunds)


def said(world, case, reader):
    with in_shop(world.shop):
        return say_state(Case.objects.get(pk=case.pk), reader, world.shop, world.now)


def test_nothing_happens_while_it_is_off(world, ahead):
    case = ahead.returned()
    assert case.state == "awaiting_goods"
    with in_shop(world.shop):
        assert not Assessment.objects.exists()
        assert not Refund.objects.exists()


def test_paid_at_the_first_scan_and_settled_when_the_goods_come(world, ahead):
    ahead.switch()
    case = ahead.returned()
    advance = ahead.advance(case)
    assert (advance.state, advance.amount_minor, ahead.assessment(case).outcome) == ("promised", 19_333, "at_scan")
    assert ahead.month().set_aside_minor == advance.set_aside_minor == 19_333
    assert 0 < ahead.month().expected_minor == advance.expected_minor < 19_333
    assert paid(world, case) == 0
    ahead.scan(case)
    case = world.refreshed(case)
    assert (case.state, case.paid_early, case.goods_return.state) == ("awaiting_goods", True, "on_the_way")
    assert paid(world, case) == 19_333
    assert "before the goods are back" in said(world, case, Role.BUYER)
    assert "before the goods are back" in said(world, case, Role.MERCHANT)
    ahead.bring(case)
    case = world.refreshed(case)
    assert case.state == "resolved"
    assert paid(world, case) == 19_333
    advance = ahead.advance(case)
    assert (advance.state, advance.claimed_minor) == ("settled", 0)
    assert ahead.kinds(advance) == ["promised", "paid", "followed"]
    month = ahead.month()
    assert (month.set_aside_minor, month.expected_minor, month.lost_minor) == (0, 0, 0)
    line = world.line(_order(world, case), "cup")
    assert (line.claimed, line.returned) == (0, 2)


def _order(world, case):
    with in_shop(world.shop):
        return Case.objects.select_related("order").get(pk=case.pk).order


def test_a_number_that_the_buyer_types_in_is_no_scan(world, ahead):
    ahead.switch()
    case = ahead.returned()
    ahead.hand_over(case, world.buyer(_order(world, case)))
    assert ahead.advance(case).state == "promised"
    assert paid(world, case) == 0


def test_goods_that_do_not_come_become_a_claim_that_is_written_off(world, ahead):
    case = ahead.unreturned()
    case = world.refreshed(case)
    assert case.state == "expired"
    assert paid(world, case) == 19_333
    advance = ahead.advance(case)
    assert (advance.state, advance.open_minor) == ("claimed", 19_333)
    assert ahead.booked(f"receivable:{advance.pk}") == -19_333
    assert ahead.month().set_aside_minor == 19_333
    # Nobody can claim these pieces a second time.
    assert world.line(_order(world, case), "cup").available == 1
    world.clock.forward(days=30)
    ahead.sweep()
    advance = ahead.advance(case)
    assert (advance.state, advance.lost_minor) == ("written_off", 19_333)
    assert ahead.booked(f"receivable:{advance.pk}") == 0
    assert ahead.booked("loss:instant") == -19_333
    month = ahead.month()
    assert (month.set_aside_minor, month.expected_minor, month.lost_minor) == (0, 0, 19_333)


def test_a_claim_is_kept_back_from_the_next_refund_as_its_sheet_says(world, ahead):
    ahead.unreturned()
    world.clock.forward(days=1)
    ahead.switch("off")
    case = world.apply(world.order(), cups=3)
    # Three cups: 290.00. Half of it at most is kept back of the 193.33 that are owed.
    assert case.sheet.as_sheet().set_off_minor == 14_500
    assert case.sheet.total_minor == 14_500
    run_pending()
    case = world.refreshed(case)
    ahead.scan(case)
    ahead.bring(world.refreshed(case))
    case = world.refreshed(case)
    assert case.state == "resolved"
    assert paid(world, case) == 14_500
    with in_shop(world.shop):
        advance = Advance.objects.get()
    assert (advance.state, advance.charged_minor, advance.open_minor) == ("claimed", 14_500, 4_833)
    assert ahead.booked(f"receivable:{advance.pk}") == -4_833
    assert ahead.booked("setoff:instant") == -14_500
    assert ahead.month().set_aside_minor == 4_833


def test_what_was_let_go_meanwhile_is_not_kept_back(world, ahead):
    first = ahead.unreturned()
    ahead.switch("off")
    case = world.apply(world.order(), cups=3)
    assert case.sheet.total_minor == 14_500
    perform("advance", "waive", ahead.advance(first), {}, actor=world.agent, at=world.now)
    run_pending()
    ahead.scan(world.refreshed(case))
    ahead.bring(world.refreshed(case))
    case = world.refreshed(case)
    assert (case.state, case.sheet.total_minor, paid(world, case)) == ("resolved", 29_000, 29_000)
    assert ahead.advance(first).state == "waived"


def test_wrong_goods_are_a_claim_of_the_difference(world, ahead):
    ahead.switch(best_points=20)
    case = ahead.returned()
    assert paid(world, case) == 19_333
    ahead.scan(case)
    arrive(goods_return=case.goods_return, actor=world.agent, at=world.now)
    cup = world.line(_order(world, case), "cup")
    contest_goods(
        goods_return=case.goods_return,
        findings=[Finding(line=cup.pk, good=1, wrong=1)],
        actor=world.agent,
        at=world.now,
    )
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.reduced_sheet.total_minor) == ("contested", 9_667)
    assert "you owe the difference" in said(world, case, Role.BUYER)
    accept_reduction(case=case, actor=world.buyer(_order(world, case)), at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert case.state == "resolved"
    assert paid(world, case) == 19_333
    assert (ahead.advance(case).state, ahead.advance(case).open_minor) == ("claimed", 9_666)


def test_the_buyer_objects_and_silence_drops_the_claim(world, ahead):
    case = ahead.unreturned()
    buyer = world.buyer(_order(world, case))
    perform("advance", "object", ahead.advance(case), {"note": "我在门店交的。"}, actor=buyer, at=world.now)
    world.clock.forward(days=10)
    ahead.sweep()
    advance = ahead.advance(case)
    assert (advance.state, advance.lost_minor, ahead.booked("loss:instant")) == ("waived", 19_333, -19_333)


def test_an_objection_is_made_once_and_the_clock_goes_on(world, ahead):
    case = ahead.unreturned()
    buyer = world.buyer(_order(world, case))
    claim = ahead.advance(case)
    world.clock.forward(days=3)
    perform("advance", "object", claim, {"note": "不对。"}, actor=buyer, at=world.now)
    world.clock.forward(days=1)
    perform("advance", "uphold", claim, {"note": "门店没有收到。"}, actor=world.agent, at=world.now)
    again = ahead.advance(case)
    assert (again.deadline_at - claim.deadline_at).days == 1
    with pytest.raises(ConditionNotMet):
        perform("advance", "object", claim, {"note": "不对。"}, actor=buyer, at=world.now)


@pytest.mark.parametrize(
    ("action", "inputs", "account"),
    [
        ("record_payment", {"amount_minor": 19_333, "note": "转账 88"}, "received:instant"),
        ("record_goods", {"note": "今天到了。"}, "reversed:instant"),
    ],
)
def test_a_claim_is_settled_by_hand(world, ahead, action, inputs, account):
    case = ahead.unreturned()
    before = ahead.booked(account)
    perform("advance", action, ahead.advance(case), inputs, actor=world.agent, at=world.now)
    advance = ahead.advance(case)
    assert (advance.state, advance.lost_minor, advance.open_minor) == ("settled", 0, 0)
    assert ahead.booked(account) == before - 19_333
    assert ahead.booked(f"receivable:{advance.pk}") == 0
    assert (ahead.month().set_aside_minor, ahead.month().lost_minor) == (0, 0)


def test_taken_back_after_the_money_came_is_owed_and_no_wish_can_be_changed(world, ahead):
    ahead.switch(best_points=20)
    case = ahead.returned()
    order = _order(world, case)
    buyer = world.buyer(order)
    with pytest.raises(ConditionNotMet):
        revise(case=case, kind="exchange", lines=world.wish(order, cups=1), actor=buyer, at=world.now)
    withdraw(case=case, actor=buyer, at=world.now)
    run_pending()
    assert (ahead.advance(case).state, ahead.advance(case).open_minor) == ("claimed", 19_333)


def test_a_promise_lapses_with_its_case(world, ahead):
    ahead.switch()
    case = ahead.returned()
    cancel(goods_return=case.goods_return, actor=world.buyer(_order(world, case)), at=world.now)
    run_pending()
    assert ahead.advance(case).state == "lapsed"
    assert ahead.month().expected_minor == 0
    assert paid(world, case) == 0


def test_a_wish_that_grew_after_the_promise_is_not_paid_ahead(world, ahead):
    ahead.switch()
    case = ahead.returned(cups=1)
    order = _order(world, case)
    revise(case=case, kind="return_and_refund", lines=world.wish(order, cups=3), actor=world.buyer(order), at=world.now)
    run_pending()
    case = world.refreshed(case)
    assert (case.state, ahead.advance(case).state) == ("awaiting_goods", "promised")
    ahead.scan(case)
    assert (ahead.advance(case).state, ahead.month().set_aside_minor) == ("lapsed", 0)
    assert (paid(world, case), world.refreshed(case).paid_early) == (0, False)


@pytest.mark.parametrize("best", [90, 0], ids=["at the scan", "at once"])
def test_what_was_to_be_kept_back_has_changed_and_nothing_goes_ahead_nor_grows(world, ahead, best):
    claimed = ahead.unreturned()
    ahead.switch(best_points=best, narrowest_points=0)
    ahead.threshold(0)
    case = world.apply(world.order(), cups=2)
    assert case.sheet.as_sheet().set_off_minor
    waive(advance=ahead.advance(claimed), actor=world.hire("manager"), at=world.now)
    run_pending()
    case = world.refreshed(case)
    advance = ahead.advance(case)
    assert (advance.state, advance.amount_minor, paid(world, case)) == ("promised", case.sheet.total_minor, 0)
    ahead.scan(case)
    assert (ahead.advance(case).state, ahead.advance(case).set_aside_minor) == ("lapsed", 0)
    ahead.bring(case)
    case = world.refreshed(case)
    assert (case.state, case.paid_early, case.sheet.total_minor) == ("resolved", False, 19_333)
    assert paid(world, case) == 19_333


def test_every_end_of_a_refund_settles_an_advance_that_waited_for_it():
    for kind in ("succeeded", "failed", "fallen_away"):
        names = {one.name for one in subscribers_of(f"refunds.refund.{kind}")}
        assert "huitou.instant.subscribers.refund_was_settled" in names, kind


def test_a_claim_takes_no_more_than_is_owed_and_each_part_counts_once(world, ahead):
    claim = ahead.advance(ahead.unreturned())
    given = {"advance": claim.pk, "actor": world.agent, "at": world.now}
    for minor in (-1, 0, 19_334):
        with pytest.raises(ClaimAmountInvalid):
            record_payment(**given, amount_minor=minor, note="转账 88")
    for note in (" ", "x" * 2_001):
        with pytest.raises(ClaimWordsMissing):
            record_payment(**given, amount_minor=1, note=note)
        with pytest.raises(ClaimWordsMissing):
            record_goods(**given, note=note)
    assert ahead.booked(f"receivable:{claim.pk}") == -19_333
    record_payment(**given, amount_minor=9_000, note="x" * 2_000)
    for left, state in ((1_333, "claimed"), (0, "settled")):
        record_payment(**given, amount_minor=9_000 if left else 1_333, note="转账 89")
        with in_shop(world.shop):
            claim.refresh_from_db()
            assert owed(claim.order) == left
        assert (claim.state, claim.open_minor, claim.closed_at is None) == (state, left, bool(left))
        assert (ahead.month().set_aside_minor, ahead.month().expected_minor) == (left, left)
        assert ahead.booked(f"receivable:{claim.pk}") == -left
    assert (claim.received_minor, ahead.booked("received:instant")) == (19_333, -19_333)


def test_what_is_only_ordered_says_nothing_of_a_buyer(world):
    order, other = world.order(cups=1), world.order(cups=90)
    at = world.now

    def history(state="paid", *, at=at):
        with in_shop(world.shop):
            Order.objects.filter(pk=other.pk).update(state=state)
            found = history_of(order.customer_id, at)
        return found.orders, found.value_share, found.days_known

    assert (history("placed"), history("cancelled"), history()) == ((1, 100, 5), (1, 100, 5), (2, 200, 5))
    assert history(at=at - timedelta(days=6)) == (0, 0, 0)
