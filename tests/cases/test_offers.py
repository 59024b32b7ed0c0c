"""Offers by both sides: who may offer what, who answers, where the case goes on, and that it always comes to an end."""

import pytest

from huitou.cases.models import Case, Offer
from huitou.cases.offering import OfferOutOfBounds, SumOrGoods
from huitou.cases.verbs import (
    accept_offer,
    agree,
    decline_offer,
    object_,
    offer,
    refuse,
    revise,
    withdraw,
)
from huitou.cases.verbs.offer import OfferChanged, OffersUsedUp
from huitou.core.deadlines import sweep_deadlines
from huitou.core.flow import ConditionNotMet, NotTheirTurn, TooLate
from huitou.core.jobs import run_pending
from huitou.core.tenancy import in_shop
from huitou.logistics.verbs import Finding, accept_goods, contest_goods, hand_over
from huitou.notifications.models import Mail
from tests.cases.test_lifecycle import kinds, paid, send_back

MISSING = {"reason": "damaged", "photo": True}


@pytest.fixture
def order(world):
    return world.order()


@pytest.fixture
def asked(world, order):
    """The buyer asks for one cup and sends it back: 96.67; the shop has not answered."""
    case = world.apply(order, cups=1, **MISSING)
    assert case.state == "requested"
    return case


def from_buyer(world, order, case, amount_minor=3_000, **more):
    return offer(case=case, amount_minor=amount_minor, actor=world.buyer(order), at=world.now, **more)


def from_shop(world, case, amount_minor=2_000, **more):
    return offer(case=case, amount_minor=amount_minor, actor=world.agent, at=world.now, **more)


def hours_left(world, case):
    return round((case.deadline_at - world.now).total_seconds() / 3_600, 2)


def history(world, case):
    with in_shop(world.shop):
        rows = Offer.objects.filter(case=case).order_by("made_at", "pk")
        return [(row.by, row.amount_minor, row.state, row.answered_by) for row in rows]


def subjects(world):
    run_pending()
    with in_shop(world.shop):
        return set(Mail.objects.values_list("to_email", "subject"))


def test_the_shop_accepts_the_buyers_offer_and_the_money_moves_at_once(world, order, asked):
    case = from_buyer(world, order, asked, note="我留着，退一点就好。")
    assert (case.state, case.deadline_at) == ("counter_offered", asked.deadline_at)  # the shop's clock runs on
    case = accept_offer(case=case, seen_minor=3_000, actor=world.agent, at=world.now)
    assert case.state == "refunding"
    run_pending()
    case = world.refreshed(case)
    assert (case.state, paid(world, case), case.kind) == ("resolved", 3_000, "refund_only")
    assert history(world, case) == [("buyer", 3_000, "accepted", "merchant")]
    assert kinds(world, case) == ["case.opened", "case.offered", "case.accepted_offer", "case.resolved"]
    assert case.answered_at is not None


def test_offers_alternate_until_one_side_accepts(world, order, asked):
    world.clock.forward(hours=8)
    case = from_shop(world, asked, 1_000)
    case = from_buyer(world, order, case, 5_000)
    assert case.state == "counter_offered"
    assert hours_left(world, case) == 40  # as when it offered
    case = from_shop(world, case, 3_000, keeps_goods=False)
    assert case.state == "offered"
    case = accept_offer(case=case, seen_minor=3_000, actor=world.buyer(order), at=world.now)
    assert case.state == "awaiting_goods"
    case = send_back(world, case)
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, paid(world, case)) == ("resolved", 3_000)
    assert history(world, case) == [
        ("merchant", 1_000, "countered", "buyer"),
        ("buyer", 5_000, "countered", "merchant"),
        ("merchant", 3_000, "accepted", "buyer"),
    ]


