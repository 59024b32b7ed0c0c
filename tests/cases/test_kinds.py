"""Every kind of case to its end, through the real verbs: exchange, repair, reship, price adjustment, partial refund."""

from datetime import timedelta

import pytest
from django.test import Client

from huitou.accounts.buyers import open_demo_session
from huitou.cases.models import Case
from huitou.cases.verbs import add_evidence, agree, agree_and_ship_first, choose_refund, choose_replacement, open_case
from huitou.cases.wishing import SumMissing, SumOutOfBounds, VariantUnknown, WishedLine
from huitou.core.actions import perform
from huitou.core.deadlines import sweep_deadlines
from huitou.core.errors import NotFound
from huitou.core.flow import ConditionNotMet
from huitou.core.tenancy import in_shop
from huitou.core.writing import writing
from huitou.logistics.verbs import accept_goods, arrive, hand_over
from huitou.orders.models import Line, OwedByHand, Variant
from huitou.orders.verbs import pay_back_by_hand
from huitou.orders.verbs.stock import SoldOut
from huitou.portal.session import SESSION
from huitou.refunds.models import Refund
from tests.cases.generous import ask, be_generous, settle, stock
from tests.changes.asking import until
from tests.worlds import picture


@pytest.fixture
def shop(world):
    be_generous(world)
    return world


def bring_back(world, order, case: Case, accept: bool = True) -> Case:
    """The buyer sends the goods, the shop takes them."""
    back = hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    back = arrive(goods_return=back, actor=world.agent, at=world.now)
    if accept:
        accept_goods(goods_return=back, actor=world.agent, at=world.now)
    return settle(world, case)


def do(world, case: Case, machine: str, action: str, actor, **inputs) -> Case:
    subject = {"replacement": case.replacement, "repair": case.repair}[machine]
    perform(machine, action, subject.ref, inputs, actor=actor, at=world.now)
    return settle(world, case)


def send(world, case: Case) -> Case:
    """The shop ships the replacement, the buyer has it."""
    case = do(world, case, "replacement", "ship", world.agent, tracking_number="SF2")
    with in_shop(world.shop):
        order = case.order
    return do(world, case, "replacement", "receive", world.buyer(order))


def cup(world, order) -> Line:
    with in_shop(world.shop):
        return Line.objects.get(order=order, external_id="cup")


def paid(world, order) -> list[int]:
    with in_shop(world.shop):
        rows = Refund.objects.filter(order=order, state="succeeded").order_by("requested_at")
        return [refund.amount_minor for refund in rows]


def free_stock(world, sku: str) -> tuple[int | None, int]:
    with in_shop(world.shop):
        found = Variant.objects.get(sku=sku)
        return found.stock, found.reserved


def test_an_exchange_for_the_same_again(shop):
    order = shop.order()
    case = ask(shop, order, "exchange")
    assert (case.state, case.sheet.total_minor) == ("requested", 0)
    case = agree(case=case.ref, actor=shop.agent, at=shop.now)
    assert case.state == "awaiting_goods"
    case = bring_back(shop, order, case)
    assert case.state == "replacing"
    case = send(shop, case)
    assert (case.state, paid(shop, order)) == ("resolved", [])
    line = cup(shop, order)
    assert (line.claimed, line.returned) == (0, 0)  # the buyer has a cup again and every right to it


def test_an_exchange_agreed_by_the_policy_starts_agreed(shop):
    case = ask(shop, shop.order(), "exchange", reason="does_not_fit")
    assert (case.state, case.automatic) == ("awaiting_goods", True)


def test_a_cheaper_variant_pays_the_difference_back(shop):
    order, small = shop.order(), stock(shop, "CUP-S", 6_000)
    case = ask(shop, order, "exchange", reason="does_not_fit", variant=small.pk)
    # 100.00 less its share of the discount (10.00 over three cups) was paid for the cup.
    assert case.sheet.total_minor == 9_667 - 6_000
    case = bring_back(shop, order, case)
    assert case.state == "replacing"
    assert paid(shop, order) == [3_667]
    assert free_stock(shop, "CUP-S") == (5, 1)
    case = send(shop, case)
    assert (case.state, free_stock(shop, "CUP-S")) == ("resolved", (4, 0))
    line = cup(shop, order)
    assert (line.claimed, line.returned) == (0, 0)


def test_a_dearer_variant_waits_for_the_difference(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk)
    case = bring_back(shop, order, case)
    assert (case.replacement.state, case.replacement.difference_minor) == ("awaiting_difference", 12_000 - 9_667)
    case = do(shop, case, "replacement", "confirm_difference", shop.hire("manager"))
    assert send(shop, case).state == "resolved"


