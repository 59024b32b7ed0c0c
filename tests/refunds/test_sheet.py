"""The explained sheet: exact bills of named situations, and the errors for numbers that cannot be."""

import json
from dataclasses import replace
from typing import Any

import pytest

from huitou.refunds.sheet import Agreed, Fees, Inspection, LineFact, LineFees, Sheet, SheetFacts, compute
from huitou.refunds.sheet_facts import LARGEST_QUANTITY, FactsMalformed, NothingToRefund, Promotion

CUP = LineFact(
    line_id="cup",
    title="Cup",
    bought=3,
    unit_price_minor=1000,
    discount_minor=100,
    tax_minor=241,
    shipping_minor=200,
    coming_back=1,
)
POT = LineFact(
    line_id="pot",
    title="Pot",
    bought=1,
    unit_price_minor=5000,
    discount_minor=0,
    tax_minor=417,
    shipping_minor=300,
)


def facts(*lines: LineFact, **changes: object) -> SheetFacts:
    given = SheetFacts(
        currency="EUR", tax_included=True, lines=lines or (CUP, POT), paid_minor=8400, shipping_minor=500
    )
    return replace(given, **changes)


def bill(sheet: Sheet) -> list[tuple[str, int]]:
    return [(item.code, item.amount_minor) for item in sheet.items]


def test_one_of_three_gets_its_share_of_the_discount_and_names_the_tax_contained() -> None:
    sheet = compute(facts())
    assert bill(sheet) == [("goods", 1000), ("discount", -33), ("tax_contained", 0)]
    assert sheet.total_minor == 967
    assert sheet.items[2].params["tax_minor"] == 80


def test_tax_on_top_is_refunded_too() -> None:
    sheet = compute(facts(tax_included=False))
    assert bill(sheet) == [("goods", 1000), ("discount", -33), ("tax", 80)]


def test_the_middle_unit_takes_the_remainder() -> None:
    second = compute(facts(replace(CUP, refunded_quantity=1, refunded_minor=967), POT))
    third = compute(facts(replace(CUP, refunded_quantity=2, refunded_minor=1933), POT))
    assert [second.total_minor, third.total_minor] == [966, 967]
    assert 967 + 966 + 967 == 3 * 1000 - 100


def test_part_of_the_order_gets_its_share_of_the_outbound_shipping() -> None:
    sheet = compute(facts(fees=Fees(outbound_shipping_refunded=True)))
    assert bill(sheet)[-1] == ("outbound_shipping", 67)
    assert sheet.items[-1].why.startswith("Part of the order")


def test_everything_back_gets_the_whole_outbound_shipping_even_what_no_line_carries() -> None:
    lines = (replace(CUP, coming_back=3), replace(POT, coming_back=1))
    sheet = compute(facts(*lines, shipping_minor=620, paid_minor=8520, fees=Fees(outbound_shipping_refunded=True)))
    shipping = [item for item in sheet.items if item.code.startswith("outbound_shipping")]
    assert [item.amount_minor for item in shipping] == [200, 300, 120]
    assert sheet.total_minor == 3000 - 100 + 5000 + 620
    assert sum(share.amount_minor for share in sheet.lines) == sheet.total_minor


def test_fees_of_the_verdict_are_taken_off_and_named() -> None:
    sheet = compute(facts(fees=Fees(restocking_basis_points=1500, return_shipping_minor=400)))
    assert bill(sheet) == [
        ("goods", 1000),
        ("discount", -33),
        ("tax_contained", 0),
        ("restocking", -145),
        ("return_shipping", -400),
    ]
    assert sheet.total_minor == 422


def test_a_fee_never_makes_a_refund_negative() -> None:
    sheet = compute(facts(fees=Fees(return_shipping_minor=2000)))
    assert bill(sheet)[-2:] == [("return_shipping", -2000), ("return_shipping_limited", 1033)]
    assert sheet.total_minor == 0


