"""Repairs through the verbs: what is covered, the one clock of all, quotes, and when the law lets the buyer choose."""

from datetime import timedelta

import pytest

from huitou.cases.attempts import StandsInCase
from huitou.cases.judging import preview
from huitou.cases.models import Case
from huitou.cases.verbs import (
    accept_offer,
    add_evidence,
    agree,
    call_in_platform,
    choose_refund,
    choose_replacement,
    offer,
    open_case,
    refuse,
    revise,
)
from huitou.cases.wishing import WishedLine
from huitou.core.actions import InputsInvalid, perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.flow import NotTheirTurn
from huitou.core.flow.machine import ConditionNotMet
from huitou.core.jobs import run_pending
from huitou.core.models import Event
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.notifications.models import Mail
from huitou.orders.models import OwedByHand
from huitou.policies.rules.verdict import Verdict
from huitou.refunds.models import Refund
from huitou.services.cover import chances, warranties_of
from huitou.services.models import Repair, RepairNote
from huitou.services.verbs.noting import RepairWordsMissing
from huitou.services.verbs.quoting import CoveredByWarranty, QuoteChanged, QuoteOutOfBounds
from tests.cases.generous import ask, be_generous, settle
from tests.changes.asking import until
from tests.worlds import picture

LINES = [
    {"kind": "part", "name": "壶盖", "amount_minor": 3_000},
    {"kind": "labour", "name": "修补", "amount_minor": 2_000},
]
QUOTE = {"diagnosis": "impact", "note": "壶盖是摔裂的。", "lines": LINES}


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def do(world, case: Case, action: str, actor=None, **inputs) -> Case:
    perform("repair", action, case.repair.ref, inputs, actor=actor or world.agent, at=world.now)
    return settle(world, case)


def to_the_workshop(world, order) -> Case:
    case = ask(world, order, "repair")
    return bring(world, order, settle(world, agree(case=case.ref, actor=world.agent, at=world.now)))


def bring(world, order, case: Case) -> Case:
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    back = arrive(goods_return=back, actor=world.agent, at=world.now)
    accept_goods(goods_return=back, actor=world.agent, at=world.now)
    return settle(world, case)


def quoted(world, order) -> Case:
    case = to_the_workshop(world, order)
    add_evidence(case=case.ref, file=picture(), name="crack.jpg", actor=world.agent, at=world.now)
    return do(world, case, "quote", **QUOTE)


def repaired(world, order) -> Case:
    case = do(world, to_the_workshop(world, order), "accept_repair", diagnosis="mechanics")
    case = do(world, case, "finish", note="换了弹簧。")
    case = do(world, case, "send_back", tracking_number="SF3", carrier="sf")
    return do(world, case, "receive", world.buyer(order))


def repaired_in_days(world, order, days: int) -> Case:
    """A repair for which the goods were so many days away from the buyer."""
    case = do(world, to_the_workshop(world, order), "accept_repair", diagnosis="mechanics")
    world.clock.forward(days=days)
    case = do(world, case, "finish")
    case = do(world, case, "send_back", tracking_number="SF3", carrier="sf")
    return do(world, case, "receive", world.buyer(order))


def paid(world, order) -> list[int]:
    with in_shop(world.shop):
        return [row.amount_minor for row in Refund.objects.filter(order=order, state="succeeded")]


def soon(moment, expected) -> bool:
    """The clock of a test runs on."""
    return abs(moment - expected) < timedelta(minutes=5)


def pass_days(world, days: float) -> None:
    world.clock.forward(hours=int(days * 24))
    sweep_deadlines(at=world.now)


def test_a_covered_fault_is_not_charged(shop):
    case = to_the_workshop(shop, shop.order())
    assert case.repair.covered
    for wrong in (QUOTE, {**QUOTE, "diagnosis": "power"}, {**QUOTE, "note": " "}):
        with pytest.raises(CoveredByWarranty) as refused:
            do(shop, case, "quote", **wrong)
    assert refused.value.params["until"] in refused.value.text
    assert str(shop.today.year + 1) in refused.value.params["until"]
    add_evidence(case=case.ref, file=picture(), name="crack.jpg", actor=shop.agent, at=shop.now)
    for wrong in ({**QUOTE, "diagnosis": "power"}, {**QUOTE, "note": " "}):
        with pytest.raises(CoveredByWarranty):
            do(shop, case, "quote", **wrong)
    case = settle(shop, case)
    assert (case.repair.state, case.repair.quote_minor, case.repair.covered) == ("diagnosing", 0, True)
    case = do(shop, case, "quote", **QUOTE)
    assert (case.repair.state, case.repair.quote_minor, case.repair.covered) == ("quoted", 5_000, False)


