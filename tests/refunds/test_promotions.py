"""“200 off 1,000”: taken back when what is kept reaches it no more, given back with the last piece."""

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.core.actors import system_actor
from huitou.core.money import allocate, portion
from huitou.core.tenancy import in_shop
from huitou.orders.drafts import LineDraft, PromotionDraft
from huitou.orders.models import Line, Order
from huitou.orders.promotions import promotion_problem
from huitou.refunds import sheet as sheets
from huitou.refunds.models import RefundLine, RefundRules
from huitou.refunds.promotion_law import stays_by_law
from huitou.refunds.queries import Wanted, sheet_facts
from huitou.refunds.queries.promotions import TAKING
from huitou.refunds.recompute import recompute
from huitou.refunds.sheet import Fees, LineFact, LineFees, SheetFacts, canonical, compute, digest
from huitou.refunds.sheet_facts import FactsMalformed, Promotion
from huitou.refunds.sheet_texts import bill
from huitou.refunds.verbs import request_refund, store_sheet
from tests.refunds.conftest import counters
from tests.seeds import examples

# 600 + 600 at the price, 200 off from 1,000 on: 1,000 paid, 100 off each.
OFF = Promotion("200 off 1,000", "discount", ((100_000, 20_000),), (("cup", 10_000), ("pot", 10_000)))
CUP = LineFact("cup", "Cup", 1, 60_000, discount_minor=10_000)
POT = LineFact("pot", "Pot", 1, 60_000, discount_minor=10_000)


def facts(cup: LineFact = CUP, pot: LineFact = POT, **changes: object) -> SheetFacts:
    return replace(SheetFacts("CNY", True, (cup, pot), paid_minor=100_000, promotions=(OFF,)), **changes)


def items(known: SheetFacts) -> list[tuple[str, int]]:
    return [(item.code, item.amount_minor) for item in compute(known).items]


def test_what_is_kept_below_the_sum_is_paid_at_its_own_price() -> None:
    returned = replace(CUP, coming_back=1)
    assert items(facts(returned)) == [("goods", 60_000), ("discount", -10_000), ("promotion", -10_000)]
    assert compute(facts(returned)).total_minor == 40_000  # the pot, kept, costs its 600 again


def test_with_the_last_piece_all_of_it_is_given_back() -> None:
    gone = replace(CUP, refunded_quantity=1, refunded_minor=40_000)
    last = facts(
        gone,
        replace(POT, coming_back=1),
        paid_back_minor=40_000,
        promotions=(replace(OFF, taken_minor=10_000, ever_taken_minor=10_000),),
    )
    assert items(last) == [("goods", 60_000), ("discount", -10_000), ("promotion_given_back", 10_000)]
    assert compute(last).total_minor == 60_000


def test_everything_at_once_and_what_still_reaches_the_sum_lose_nothing() -> None:
    assert compute(facts(replace(CUP, coming_back=1), replace(POT, coming_back=1))).total_minor == 100_000
    more = replace(POT, bought=2, discount_minor=20_000)
    three = replace(OFF, shares=(("cup", 10_000), ("pot", 20_000)))
    assert items(facts(replace(CUP, coming_back=1), more, paid_minor=150_000, promotions=(three,))) == [
        ("goods", 60_000), ("discount", -10_000)]  # fmt: skip


def test_a_lower_step_is_still_given() -> None:
    """100 off from 500 on: of the 100 that the pot carries, 100 are still due to it."""
    steps = replace(OFF, tiers=((100_000, 20_000), (50_000, 5_000)))
    assert items(facts(replace(CUP, coming_back=1), promotions=(steps,)))[-1] == ("promotion", -5_000)


def test_delivery_that_was_free_for_the_sum_is_taken_off() -> None:
    free = Promotion("包邮", "free_shipping", ((100_000, 1_200),), (("cup", 0), ("pot", 0)))
    plain = facts(replace(CUP, discount_minor=0, coming_back=1), replace(POT, discount_minor=0), paid_minor=120_000)
    assert items(replace(plain, promotions=(free,))) == [("goods", 60_000), ("promotion", -1_200)]