def test_wrong_and_missing_units_are_named_and_not_paid_and_damage_is_kept_at_the_agreed_rate() -> None:
    line = replace(CUP, coming_back=3, inspected=Inspection(good=1, wrong=0, damaged=1, missing=1))
    sheet = compute(facts(line, POT, fees=Fees(damaged_basis_points=5000)))
    assert bill(sheet) == [
        ("goods", 2000),
        ("missing_goods", 0),
        ("discount", -67),
        ("tax_contained", 0),
        ("damaged", -483),
    ]
    assert sheet.lines[0].quantity == 2


def test_an_agreed_amount_is_the_whole_refund_and_keeps_the_units_open() -> None:
    sheet = compute(facts(agreed=Agreed("amount", 250, goods_kept=True)))
    assert bill(sheet) == [("agreed_amount", 250)]
    assert [(share.line_id, share.quantity, share.amount_minor) for share in sheet.lines] == [("cup", 0, 250)]


def test_a_reduction_comes_off_the_computed_sum() -> None:
    sheet = compute(facts(agreed=Agreed("reduction", 200)))
    assert sheet.total_minor == 767


def test_money_given_back_before_for_kept_goods_is_not_given_again() -> None:
    line = replace(CUP, coming_back=3, refunded_minor=900)
    sheet = compute(facts(line, POT))
    assert bill(sheet)[-1] == ("refunded_before", -700)
    assert sheet.total_minor == 2900 + 200 - 900


def test_never_above_what_was_paid_less_what_went_back() -> None:
    sheet = compute(facts(paid_minor=1000, paid_back_minor=400))
    assert bill(sheet)[-1] == ("limited_to_paid", -367)
    assert sheet.total_minor == 600


FREE_DELIVERY = Fees(outbound_shipping_refunded=True)
WHOLE = (replace(CUP, coming_back=3), replace(POT, coming_back=1))


def shared(sheet: Sheet) -> list[tuple[str, int, int]]:
    return [(share.line_id, share.quantity, share.amount_minor) for share in sheet.lines]


def test_what_went_back_elsewhere_is_taken_off_and_at_most_the_refund() -> None:
    sheet = compute(facts(covered_minor=300))
    assert (bill(sheet)[-1], sheet.total_minor) == (("paid_elsewhere", -300), 667)
    sheet = compute(facts(covered_minor=5_000))
    assert (bill(sheet)[-1], sheet.total_minor) == (("paid_elsewhere", -967), 0)
    nothing = compute(facts(fees=Fees(return_shipping_minor=967), covered_minor=5))
    assert (bill(nothing)[-1], nothing.total_minor) == (("return_shipping", -967), 0)
    assert "paid_elsewhere" not in [code for code, _minor in bill(compute(facts()))]


def test_what_the_buyer_owes_is_kept_back_up_to_half_of_what_is_left() -> None:
    sheet = compute(facts(owed_minor=100))
    assert (bill(sheet)[-1], sheet.total_minor, sheet.set_off_minor) == (("set_off", -100), 867, 100)
    sheet = compute(facts(owed_minor=9_999))
    assert (bill(sheet)[-1], sheet.total_minor, sheet.set_off_minor) == (("set_off", -483), 484, 483)
    # First what was paid already: half is half of what would still be paid.
    sheet = compute(facts(owed_minor=9_999, covered_minor=300))
    assert (bill(sheet)[-2:], sheet.set_off_minor) == ([("paid_elsewhere", -300), ("set_off", -333)], 333)
    assert compute(facts()).set_off_minor == 0
    agreed = compute(facts(agreed=Agreed("amount", 250, goods_kept=True), owed_minor=9_999, covered_minor=100))
    assert bill(agreed) == [("agreed_amount", 250), ("paid_elsewhere", -100), ("set_off", -75)]


@pytest.mark.parametrize(
    ("known", "kept", "total"),
    [
        ({"kept_minor": 100}, 100, 867),
        ({"kept_minor": 100, "owed_minor": 50}, 150, 817),
        ({"kept_minor": 100, "owed_minor": 9_999}, 483, 484),
        # What was kept stays kept beside what left elsewhere, to the whole of what is left, never above half of it all.
        ({"kept_minor": 400, "covered_minor": 300}, 400, 267),
        ({"kept_minor": 400, "covered_minor": 567}, 400, 0),
        ({"kept_minor": 400, "covered_minor": 867}, 100, 0),
        ({"kept_minor": 400, "covered_minor": 5_000}, 0, 0),
        ({"kept_minor": 9_999}, 483, 484),
        ({"kept_minor": 9_999, "covered_minor": 300}, 483, 184),
    ],
)
def test_what_an_earlier_sheet_of_the_refund_has_kept_back_is_not_kept_twice(known, kept, total) -> None:
    sheet = compute(facts(**known))
    assert (sheet.set_off_minor, sheet.total_minor) == (kept, total)
    assert SheetFacts.from_json(facts(**known).to_json()) == facts(**known)
    assert "kept_minor" not in facts().to_json()