def test_a_declined_counter_offer_lets_the_case_stand_as_it_was(world, order, asked):
    case = from_buyer(world, order, asked)
    world.clock.forward(hours=10)
    case = decline_offer(case=case, note="太多了。", actor=world.agent, at=world.now)
    assert (case.state, case.deadline_at) == ("requested", asked.deadline_at)
    assert history(world, case) == [("buyer", 3_000, "declined", "merchant")]
    world.clock.forward(hours=38)
    sweep_deadlines(at=world.now)
    assert world.refreshed(case).state == "awaiting_goods"  # silence is agreement to what was asked for


def test_silence_on_a_counter_offer_lets_it_lapse_and_then_decides_as_announced(world, order, asked):
    from_buyer(world, order, asked)
    world.clock.forward(hours=48)
    with pytest.raises(TooLate):
        accept_offer(case=asked, actor=world.agent, at=world.now)
    assert sweep_deadlines(at=world.now) == 1
    case = world.refreshed(asked)
    assert (case.state, history(world, case)) == ("requested", [("buyer", 3_000, "lapsed", "")])
    world.clock.forward(hours=1)
    sweep_deadlines(at=world.now)
    assert world.refreshed(asked).state == "awaiting_goods"


def test_nobody_answers_their_own_offer(world, order, asked):
    from_shop(world, asked)
    with pytest.raises(NotTheirTurn):
        accept_offer(case=asked, actor=world.agent, at=world.now)
    with pytest.raises(NotTheirTurn):
        from_shop(world, asked, 2_500)
    from_buyer(world, order, asked)
    for act in (accept_offer, decline_offer):
        with pytest.raises(NotTheirTurn):
            act(case=asked, actor=world.buyer(order), at=world.now)
    assert history(world, asked) == [("merchant", 2_000, "countered", "buyer"), ("buyer", 3_000, "open", "")]


@pytest.mark.parametrize("amount", [0, -1, 50_000])
def test_nothing_and_more_than_was_paid_are_refused(world, order, asked, amount):
    with pytest.raises(OfferOutOfBounds) as refused:
        from_buyer(world, order, asked, amount)
    assert refused.value.code == "offer_out_of_bounds"
    assert (world.refreshed(asked).state, history(world, asked)) == ("requested", [])


def test_a_side_makes_three_offers_and_no_fourth(world, order, asked):
    for amount in (3_000, 2_900, 2_800):
        from_buyer(world, order, asked, amount)
        decline_offer(case=asked, actor=world.agent, at=world.now)
    with pytest.raises(ConditionNotMet):
        from_buyer(world, order, asked)
    for amount in (1_000, 1_100, 1_200):  # the shop's own are counted apart
        from_shop(world, asked, amount)
        decline_offer(case=asked, actor=world.buyer(order), at=world.now)
    with pytest.raises(OffersUsedUp):
        from_shop(world, asked)


def test_the_offer_that_was_seen_is_the_one_that_is_answered(world, order, asked):
    from_shop(world, asked, 2_000)
    with in_shop(world.shop):
        seen = Offer.objects.get(case=asked).pk
    decline_offer(case=asked, actor=world.buyer(order), at=world.now)
    from_shop(world, asked, 2_000, keeps_goods=False)
    for act in (accept_offer, decline_offer):
        with pytest.raises(OfferChanged):
            act(case=asked, seen_offer=seen, actor=world.buyer(order), at=world.now)
    assert world.refreshed(asked).state == "offered"


def test_after_a_refusal_both_sides_still_come_to_terms(world, order, asked):
    refuse(case=asked, reason="other", note="照片看不出来。", actor=world.agent, at=world.now)
    world.clock.forward(hours=100)
    case = from_buyer(world, order, asked)
    assert hours_left(world, case) == 48  # a new question, with a time of its own
    case = decline_offer(case=case, actor=world.agent, at=world.now)
    assert case.state == "refused"
    case = from_shop(world, case, 1_500)
    case = decline_offer(case=case, actor=world.buyer(order), at=world.now)
    assert case.state == "refused"
    from_buyer(world, order, asked, 1_800)
    accept_offer(case=asked, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(asked).state, paid(world, asked)) == ("resolved", 1_800)