@pytest.mark.parametrize("why", ["law", "fault", "shop"])
def test_what_stays_is_said_and_costs_nothing(why: str) -> None:
    stays = facts(replace(CUP, coming_back=1), fees=Fees(promotions_stay=why))
    assert items(stays)[-1] == ("promotion_stays", 0)
    assert compute(stays).total_minor == 50_000
    for language in ("en", "zh-hans", "zh-hant"):
        row = bill(compute(stays), language)[-1]
        assert "200 off 1,000" in row.label
        assert (row.why.isascii()) == (language == "en")


def test_the_bill_says_what_was_taken_in_the_readers_language() -> None:
    taken = bill(compute(facts(replace(CUP, coming_back=1))), "en")[-1]
    assert (taken.label, taken.amount) == ("Taken back of “200 off 1,000”", "-CN¥100.00")
    assert taken.why == "What is kept comes to CN¥600.00, which is less than was needed for it."
    assert "保留" in bill(compute(facts(replace(CUP, coming_back=1))), "zh-hans")[-1].why


def test_it_never_takes_more_than_the_refund() -> None:
    cheap = LineFact("cup", "Cup", 1, 6_000, discount_minor=1_000, coming_back=1)
    dear = LineFact("pot", "Pot", 1, 95_000, discount_minor=19_000)
    known = facts(cheap, dear, paid_minor=81_000, promotions=(replace(OFF, shares=(("cup", 1_000), ("pot", 19_000))),))
    assert items(known)[-2:] == [("promotion", -19_000), ("promotion_limited", 14_000)]
    assert compute(known).total_minor == 0


def test_a_sheet_of_version_2_is_confirmed_bit_for_bit() -> None:
    """The digest was computed by the code of that time."""
    cup = LineFact("cup", "Cup", 3, 1000, discount_minor=100, tax_minor=241, shipping_minor=200, coming_back=3)
    pot = LineFact("pot", "Pot", 1, 5000, tax_minor=417, shipping_minor=300, coming_back=1)
    own = (LineFees("cup", 0, True, "2.1"), LineFees("pot", 1000, False, "2.4"))
    fees = Fees(return_shipping_minor=401, lines=own)
    stored = SheetFacts("EUR", True, (cup, pot), 8400, shipping_minor=600, fees=fees, version=2).to_json()
    assert "promotions" not in stored
    assert "promotions_stay" not in stored["fees"]
    read = SheetFacts.from_json(stored)
    assert (read.version, canonical(read.to_json())) == (2, canonical(stored))
    assert digest(stored, compute(read).to_json()) == "2855313bdc1f2b9b37bafc48a5512560e6c06490f642af0e798c0c24a2b30758"


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"kind": "gift"}, 3),
        ({"tiers": ((0, 1),)}, 3),
        ({"tiers": ()}, 3),
        ({"shares": (("cup", 1), ("cup", 1))}, 3),
        ({"shares": (("lid", 1),)}, 3),
        ({"taken_minor": -1}, 3),
        ({"taken_minor": 1, "ever_taken_minor": 0}, 3),
        ({"taken_minor": 1}, 3),
        ({"shares": (("cup", -1),)}, 3),
        ({"tiers": ((1, 0),)}, 3),
        ({}, 2),
    ],
)
def test_promotions_that_cannot_be_are_refused(changes: dict[str, object], version: int) -> None:
    with pytest.raises(FactsMalformed):
        compute(facts(replace(CUP, coming_back=1), promotions=(replace(OFF, **changes),), version=version))


@st.composite
def orders(draw: st.DrawFn) -> SheetFacts:
    """An order whose lines carry one promotion exactly."""
    prices = draw(st.lists(st.tuples(st.integers(1, 9_000), st.integers(1, 4)), min_size=1, max_size=4))
    worth = sum(price * bought for price, bought in prices)
    steps = draw(st.lists(st.integers(1, worth), min_size=1, max_size=3))
    tiers = tuple((start, draw(st.integers(1, start))) for start in steps)
    off = max(minor for start, minor in tiers if worth >= start)
    shares = allocate(off, [price * bought for price, bought in prices])
    lines = tuple(
        LineFact(f"l{place}", "Cup", bought, price, discount_minor=share)
        for place, ((price, bought), share) in enumerate(zip(prices, shares, strict=True))
    )
    promotion = Promotion("x", "discount", tiers, tuple((f"l{place}", share) for place, share in enumerate(shares)))
    return SheetFacts("CNY", True, lines, paid_minor=worth - off, promotions=(promotion,))