def test_a_difference_is_paid_without_a_unit_and_stands_on_its_line() -> None:
    pot = replace(POT, difference_minor=400, difference_for="price_adjustment")
    sheet = compute(facts(CUP, pot))
    assert bill(sheet)[-1] == ("difference_price_adjustment", 400)
    assert shared(sheet) == [("cup", 1, 967), ("pot", 0, 400)]
    both = compute(facts(replace(CUP, difference_minor=33, difference_for="partial_refund"), POT))
    assert shared(both) == [("cup", 1, 1_000)]
    alone = compute(facts(replace(CUP, coming_back=0), pot))
    assert (bill(alone), shared(alone)) == ([("difference_price_adjustment", 400)], [("pot", 0, 400)])


def test_the_rest_of_the_shipping_comes_with_the_last_unit_alone() -> None:
    def rest(*lines: LineFact, fees: Fees = FREE_DELIVERY, shipping: int = 620) -> list[int]:
        found = compute(facts(*lines, paid_minor=8_520, shipping_minor=shipping, fees=fees))
        return [minor for code, minor in bill(found) if code == "outbound_shipping_rest"]

    assert rest(*WHOLE) == [120]
    assert rest(*WHOLE, shipping=500) == rest(*WHOLE, shipping=499) == []
    assert rest(*WHOLE, fees=Fees()) == []
    assert rest(CUP, POT) == rest(replace(CUP, coming_back=3), POT) == []
    came_before = replace(CUP, coming_back=0, refunded_quantity=3, refunded_minor=2_900)
    assert rest(came_before, replace(POT, coming_back=1)) == [120]


def test_the_share_of_a_line_whose_delivery_is_not_refunded_stays_with_the_shop() -> None:
    def rest(cup: bool, pot: bool, *lines: LineFact) -> list[int]:
        own = (LineFees("cup", 0, cup, "1"), LineFees("pot", 0, pot, "2"))
        found = compute(facts(*lines, paid_minor=8_520, shipping_minor=620, fees=Fees(lines=own)))
        return [minor for code, minor in bill(found) if code == "outbound_shipping_rest"]

    # By what each line cost, its own delivery with it: 3100 and 5300 of 8400.
    assert (rest(True, False, *WHOLE), rest(False, True, *WHOLE)) == ([44], [76])
    came_before = replace(CUP, coming_back=0, refunded_quantity=3, refunded_minor=2_900)
    assert rest(False, True, came_before, WHOLE[1]) == [120]
    assert rest(True, False, came_before, WHOLE[1]) == []


def test_what_was_given_away_free_shares_the_shipping_alike() -> None:
    gifts = [replace(CUP, line_id=name, bought=1, coming_back=1, unit_price_minor=0, discount_minor=0, tax_minor=0,
                     shipping_minor=0) for name in ("one", "two")]  # fmt: skip
    sheet = compute(facts(*gifts, paid_minor=600, shipping_minor=600, fees=FREE_DELIVERY))
    assert (bill(sheet)[-1], sheet.total_minor) == (("outbound_shipping_rest", 600), 600)
    assert shared(sheet) == [("one", 1, 600), ("two", 1, 0)]
    own = Fees(lines=(LineFees("one", 0, True), LineFees("two", 0, False)))
    assert compute(facts(*gifts, paid_minor=600, shipping_minor=600, fees=own)).total_minor == 300
    # Beside what cost something a gift has no share in it; alone it stands for all, whatever came back before.
    own = Fees(lines=(LineFees("one", 0, True), LineFees("pot", 0, False)))
    beside = compute(facts(gifts[0], WHOLE[1], shipping_minor=420, fees=own))
    assert "outbound_shipping_rest" not in [code for code, _minor in bill(beside)]
    before = replace(CUP, coming_back=0, refunded_quantity=3, refunded_minor=2_900)
    assert shared(compute(facts(before, gifts[0], shipping_minor=320, fees=FREE_DELIVERY))) == [("one", 1, 120)]