def test_after_the_inspection_a_sum_between_settles_it(world, order, asked):
    agree(case=asked, actor=world.agent, at=world.now)
    case = send_back(world, asked)
    found = [Finding(line=world.line(order, "cup").pk, damaged=1)]
    contest_goods(goods_return=case.goods_return, findings=found, damaged_basis_points=8_000, actor=world.agent,
                  at=world.now)  # fmt: skip
    run_pending()
    case = world.refreshed(case)
    assert case.state == "contested"
    with pytest.raises(SumOrGoods):
        offer(case=case, amount_minor=0, remedy="exchange", actor=world.buyer(order), at=world.now)
    case = from_buyer(world, order, case, 6_000)
    with pytest.raises(ConditionNotMet):
        withdraw(case=case, actor=world.buyer(order), at=world.now)  # the goods are at the shop
    with pytest.raises(ConditionNotMet):
        agree(case=case, actor=world.agent, at=world.now)
    case = decline_offer(case=case, actor=world.agent, at=world.now)
    assert case.state == "contested"
    case = from_buyer(world, order, case, 5_500)
    accept_offer(case=case, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, paid(world, case)) == ("resolved", 5_500)
    line = world.line(order, "cup")
    assert (line.claimed, line.returned) == (0, 1)


@pytest.mark.parametrize(
    ("remedy", "state", "back"), [("exchange", "awaiting_goods", True), ("reship", "replacing", False),
                                  ("repair", "awaiting_goods", True)],
)  # fmt: skip
def test_goods_are_offered_instead_of_money(world, order, asked, remedy, state, back):
    case = offer(case=asked, amount_minor=0, remedy=remedy, actor=world.agent, at=world.now)
    case = accept_offer(case=case, actor=world.buyer(order), at=world.now)
    assert (case.state, case.kind, case.sheet.total_minor) == (state, remedy, 0)
    assert (case.goods_return is not None) == back
    assert (case.replaces, case.repairs) == (remedy != "repair", remedy == "repair")


def test_goods_and_a_sum_at_once_are_no_offer(world, asked):
    with pytest.raises(SumOrGoods):
        offer(case=asked, amount_minor=100, remedy="reship", actor=world.agent, at=world.now)
    assert world.refreshed(asked).state == "requested"


def test_the_shop_says_how_long_its_offer_stands(world, order, asked):
    case = from_shop(world, asked, hours=120)
    assert hours_left(world, case) == 120


def test_both_sides_are_told(world, order, asked):
    from_buyer(world, order, asked)
    decline_offer(case=asked, actor=world.agent, at=world.now)
    from_buyer(world, order, asked, 2_500)
    accept_offer(case=asked, actor=world.agent, at=world.now)
    told = {subject for _, subject in subjects(world)}
    ref = asked.ref
    assert any(ref in subject and "提议" in subject for subject in told), told
    for words in ("The buyer offers something else", "你的提议未被接受", "你的提议已被接受"):
        assert any(subject.startswith(words) for subject in told), (words, told)


def wish(world, order, **lines):
    return {"kind": "return_and_refund", "lines": world.wish(order, **lines)}


@pytest.mark.parametrize("before", ["requested", "offered", "counter_offered"])
def test_the_wish_is_changed_before_the_shop_decides(world, order, asked, before):
    world.clock.forward(hours=20)
    if before == "offered":
        from_shop(world, asked)
    if before == "counter_offered":
        from_buyer(world, order, asked)
    case = revise(case=asked, actor=world.buyer(order), at=world.now, **wish(world, order, cups=2, reason="damaged"))
    assert (case.pk, case.state, case.attempt) == (asked.pk, "requested", 2)
    assert case.sheet.total_minor == 19_866
    assert hours_left(world, case) == 48
    assert world.line(order, "cup").claimed == 2
    assert [row[2] for row in history(world, case)] == ([] if before == "requested" else ["replaced"])