@settings(max_examples=examples(120, 300), deadline=None)
@given(orders(), st.integers(0, 2**32))
def test_any_sequence_of_partial_returns_comes_to_exactly_what_was_paid(known: SheetFacts, seed: int) -> None:
    """At every moment what is kept has cost its price less what of the discount it still reaches."""
    chance = Random(seed)
    while any(line.refunded_quantity < line.bought for line in known.lines):
        chosen = tuple(
            replace(line, coming_back=chance.randint(0, line.bought - line.refunded_quantity)) for line in known.lines
        )
        if not any(line.coming_back for line in chosen):
            continue
        asked = replace(known, lines=chosen)
        sheet = compute(asked)
        again = SheetFacts.from_json(json.loads(canonical(asked.to_json())))
        assert canonical(compute(again).to_json()) == canonical(sheet.to_json())
        assert sum(item.amount_minor for item in sheet.items) == sheet.total_minor >= 0
        assert sum(share.amount_minor for share in sheet.lines) == sheet.total_minor
        paid = {share.line_id: share.amount_minor for share in sheet.lines}
        changed = [item.amount_minor for item in sheet.items if item.code.startswith("promotion")]
        taken = -sum(minor for item in sheet.items if (minor := item.amount_minor) and item.code in TAKING)
        (promotion,) = known.promotions
        known = replace(
            known,
            lines=tuple(
                replace(
                    line,
                    coming_back=0,
                    refunded_quantity=line.refunded_quantity + line.coming_back,
                    refunded_minor=line.refunded_minor + paid.get(line.line_id, 0),
                )
                for line in chosen
            ),
            paid_back_minor=known.paid_back_minor + sheet.total_minor,
            promotions=(
                replace(
                    promotion,
                    taken_minor=promotion.taken_minor - sum(changed),
                    ever_taken_minor=promotion.ever_taken_minor + taken,
                ),
            ),
        )
        kept = {line.line_id: (line, line.bought - line.refunded_quantity) for line in known.lines}
        worth = sum(line.unit_price_minor * units for line, units in kept.values())
        off = max((minor for start, minor in promotion.tiers if worth >= start), default=0)
        carried = sum(
            share - portion(share, kept[line_id][0].refunded_quantity, kept[line_id][0].bought)
            for line_id, share in promotion.shares
        )
        costs = worth - min(carried, off) if worth else 0
        if all(item.code != "promotion_limited" for item in sheet.items):
            assert known.paid_minor - known.paid_back_minor == costs
        else:
            assert sheet.total_minor == 0
            assert known.paid_minor - known.paid_back_minor < costs


def test_the_control_without_taking_back_the_buyer_keeps_a_discount_never_reached(monkeypatch) -> None:
    monkeypatch.setattr(sheets, "_add_promotions", lambda bill, facts: None)
    assert compute(facts(replace(CUP, coming_back=1))).total_minor == 50_000


def test_the_law_of_the_buyers_country_decides() -> None:
    assert [stays_by_law(country) for country in ("DE", "GB", "TW", "KR", "BR", "CN", "US", "")] == [
        True, True, True, True, True, False, False, False]  # fmt: skip


CUPS = LineDraft("1", "Cup", 1, 60_000, discount_minor=10_000)


@pytest.mark.parametrize(
    ("promotion", "problem"),
    [
        (PromotionDraft("200 off", ((50_000, 10_000),)), ""),
        (PromotionDraft("", ((50_000, 10_000),)), "promotion_malformed"),
        (PromotionDraft("x", ((0, 10_000),)), "promotion_malformed"),
        (PromotionDraft("x", ((50_000, -1),)), "promotion_malformed"),
        (PromotionDraft("x", ((50_000, 1),), lines=("9",)), "promotion_malformed"),
        (PromotionDraft("x", ((90_000, 10_000),)), "promotion_not_reached"),
        (PromotionDraft("x", ((50_000, 10_001),)), "promotion_above_discount"),
    ],
)
def test_a_promotion_that_cannot_be_comes_not_in(promotion: PromotionDraft, problem: str) -> None:
    assert promotion_problem(promotion, [CUPS]) == problem