def test_the_second_unit_pays_its_own_part_of_the_fee() -> None:
    second = replace(CUP, refunded_quantity=1, refunded_minor=967)
    sheet = compute(facts(second, POT, fees=Fees(restocking_basis_points=1500)))
    assert bill(sheet)[-1] == ("restocking", -145)
    assert sheet.total_minor == 966 - 145


def test_what_went_back_while_the_goods_were_kept_comes_off_by_unit() -> None:
    sheet = compute(facts(replace(CUP, adjusted_minor=300), POT))
    assert (bill(sheet)[-1], sheet.total_minor) == (("adjusted", -100), 867)


def test_all_that_is_kept_of_a_unit_is_never_more_than_was_paid_for_it() -> None:
    broken = replace(CUP, adjusted_minor=9_000, inspected=Inspection(damaged=1))
    sheet = compute(facts(broken, POT, fees=Fees(restocking_basis_points=1500, damaged_basis_points=5000)))
    assert bill(sheet)[3:] == [("damaged", -484), ("restocking", -145), ("adjusted", -338)]
    assert sheet.total_minor == 0
    sheet = compute(facts(broken, POT, fees=Fees(restocking_basis_points=10_000, damaged_basis_points=5000)))
    assert bill(sheet)[3:] == [("damaged", -484), ("restocking", -483)]
    assert sheet.total_minor == 0


def test_a_lines_limit_counts_all_that_was_paid_for_it_and_all_that_is_kept() -> None:
    line = replace(CUP, adjusted_minor=300, refunded_minor=3_000, inspected=Inspection(damaged=1))
    fees = Fees(restocking_basis_points=1500, damaged_basis_points=5000, outbound_shipping_refunded=True)
    sheet = compute(facts(line, POT, tax_included=False, fees=fees))
    # 10.00 − 0.33 + 0.80 tax + 0.67 delivery − 4.84 − 1.45 − 1.00 = 3.85; 33.41 was paid, 30.00 went back.
    assert dict(bill(sheet))["refunded_before"] == -44
    assert sheet.total_minor == 341
    nothing_left = compute(facts(replace(line, refunded_minor=3_400), POT, tax_included=False, fees=fees))
    assert (dict(bill(nothing_left))["refunded_before"], nothing_left.total_minor) == (-385, 0)


def test_a_fee_of_just_the_refund_is_taken_whole_and_limits_are_not_named_where_they_do_not_bind() -> None:
    sheet = compute(facts(fees=Fees(return_shipping_minor=967)))
    assert (bill(sheet)[-1], sheet.total_minor) == (("return_shipping", -967), 0)
    exact = compute(facts(paid_minor=1_367, paid_back_minor=400))
    assert (bill(exact)[-1][0], exact.total_minor) == ("tax_contained", 967)
    gone = compute(facts(paid_minor=400, paid_back_minor=1_000))
    assert (bill(gone)[-1], gone.total_minor) == (("limited_to_paid", -967), 0)


def test_an_agreed_sum_is_shared_by_what_is_left_on_each_line() -> None:
    def agreed(cup: int = 100, pot: int = 0, *, kept: bool = False, back: bool = True, minor: int = 1_000) -> Sheet:
        lines = (
            replace(CUP, refunded_minor=cup, coming_back=2 * back),
            replace(POT, refunded_minor=pot, coming_back=int(back)),
        )
        return compute(facts(*lines, agreed=Agreed("amount", minor, goods_kept=kept)))

    assert shared(agreed()) == [("cup", 2, 361), ("pot", 1, 639)]
    assert shared(agreed(kept=True)) == shared(agreed(back=False)) == [("cup", 0, 361), ("pot", 0, 639)]
    assert shared(agreed(pot=5_300)) == shared(agreed(pot=6_000)) == [("cup", 2, 1_000), ("pot", 1, 0)]
    assert shared(agreed(pot=5_300, kept=True)) == [("cup", 0, 1_000)]
    assert shared(agreed(cup=3_100, pot=5_300)) == [("cup", 2, 1_000), ("pot", 1, 0)]
    missing = replace(POT, coming_back=1, refunded_minor=5_300, inspected=Inspection(missing=1))
    assert shared(compute(facts(CUP, missing, agreed=Agreed("amount", 9)))) == [("cup", 1, 9)]
    assert "keeps the goods" in agreed(kept=True).items[0].why
    assert "keeps the goods" not in agreed().items[0].why
    assert agreed(cup=0, minor=9_000).total_minor == 8_400