def test_the_wish_is_changed_into_a_right(world, order, asked):
    case = revise(
        case=asked, actor=world.buyer(order), at=world.now, **wish(world, order, cups=1, reason="no_longer_wanted")
    )
    assert (case.state, case.entitled) == ("awaiting_goods", True)


def test_goodwill_is_asked_for_otherwise(world):
    late = world.order(delivered_days_ago=60)
    case = world.apply(late, cups=1, reason="no_longer_wanted")
    assert case.state == "goodwill"
    case = revise(
        case=case, actor=world.buyer(late), at=world.now, **wish(world, late, cups=2, reason="no_longer_wanted")
    )
    assert (case.state, case.allowed, case.sheet.total_minor) == ("goodwill", False, case.sheet.total_minor)


def test_the_wish_is_changed_while_the_goods_are_with_the_buyer(world, order):
    case = world.apply(order, cups=1)
    assert case.state == "awaiting_goods"
    first = case.goods_return
    case = revise(
        case=case, actor=world.buyer(order), at=world.now, **wish(world, order, cups=3, reason="no_longer_wanted")
    )
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.sheet.total_minor) == ("awaiting_goods", 29_000)
    assert case.goods_return.pk != first.pk
    with in_shop(world.shop):
        assert type(first).objects.get(pk=first.pk).state == "cancelled"
        assert [line.quantity for line in case.goods_return.lines.all()] == [3]
    assert kinds(world, case) == ["case.opened", "case.revised"]


def test_an_agreed_wish_that_is_no_right_is_asked_for_again(world, order, asked):
    agree(case=asked, actor=world.agent, at=world.now)
    case = revise(case=asked, actor=world.buyer(order), at=world.now, **wish(world, order, cups=2, reason="damaged"))
    run_pending()
    case = world.refreshed(case)
    assert (case.state, case.goods_return) == ("requested", None)
    agree(case=case, actor=world.agent, at=world.now)
    case = send_back(world, world.refreshed(case))
    accept_goods(goods_return=case.goods_return, actor=world.agent, at=world.now)
    run_pending()
    assert (world.refreshed(case).state, paid(world, case)) == ("resolved", 19_866)


def test_goods_that_are_handed_over_settle_the_wish(world, order):
    case = world.apply(order, cups=1)
    hand_over(goods_return=case.goods_return, tracking_number="SF1", actor=world.buyer(order), at=world.now)
    with pytest.raises(ConditionNotMet):
        revise(case=case, actor=world.buyer(order), at=world.now, **wish(world, order, cups=2, reason="damaged"))
    assert world.line(order, "cup").claimed == 1


def test_the_other_shop_sees_nothing_of_it(worlds):
    mine, other = worlds("mine"), worlds("other")
    case = mine.apply(mine.order(), cups=1, **MISSING)
    with pytest.raises(Exception) as refused:
        offer(case=case.pk, amount_minor=100, actor=other.agent, at=other.now)
    assert getattr(refused.value, "code", "") == "not_found"
    with in_shop(mine.shop):
        assert Case.objects.get(pk=case.pk).state == "requested"


def test_an_offer_in_a_dispute_is_the_disputes(world, order, asked):
    agree(case=asked, actor=world.agent, at=world.now)
    case = send_back(world, asked)
    found = [Finding(line=world.line(order, "cup").pk, damaged=1)]
    contest_goods(goods_return=case.goods_return, findings=found, damaged_basis_points=8_000, actor=world.agent,
                  at=world.now)  # fmt: skip
    run_pending()
    object_(case=case.pk, actor=world.buyer(order), at=world.now)
    with pytest.raises(NotTheirTurn):
        from_buyer(world, order, case.pk)