def test_who_says_that_they_have_paid_loses_nothing_by_a_shop_that_does_not_look(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    shop.clock.forward(days=6)
    case = do(shop, case, "replacement", "say_paid", shop.buyer(order))
    until(shop, case.replacement.deadline_at)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert case.replacement.state == "to_ship"
    assert send(shop, case).state == "resolved"


def test_after_the_shop_has_denied_it_no_silence_sends_the_dearer_goods(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    due = case.replacement.difference_minor
    do(shop, case, "replacement", "say_paid", shop.buyer(order))
    case = do(shop, case, "replacement", "deny_payment", shop.hire("manager"))
    assert (case.replacement.state, case.replacement.deadline_at - shop.now > timedelta(days=6)) == (
        "awaiting_difference", True,
    )  # fmt: skip
    case = do(shop, case, "replacement", "say_paid", shop.buyer(order))
    assert case.replacement.state == "payment_to_check"
    until(shop, case.replacement.deadline_at)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert (case.replacement.state, free_stock(shop, "CUP-L")[1]) == ("given_up", 0)
    assert paid(shop, order) == [9_667]
    with in_shop(shop.shop):
        owed = OwedByHand.objects.get(subject=case.replacement_id)
    assert (owed.amount_minor, owed.confirmed) == (due, False)


def test_the_difference_of_an_exchange_that_does_not_come_about_is_owed_back(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    paid = case.replacement.difference_minor
    case = do(shop, case, "replacement", "confirm_difference", shop.hire("manager"))
    case = do(shop, case, "replacement", "give_up", shop.agent)
    with in_shop(shop.shop):
        [owed] = OwedByHand.objects.all()
    assert (case.replacement.state, owed.subject, owed.amount_minor) == ("given_up", case.replacement.pk, paid)
    _grant, session = open_demo_session(shop_id=shop.shop.pk, customer_id=order.customer_id, at=shop.now)
    buyer = Client(headers={"Accept-Language": "en"})
    buyer.cookies[SESSION] = session
    page = f"/s/{shop.shop.slug}/cases/{case.ref}/"
    assert "for what did not come about" in buyer.get(page).content.decode()
    pay_back_by_hand(owed=owed.pk, voucher="4711", actor=shop.agent, at=shop.now)
    assert "that you had paid to it directly. Its note: 4711" in buyer.get(page).content.decode()


def test_a_difference_that_is_never_paid_gives_the_money_back(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = bring_back(shop, order, ask(shop, order, "exchange", reason="does_not_fit", variant=large.pk))
    shop.clock.forward(days=8)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert (case.state, paid(shop, order)) == ("resolved", [9_667])
    assert free_stock(shop, "CUP-L") == (5, 0)
    line = cup(shop, order)
    assert (line.claimed, line.returned) == (0, 1)


def test_a_sold_out_variant_is_refused_and_nothing_is_claimed(shop):
    order, rare = shop.order(), stock(shop, "CUP-R", 9_000, pieces=0)
    with pytest.raises(SoldOut, match=r"0|CUP|青瓷杯"):
        ask(shop, order, "exchange", reason="does_not_fit", variant=rare.pk)
    assert cup(shop, order).claimed == 0


def test_the_last_piece_is_promised_once_and_free_again_when_it_is_not_wanted(shop):
    first, second, rare = shop.order(), shop.order(), stock(shop, "CUP-R", 9_000, pieces=1)
    case = ask(shop, first, "exchange", reason="does_not_fit", variant=rare.pk)
    with pytest.raises(SoldOut):
        ask(shop, second, "exchange", reason="does_not_fit", variant=rare.pk)
    assert free_stock(shop, "CUP-R") == (1, 1)
    perform("case", "withdraw", case.ref, {}, actor=shop.buyer(first), at=shop.now)
    assert free_stock(shop, "CUP-R") == (1, 0)


def test_another_product_is_no_variant(shop):
    """Else the cheapest thing of the shop would turn any exchange into the money that the policy does not give."""
    order, sticker = shop.order(), stock(shop, "STICKER", 1)
    with writing(shop.shop.pk):
        Variant.objects.filter(pk=sticker.pk).update(product="STICKER")
    with pytest.raises(VariantUnknown):
        ask(shop, order, "exchange", reason="does_not_fit", variant=sticker.pk)
    assert cup(shop, order).claimed == 0


def test_a_variant_of_another_shop_does_not_exist(shop, worlds):
    foreign = stock(worlds("other"), "CUP-X", 9_000)
    with pytest.raises(VariantUnknown) as refused:
        ask(shop, shop.order(), "exchange", reason="does_not_fit", variant=foreign.pk)
    assert isinstance(refused.value, NotFound)


def test_the_shop_may_ship_first_and_inspect_later(shop):
    order = shop.order()
    case = ask(shop, order, "exchange")
    case = agree_and_ship_first(case=case.ref, actor=shop.agent, at=shop.now)
    assert case.state == "replacing_first"
    case = send(shop, settle(shop, case))
    assert case.state == "awaiting_goods"
    assert bring_back(shop, order, case).state == "resolved"


def test_who_keeps_both_is_told_apart(shop):
    order = shop.order()
    case = agree_and_ship_first(case=ask(shop, order, "exchange").ref, actor=shop.agent, at=shop.now)
    case = send(shop, settle(shop, case))
    shop.clock.forward(days=8)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert (case.state, cup(shop, order).claimed) == ("unreturned", 0)


def test_goods_that_came_back_while_the_replacement_was_on_its_way(shop):
    order = shop.order()
    case = agree_and_ship_first(case=ask(shop, order, "exchange").ref, actor=shop.agent, at=shop.now)
    case = bring_back(shop, order, settle(shop, case))
    assert case.state == "replacing_first"
    assert send(shop, case).state == "resolved"


def test_a_replacement_sent_first_that_cannot_be_sent_becomes_a_return(shop):
    order = shop.order()
    case = agree_and_ship_first(case=ask(shop, order, "exchange").ref, actor=shop.agent, at=shop.now)
    case = do(shop, settle(shop, case), "replacement", "give_up", shop.agent)
    assert (case.state, case.sheet.total_minor) == ("awaiting_goods", 9_934)
    assert bring_back(shop, order, case).state == "resolved"
    assert paid(shop, order) == [9_934]


def test_a_reship_needs_no_goods_back(shop):
    order = shop.order()
    case = agree(case=ask(shop, order, "reship").ref, actor=shop.agent, at=shop.now)
    assert (case.state, case.goods_return) == ("replacing", None)
    assert send(shop, settle(shop, case)).state == "resolved"


def test_a_late_replacement_hands_the_choice_to_the_buyer(shop):
    order = shop.order()
    case = settle(shop, agree(case=ask(shop, order, "reship").ref, actor=shop.agent, at=shop.now))
    for _ in range(2):
        shop.clock.forward(days=7)
        sweep_deadlines(at=shop.now)
        case = settle(shop, case)
        assert case.replacement.state == "late"
        if case.replacement.delays == 1:
            case = do(shop, case, "replacement", "wait_on", shop.buyer(order))
    with pytest.raises(ConditionNotMet):
        do(shop, case, "replacement", "wait_on", shop.buyer(order))
    case = do(shop, case, "replacement", "give_up", shop.buyer(order))
    assert (case.state, paid(shop, order)) == ("resolved", [9_934])


def at_the_workshop(world, order) -> Case:
    case = agree(case=ask(world, order, "repair").ref, actor=world.agent, at=world.now)
    case = bring_back(world, order, settle(world, case))
    assert (case.state, case.repair.state) == ("repairing", "diagnosing")
    return case


def test_a_repair_comes_home(shop):
    order = shop.order()
    case = at_the_workshop(shop, order)
    case = do(shop, case, "repair", "accept_repair", shop.agent, diagnosis="mechanics")
    case = do(shop, case, "repair", "finish", shop.agent)
    case = do(shop, case, "repair", "send_back", shop.agent, tracking_number="SF3")
    case = do(shop, case, "repair", "receive", shop.buyer(order))
    assert (case.state, case.repair.outcome, paid(shop, order)) == ("resolved", "repaired", [])
    assert cup(shop, order).claimed == 0


def test_a_quote_that_nobody_answers_sends_the_goods_back(shop):
    order = shop.order()
    case = at_the_workshop(shop, order)
    add_evidence(case=case.ref, file=picture(), name="crack.jpg", actor=shop.agent, at=shop.now)
    quote = {
        "diagnosis": "impact",
        "note": "摔过。",
        "lines": [{"kind": "labour", "name": "修补", "amount_minor": 5_000}],
    }
    case = do(shop, case, "repair", "quote", shop.agent, **quote)
    shop.clock.forward(days=8)
    sweep_deadlines(at=shop.now)
    case = settle(shop, case)
    assert (case.repair.state, case.repair.outcome) == ("to_send_back", "declined")


@pytest.mark.parametrize(("choose", "state"), [(choose_refund, "resolved"), (choose_replacement, "replacing")])
def test_a_failed_repair_lets_the_buyer_choose(shop, choose, state):
    order = shop.order()
    case = do(shop, at_the_workshop(shop, order), "repair", "fail", shop.agent)
    assert case.state == "remedy_due"
    choose(case=case.ref, actor=shop.buyer(order), at=shop.now)
    case = settle(shop, case)
    assert case.state == state
    assert paid(shop, order) == ([9_934] if state == "resolved" else [])


def test_a_workshop_that_lets_the_goods_lie_owes_the_money(shop):
    order = shop.order()
    case = at_the_workshop(shop, order)
    for days in (4, 8):
        shop.clock.forward(days=days)
        sweep_deadlines(at=shop.now)
        case = settle(shop, case)
    # The shop's fault: with the share of the shipping, 2.67 of the 8.00 for three cups.
    assert (case.state, paid(shop, order)) == ("resolved", [9_934])


def test_a_price_that_fell_is_paid_back_and_the_goods_stay(shop):
    order = shop.order()
    case = settle(shop, ask(shop, order, "price_adjustment", reason="other", cups=2, amount_minor=1_500))
    assert (case.state, paid(shop, order)) == ("resolved", [1_500])
    line = cup(shop, order)
    assert (line.claimed, line.returned) == (0, 0)
    back = settle(shop, ask(shop, order, "return_and_refund", reason="no_longer_wanted", cups=3))
    # What was paid back already is not paid again.
    assert back.sheet.total_minor == 29_000 - 1_500


@pytest.mark.parametrize(("amount", "error"), [(None, SumMissing), (9_668, SumOutOfBounds)])
def test_a_part_of_the_price_needs_a_sum_within_the_price(shop, amount, error):
    order = shop.order()
    with pytest.raises(error):
        ask(shop, order, "partial_refund", amount_minor=amount)
    assert cup(shop, order).claimed == 0


def test_a_partial_refund_agreed_moves_the_money_at_once(shop):
    order = shop.order()
    case = agree(case=ask(shop, order, "partial_refund", amount_minor=2_000).ref, actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    assert (case.state, paid(shop, order)) == ("resolved", [2_000])


def test_items_with_different_wishes_in_one_case(shop):
    order = shop.order()
    lines = [
        WishedLine(line=shop.line(order, "cup").pk, quantity=1, reason="defective", kind="exchange"),
        WishedLine(line=shop.line(order, "pot").pk, quantity=1, reason="defective"),
    ]
    case = open_case(
        order=order.pk, kind="return_and_refund", lines=lines, evidence=[shop.photo(order)], actor=shop.buyer(order),
        at=shop.now,
    )  # fmt: skip
    assert (case.kind, case.brings_goods_back, case.replaces) == ("mixed", True, True)
    case = agree(case=case.ref, actor=shop.agent, at=shop.now)
    case = bring_back(shop, order, settle(shop, case))
    # The money moved at once, and the replacement began at the same time.
    assert (case.state, paid(shop, order)) == ("replacing", [case.sheet.total_minor])
    assert send(shop, case).state == "resolved"
    with in_shop(shop.shop):
        assert [(line.claimed, line.returned) for line in Line.objects.filter(order=order).order_by("position")] == [
            (0, 0), (0, 1),
        ]  # fmt: skip


def test_only_sound_pieces_are_exchanged(shop):
    order = shop.order()
    case = agree(case=ask(shop, order, "exchange", cups=2).ref, actor=shop.agent, at=shop.now)
    case = bring_back(shop, order, settle(shop, case), accept=False)
    found = [{"line": str(shop.line(order, "cup").pk), "good": 1, "missing": 1}]
    perform("goods_return", "contest_goods", case.goods_return.ref, {"findings": found}, actor=shop.agent, at=shop.now)
    case = settle(shop, case)
    assert case.state == "contested"
    perform("case", "accept_reduction", case.ref, {}, actor=shop.buyer(order), at=shop.now)
    case = settle(shop, case)
    assert case.state == "replacing"
    with in_shop(shop.shop):
        assert [line.quantity for line in case.replacement.lines.all()] == [1]


def test_the_difference_is_asked_for_sound_pieces_only(shop):
    order, large = shop.order(), stock(shop, "CUP-L", 12_000)
    case = ask(shop, order, "exchange", cups=2, variant=large.pk)
    case = bring_back(shop, order, settle(shop, agree(case=case.ref, actor=shop.agent, at=shop.now)), accept=False)
    found = [{"line": str(shop.line(order, "cup").pk), "good": 1, "missing": 1}]
    perform("goods_return", "contest_goods", case.goods_return.ref, {"findings": found}, actor=shop.agent, at=shop.now)
    settle(shop, case)
    perform("case", "accept_reduction", case.ref, {}, actor=shop.buyer(order), at=shop.now)
    case = settle(shop, case)
    # 240.00 for two against 193.33 that were paid: half of the 46.67 for the one that is sent.
    assert case.replacement.difference_minor == 2_334
    assert free_stock(shop, "CUP-L") == (5, 1)


def test_only_an_exchange_can_be_shipped_first(shop):
    case = ask(shop, shop.order(), "repair")
    with pytest.raises(ConditionNotMet):
        agree_and_ship_first(case=case.ref, actor=shop.agent, at=shop.now)