def test_a_picture_from_before_the_workshop_proves_nothing_of_what_it_found(shop):
    order = shop.order()
    case = settle(shop, agree(case=ask(shop, order, "repair").ref, actor=shop.agent, at=shop.now))
    add_evidence(case=case.ref, file=picture(), name="old.jpg", actor=shop.agent, at=shop.now)
    shop.clock.forward(hours=1)
    case = bring(shop, order, case)
    with pytest.raises(CoveredByWarranty):
        do(shop, case, "quote", **QUOTE)


def test_a_quote_is_its_lines(shop):
    case = quoted(shop, shop.order())
    assert [line["minor"] for line in case.repair.quote_lines] == [3_000, 2_000]
    case = to_the_workshop(shop, shop.order())
    with pytest.raises(QuoteOutOfBounds):
        do(shop, case, "quote", **{**QUOTE, "lines": []})
    with pytest.raises(InputsInvalid):
        do(shop, case, "quote", **{**QUOTE, "lines": [{"kind": "part", "name": "壶", "amount_minor": -5}]})


def test_who_agrees_has_seen_the_sum_and_pays_before_the_goods_come_back(shop):
    order = shop.order()
    case = quoted(shop, order)
    with pytest.raises(QuoteChanged):
        do(shop, case, "accept_quote", shop.buyer(order), seen_minor=4_999)
    case = do(shop, case, "accept_quote", shop.buyer(order), seen_minor=5_000)
    case = do(shop, case, "finish")
    assert (case.repair.state, case.repair.custody.code) == ("awaiting_payment", "workshop")
    with pytest.raises(NotTheirTurn):
        do(shop, case, "send_back", tracking_number="SF3")
    case = do(shop, case, "confirm_payment", received_by="转账")
    case = do(shop, case, "send_back", tracking_number="SF3")
    assert (case.repair.custody.code, soon(case.repair.paid_at, shop.now)) == ("carrier", True)
    case = do(shop, case, "receive", shop.buyer(order))
    assert (case.state, case.repair.outcome, paid(shop, order)) == ("resolved", "repaired", [])