@pytest.fixture
def promoted(shop, make_order):
    """The conftest's order with 10.00 off from 70.00 on: 7.00 carried by the pot, 3.00 by the cups."""
    order = make_order()
    with in_shop(shop):
        Order.objects.filter(pk=order.order.pk).update(
            discount_minor=1000, total_minor=7500,
            promotions=[{"title": "满70减10", "kind": "discount", "tiers": [[7000, 1000]],
                         "shares": {"1": 375, "2": 625}}],
        )  # fmt: skip
        Line.objects.filter(pk=order.cup.pk).update(discount_minor=375)
        Line.objects.filter(pk=order.pot.pk).update(discount_minor=625)
        order.payments[0].captured_minor = 7500
        order.payments[0].save(update_fields=["captured_minor"])
    return order


def pay(order, clock, *, cups: int = 0, pots: int = 0, fees: Fees | None = None):
    wanted = [Wanted(line.pk, units) for line, units in ((order.cup, cups), (order.pot, pots)) if units]
    shop_id = order.order.shop_id
    with in_shop(shop_id):
        known = sheet_facts(order.order.pk, wanted, fees=fees or Fees(outbound_shipping_refunded=True))
    system = system_actor(shop_id)
    stored = store_sheet(actor=system, at=clock.now(), order_id=order.order.pk, facts=known)
    request_refund(actor=system, at=clock.now(), order_id=order.order.pk, cause_id=stored.pk, sheet=stored)
    recompute(stored)
    return stored.total_minor


def test_two_refunds_of_an_order_come_to_what_was_paid(promoted, clock, broken_books) -> None:
    """The pot is kept first: its 6.25 are taken back. With it, it comes back, and so do they."""
    assert pay(promoted, clock, cups=3) == 3000 - 375 + 200 - 625
    assert pay(promoted, clock, pots=1) == 5000 - 625 + 300 + 625
    assert counters(promoted.payments[0]) == (7500, 0)


def test_what_a_sheet_takes_back_in_the_place_of_another_one_is_taken_once(shop, promoted, clock, broken_books) -> None:
    """Two cups were asked for; a sheet for three takes the place of theirs, and only the third is still asked for."""
    system, order, cause, before = system_actor(shop.pk), promoted.order.pk, promoted.cup.pk, ()
    for cups in (2, 3):
        with in_shop(shop):
            known = sheet_facts(order, [Wanted(promoted.cup.pk, cups)], fees=Fees(), kept_for=cause, instead_of=before)
        (promotion,) = known.promotions
        assert (promotion.taken_minor, promotion.ever_taken_minor) == (0, 0)
        sheet = store_sheet(actor=system, at=clock.now(), order_id=order, facts=known)
        refunds = request_refund(actor=system, at=clock.now(), order_id=order, cause_id=cause, sheet=sheet)
        before = (sheet.pk,)
    assert sum(refund.amount_minor for refund in refunds) == sheet.total_minor == 3000 - 375 - 625
    with in_shop(shop):
        pieces = RefundLine.objects.filter(refund__in=refunds).values_list("quantity", flat=True)
        assert sorted(pieces) == [1, 2]
        (promotion,) = sheet_facts(order, [Wanted(promoted.pot.pk, 1)], fees=Fees()).promotions
    assert (promotion.taken_minor, promotion.ever_taken_minor) == (625, 625)


def test_a_shop_that_takes_nothing_back(shop, promoted, clock, broken_books) -> None:
    with in_shop(shop):
        RefundRules.objects.create(shop=shop, take_back_discounts=False)
    assert pay(promoted, clock, cups=3) == 3000 - 375 + 200
    assert pay(promoted, clock, pots=1) == 5000 - 625 + 300