def test_a_line_of_which_nothing_is_left_to_pay_stands_in_no_share() -> None:
    pot = replace(POT, difference_minor=400, difference_for="price_adjustment")
    sheet = compute(facts(replace(CUP, coming_back=0), pot, covered_minor=400))
    assert (sheet.total_minor, sheet.lines) == (0, ())
    assert shared(compute(facts(covered_minor=967))) == [("cup", 1, 0)]


def test_wrong_goods_are_named_and_not_paid() -> None:
    sheet = compute(facts(replace(CUP, coming_back=3, inspected=Inspection(good=1, wrong=2)), POT))
    assert bill(sheet) == [("goods", 1000), ("wrong_goods", 0), ("discount", -33), ("tax_contained", 0)]
    assert sheet.items[1].params["quantity"] == 2


def test_delivery_that_is_not_refunded_is_named_only_beside_one_that_is() -> None:
    def whys(cup: LineFact, pot: LineFact, *, rule: str = "2", given: bool = False) -> dict[str, str]:
        own = (LineFees("cup", 0, True, "1"), LineFees("pot", 0, given, rule))
        items = compute(facts(cup, pot, fees=Fees(lines=own))).items
        return {item.code: item.why for item in items if item.code.startswith("outbound_shipping")}

    cup, pot = WHOLE
    both = whys(cup, pot)
    assert list(both) == ["outbound_shipping", "outbound_shipping_kept"]
    assert both["outbound_shipping"].startswith("The delivery of these items")
    alone = {
        "without a rule": whys(cup, pot, rule=""),
        "without delivery": whys(cup, replace(pot, shipping_minor=0)),
        "nothing of it arrived": whys(cup, replace(pot, inspected=Inspection(missing=1))),
        "not coming back": whys(cup, POT),
    }
    for why, found in alone.items():
        assert ("outbound_shipping" in found, "outbound_shipping_kept" in found) == (True, False), why
    assert alone["not coming back"]["outbound_shipping"].startswith("Part of the order")
    assert whys(cup, pot, given=True)["outbound_shipping"].startswith("Everything in the order")
    assert whys(replace(cup, inspected=Inspection(missing=3)), pot) == {}


def test_facts_are_read_as_they_were_written_and_come_to_the_same_sheet() -> None:
    given = facts(
        replace(CUP, coming_back=2, inspected=Inspection(good=1, damaged=1), adjusted_minor=5),
        replace(POT, difference_minor=4, difference_for="exchange"),
        fees=Fees(1_000, 2_000, 300, True, (LineFees("cup", 500, True, "1"),), "law"),
        agreed=Agreed("reduction", 7), goods_only=True, owed_minor=70, covered_minor=80, paid_back_minor=90,
        promotions=(Promotion("200 off", "discount", ((100, 20),), (("cup", 20),), 1, 2),),
    )  # fmt: skip
    read = SheetFacts.from_json(json.loads(json.dumps(given.to_json())))
    assert read == given
    sheet = compute(given)
    assert compute(read) == sheet == Sheet.from_json(json.loads(json.dumps(sheet.to_json())))
    assert {"owed_minor", "covered_minor"}.isdisjoint(facts().to_json())