def test_goods_whose_repair_nobody_pays_for_stay_with_the_shop(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    pass_days(shop, 29)
    assert settle(shop, case).repair.state == "awaiting_payment"
    pass_days(shop, 2)
    case = settle(shop, case)
    assert (case.state, case.repair.state, case.repair.custody.code) == ("closed", "unclaimed", "workshop")
    assert paid(shop, order) == []


def test_who_says_that_they_have_paid_does_not_lose_their_goods_to_a_shop_that_does_not_look(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    pass_days(shop, 29)
    case = do(shop, case, "say_paid", shop.buyer(order))
    assert (case.repair.state, case.repair.custody.code, case.repair.paid_at) == ("payment_said", "workshop", None)
    with pytest.raises(NotTheirTurn):
        do(shop, case, "send_back", tracking_number="SF3")
    until(shop, case.repair.deadline_at)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert (case.repair.state, case.repair.paid_at is not None) == ("to_send_back", True)
    # Sixty days went by in which nobody worked: the workshop has its days to pack all the same.
    assert case.repair.deadline_at - shop.now > timedelta(hours=20)
    run_pending()
    with in_shop(shop.shop):
        subjects = list(Mail.objects.filter(subject__contains=case.ref).values_list("subject", flat=True))
    for said in ("See whether it was paid", "按已付款处理，商品即将寄回给你"):
        assert any(said in subject for subject in subjects), (said, subjects)
    assert not [subject for subject in subjects if "已收到维修费" in subject]


def test_after_the_shop_has_denied_it_silence_sends_the_goods_home_and_counts_nothing_as_paid(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    pass_days(shop, 29)
    do(shop, case, "say_paid", shop.buyer(order))
    case = do(shop, case, "deny_payment")
    assert (case.repair.state, case.repair.deadline_at - shop.now > timedelta(days=29)) == ("awaiting_payment", True)
    case = do(shop, case, "say_paid", shop.buyer(order))
    assert (case.repair.state, case.repair.custody.code) == ("payment_to_check", "workshop")
    said_at, waited = shop.now, case.repair.buyer_took
    until(shop, case.repair.deadline_at)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert case.repair.buyer_took - waited >= shop.now - said_at - timedelta(hours=1)  # off the clock of the repair
    assert (case.repair.state, case.repair.paid_at, debts(shop)) == ("to_send_back", None, [])
    # Goods that then do not come are worth what the case pays, and what may have been paid for the work besides.
    until(shop, case.repair.deadline_at)
    sweep_deadlines(at=shop.now)
    assert settle(shop, case).repair.state == "failed"
    assert [(owed.amount_minor, owed.confirmed) for owed in debts(shop)] == [(5_000, False)]


def debts(shop) -> list[OwedByHand]:
    with in_shop(shop.shop):
        return list(OwedByHand.objects.all())


def test_it_is_said_twice_at_most(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    for _time in range(2):
        case = do(shop, case, "say_paid", shop.buyer(order))
        case = do(shop, case, "deny_payment")
    with pytest.raises(ConditionNotMet):
        do(shop, case, "say_paid", shop.buyer(order))


def test_what_was_paid_for_a_repair_that_gets_lost_is_owed_back(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    case = do(shop, case, "confirm_payment", received_by="转账")
    pass_days(shop, 7)
    case = settle(shop, case)
    with in_shop(shop.shop):
        [owed] = OwedByHand.objects.all()
    assert (case.repair.state, owed.subject, owed.amount_minor, owed.confirmed) == (
        "failed", case.repair.pk, 5_000, True,
    )  # fmt: skip


def test_a_workshop_that_waives_what_the_buyer_says_to_have_paid_gives_it_back(shop):
    order = shop.order()
    case = do(shop, do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000), "finish")
    case = do(shop, do(shop, case, "say_paid", shop.buyer(order)), "waive_quote")
    with in_shop(shop.shop):
        [owed] = OwedByHand.objects.all()
    assert (case.repair.state, owed.amount_minor, owed.confirmed) == ("to_send_back", 5_000, False)


def test_a_paid_repair_that_fails_costs_nothing_and_the_goods_come_back(shop):
    order = shop.order()
    case = do(shop, quoted(shop, order), "accept_quote", shop.buyer(order), seen_minor=5_000)
    case = do(shop, case, "fail", note="找不到配件。")
    assert (case.state, case.repair.state, case.repair.quote_minor) == ("repairing", "to_send_back", 0)


def test_a_covered_repair_that_fails_lets_the_buyer_choose(shop):
    case = do(shop, to_the_workshop(shop, shop.order()), "fail", note="修不了。")
    assert (case.state, case.repair.state) == ("remedy_due", "failed")


def test_thirty_days_are_one_clock_over_all_states(shop):
    case = to_the_workshop(shop, shop.order())
    opened = case.repair.opened_at
    shop.clock.forward(days=2)
    case = do(shop, case, "accept_repair", diagnosis="power")
    assert soon(case.repair.deadline_at, shop.now + timedelta(days=27))
    for _note in range(4):
        shop.clock.forward(days=6)
        case = do(shop, case, "note_work", note="等配件。")
    # Twenty-six days are gone: what is left is four, whatever the table says of one wait.
    assert soon(case.repair.deadline_at, opened + timedelta(days=30))
    pass_days(shop, 4)
    case = settle(shop, case)
    assert (case.state, case.repair.state) == ("remedy_due", "failed")


def test_the_clock_stands_still_while_the_buyer_decides(shop):
    order = shop.order()
    case = quoted(shop, order)
    opened = case.repair.opened_at
    shop.clock.forward(days=6)
    case = do(shop, case, "accept_quote", shop.buyer(order), seen_minor=5_000)
    shop.clock.forward(days=25)
    case = do(shop, case, "note_work", note="等配件。")
    assert case.repair.buyer_took.days == 6
    assert soon(case.repair.deadline_at, opened + timedelta(days=36))


def test_two_repairs_and_the_buyer_chooses_at_once(shop):
    order = shop.order()
    for done in (1, 2):
        repaired(shop, order)
        with in_shop(shop.shop):
            assert chances(order, [shop_line(order)]).repairs == done
    case = ask(shop, order, "repair")
    assert (case.state, case.goods_return_id) == ("remedy_due", None)
    case = choose_refund(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert case.state == "awaiting_goods"
    case = bring(shop, order, settle(shop, case))
    assert (case.state, paid(shop, order)) == ("resolved", [9_934])


def shop_line(order):
    from huitou.orders.models import Line

    return Line.objects.get(order=order, external_id="cup").pk


def test_two_repairs_and_the_same_again_is_sent_once_the_goods_are_back(shop):
    order = shop.order()
    repaired(shop, order)
    repaired(shop, order)
    case = ask(shop, order, "repair")
    case = choose_replacement(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert case.state == "awaiting_goods"
    assert bring(shop, order, settle(shop, case)).state == "replacing"


def test_one_repair_is_not_enough_and_another_item_is_not_counted(shop):
    order = shop.order()
    repaired(shop, order)
    assert ask(shop, order, "repair").state == "requested"
    other = shop.order()
    repaired(shop, other)
    assert ask(shop, other, "repair").state == "requested"


def test_days_at_the_workshop_add_up_to_the_choice(shop):
    order = shop.order(delivered_days_ago=2)
    case = do(shop, to_the_workshop(shop, order), "accept_repair", diagnosis="power")
    with in_shop(shop.shop):
        row = Repair.objects.get(pk=case.repair_id)
        row.opened_at -= timedelta(days=31)  # the clock was stopped by hand for so long
        row.save()
    case = do(shop, case, "finish")
    case = do(shop, case, "send_back", tracking_number="SF3")
    do(shop, case, "receive", shop.buyer(order))
    assert ask(shop, order, "repair").state == "remedy_due"


def test_an_item_under_dispute_is_not_repaired_and_the_way_to_the_dispute_is_told(shop):
    order = shop.order(cups=1)
    case = ask(shop, order, "return_and_refund")
    refuse(case=case.ref, actor=shop.agent, at=shop.now, reason="other", note="不是我们的问题。")
    call_in_platform(case=case.ref, actor=shop.buyer(order), at=shop.now)
    with pytest.raises(StandsInCase) as refused:
        ask(shop, order, "repair")
    assert refused.value.params["case"] == case.ref
    with in_shop(shop.shop):
        assert Case.objects.filter(order=order).count() == 1


def test_a_repair_lengthens_the_warranty_by_its_time(shop):
    order = shop.order()
    with in_shop(shop.shop):
        before = warranties_of(order)[shop_line(order)]
    case = do(shop, to_the_workshop(shop, order), "accept_repair", diagnosis="power")
    shop.clock.forward(days=5)
    case = do(shop, case, "finish")
    case = do(shop, case, "send_back", tracking_number="SF3")
    shop.clock.forward(hours=30)
    case = do(shop, case, "receive", shop.buyer(order))
    with in_shop(shop.shop):
        after = warranties_of(order)[shop_line(order)]
    assert after.until - before.until == timedelta(days=7)
    assert [one.ref for one in after.history] == [case.repair.ref]


def test_words_of_the_workshop_are_kept_beside_the_event(shop):
    case = to_the_workshop(shop, shop.order())
    with pytest.raises(RepairWordsMissing):
        do(shop, case, "find_nothing", note=" ")
    case = do(shop, case, "find_nothing", note="试了两天，一切正常。")
    with in_shop(shop.shop):
        note = RepairNote.objects.get(repair=case.repair)
        event = Event.objects.filter(subject_id=case.repair_id).order_by("-seq").first()
    assert (note.body, note.action) == ("试了两天，一切正常。", "find_nothing")
    assert event.facts["note"] == str(note.pk)
    assert "正常" not in event.body


def test_every_step_writes_to_the_buyer_and_the_end_is_a_receipt(shop):
    order = shop.order()
    repaired(shop, order)
    run_pending()
    with in_shop(shop.shop):
        subjects = list(
            Mail.objects.filter(to_email="buyer@example.com").order_by("queued_at").values_list("subject", flat=True)
        )
    said = " | ".join(subjects)
    for word in ("维修已开始", "已寄回", "维修回执"):
        assert word in said, said
    assert "0.00" not in said


def test_a_claim_within_a_lengthened_warranty_is_a_right_though_the_window_is_over(shop):
    order = shop.order()
    with in_shop(shop.shop):
        window_ends = warranties_of(order)[shop_line(order)].until
    repaired_in_days(shop, order, 6)
    shop.clock.forward(seconds=(window_ends + timedelta(days=2) - shop.now).total_seconds())
    case = ask(shop, order, "repair")
    with in_shop(shop.shop):
        verdict = Verdict.from_json(Case.objects.get(pk=case.pk).judged["verdict"])
        until = warranties_of(order)[shop_line(order)].until
    assert (case.allowed, case.entitled, case.state) == (True, True, "awaiting_goods")
    assert verdict.reasons[0].code == "lengthened"
    assert verdict.until == until - timedelta(microseconds=1)


def test_after_the_lengthened_warranty_and_for_another_item_it_is_no_right(shop):
    order = shop.order()
    with in_shop(shop.shop):
        window_ends = warranties_of(order)[shop_line(order)].until
    repaired_in_days(shop, order, 6)
    shop.clock.forward(seconds=(window_ends + timedelta(days=2) - shop.now).total_seconds())
    pot = WishedLine(line=shop.line(order, "pot").pk, quantity=1, reason="defective")
    cup = WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="damaged")
    buyer = shop.buyer(order)
    with in_shop(shop.shop):
        for line in (pot, cup):
            assert not preview(buyer, order=order.pk, kind="repair", lines=[line], at=shop.now).verdict.allowed
        until = warranties_of(order)[shop_line(order)].until
        defect = cup.model_copy(update={"reason": "defective"})
        late = preview(buyer, order=order.pk, kind="repair", lines=[defect], at=until)
    assert not late.verdict.allowed


def repaired_twice(shop):
    order = shop.order()
    repaired(shop, order)
    repaired(shop, order)
    return order


def test_a_wish_that_is_changed_into_a_third_repair_starts_with_the_choice(shop):
    order = repaired_twice(shop)
    case = ask(shop, order, "exchange", reason="defective")
    line = WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="defective")
    case = revise(case=case.ref, kind="repair", lines=[line], actor=shop.buyer(order), at=shop.now)
    assert (case.state, case.goods_return_id) == ("remedy_due", None)
    case = choose_replacement(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert case.state == "awaiting_goods"


def mixed(shop, order, **pot):
    lines = [
        WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="defective", kind="repair"),
        WishedLine(line=shop.line(order, "pot").pk, quantity=1, **pot),
    ]
    return open_case(
        order=order.pk, kind="repair", lines=lines, evidence=[shop.photo(order)], actor=shop.buyer(order), at=shop.now
    )  # fmt: skip


def test_in_a_mixed_case_a_right_beside_it_does_not_wait_and_stays_in_the_sum(shop):
    order = repaired_twice(shop)
    case = mixed(shop, order, reason="no_longer_wanted", kind="return_and_refund")
    assert (case.state, case.kind, case.choice_at_once) == ("remedy_due", "mixed", True)
    alone = case.sheet.total_minor
    case = choose_refund(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert (case.state, case.sheet.total_minor) == ("awaiting_goods", alone + 9_934)
    assert bring(shop, order, settle(shop, case)).state == "resolved"


def test_in_a_mixed_case_the_shop_answers_first_where_it_has_to(shop):
    order = repaired_twice(shop)
    case = mixed(shop, order, reason="damaged", kind="partial_refund", amount_minor=5_000)
    assert (case.state, case.choice_due) == ("requested", True)
    case = agree(case=case.ref, actor=shop.agent, at=shop.now)
    assert (case.state, case.goods_return_id) == ("remedy_due", None)
    case = choose_refund(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert case.sheet.total_minor == 9_934 + 5_000


def test_an_offer_that_is_accepted_leaves_nothing_to_choose(shop):
    order = repaired_twice(shop)
    case = mixed(shop, order, reason="damaged", kind="partial_refund", amount_minor=5_000)
    offer(case=case.ref, amount_minor=20_000, actor=shop.agent, at=shop.now)
    case = accept_offer(case=case.ref, actor=shop.buyer(order), at=shop.now)
    assert (case.state, case.choice_due) == ("refunding", False)