WRONG_SUMS = [
    {name: -1}
    for name in ("paid_minor", "paid_back_minor", "shipping_minor", "owed_minor", "covered_minor")
] + [
    {"fees": Fees(return_shipping_minor=-1)},
    {"fees": Fees(restocking_basis_points=-1)},
    {"fees": Fees(damaged_basis_points=10_001)},
    {"fees": Fees(lines=(LineFees("cup", 10_001),))},
    {"fees": Fees(lines=(LineFees("cup"), LineFees("cup")))},
    {"fees": Fees(lines=(LineFees("plate"),))},
    {"fees": Fees(promotions_stay="whim")},
    {"agreed": Agreed("gift", 1)},
    {"agreed": Agreed("amount", 0)},
    {"agreed": Agreed("reduction", -1)},
    {"version": 4},
    {"version": 0},
    {"version": 1, "fees": Fees(lines=(LineFees("cup"),))},
]  # fmt: skip


@pytest.mark.parametrize("wrong", WRONG_SUMS, ids=str)
def test_facts_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(FactsMalformed):
        compute(facts(**wrong))


def test_no_lines_and_one_line_twice_are_refused() -> None:
    for lines in ((), (CUP, CUP)):
        with pytest.raises(FactsMalformed):
            compute(SheetFacts(currency="EUR", tax_included=True, lines=lines, paid_minor=8400))


def test_the_most_that_can_be_is_taken() -> None:
    free = replace(CUP, discount_minor=3_000, coming_back=3)
    assert compute(facts(free, POT, fees=Fees(10_000, 10_000))).total_minor == 0
    many = replace(CUP, bought=LARGEST_QUANTITY, coming_back=LARGEST_QUANTITY - 1, refunded_quantity=1)
    assert compute(facts(many, POT, paid_minor=10**12)).lines[0].quantity == LARGEST_QUANTITY - 1
    with pytest.raises(FactsMalformed):
        compute(facts(replace(CUP, bought=LARGEST_QUANTITY + 1), POT))
    goods = compute(facts(replace(CUP, coming_back=0), POT, goods_only=True))
    assert (goods.total_minor, goods.items, goods.lines) == (0, (), ())


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (replace(CUP, coming_back=4), "more comes back than was bought"),
        (replace(CUP, coming_back=2, refunded_quantity=2), "more comes back than was bought"),
        (replace(CUP, coming_back=-1), "a quantity is negative"),
        (replace(CUP, bought=0), "a line's quantity is not above zero"),
        (replace(CUP, discount_minor=3001), "a discount is larger than its line"),
        (replace(CUP, unit_price_minor=-1), "an amount of a line is negative"),
        (replace(CUP, discount_minor=-1), "an amount of a line is negative"),
        (replace(CUP, tax_minor=-1), "an amount of a line is negative"),
        (replace(CUP, shipping_minor=-1), "an amount of a line is negative"),
        (replace(CUP, refunded_minor=-1), "an amount of a line is negative"),
        (replace(CUP, adjusted_minor=-1), "an amount of a line is negative"),
        (replace(CUP, difference_minor=-1, difference_for="exchange"), "an amount of a line is negative"),
        (replace(CUP, difference_minor=1), "a difference has no reason"),
        (replace(CUP, difference_for="exchange"), "a difference has no reason"),
        (replace(CUP, difference_minor=1, difference_for="whim"), "a difference has no reason"),
        (replace(CUP, refunded_quantity=-1), "a quantity is negative"),
        (replace(CUP, inspected=Inspection(good=2, missing=-1)), "the inspected units are not those coming back"),
        (replace(CUP, inspected=Inspection(good=2)), "the inspected units are not those coming back"),
    ],
)
def test_numbers_that_no_order_can_have_are_refused(line: LineFact, problem: str) -> None:
    with pytest.raises(FactsMalformed) as caught:
        compute(facts(line, POT))
    assert caught.value.code == "sheet_facts_malformed"
    assert str(caught.value.params["problem"]) == problem


def test_nothing_selected_is_refused() -> None:
    nothing = replace(CUP, coming_back=0)
    with pytest.raises(NothingToRefund):
        compute(facts(nothing, POT))
    with pytest.raises(NothingToRefund):
        compute(facts(nothing, POT, agreed=Agreed("reduction", 1)))
    assert compute(facts(nothing, POT, agreed=Agreed("ruled", 1))).total_minor == 1
