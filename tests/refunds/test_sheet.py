"""The explained sheet: exact bills of named situations, and the errors for numbers that cannot be."""

from dataclasses import replace

import pytest

from huitou.refunds.sheet import Agreed, Fees, Inspection, LineFact, LineFees, Sheet, SheetFacts, compute
from huitou.refunds.sheet_facts import FactsMalformed, NothingToRefund

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
    own = Fees(lines=(LineFees("one", 0, True), LineFees("two", 0, False)))
    assert compute(facts(*gifts, paid_minor=600, shipping_minor=600, fees=own)).total_minor == 300


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (replace(CUP, coming_back=4), "more comes back than was bought"),
        (replace(CUP, coming_back=2, refunded_quantity=2), "more comes back than was bought"),
        (replace(CUP, coming_back=-1), "a quantity is negative"),
        (replace(CUP, bought=0), "a line's quantity is not above zero"),
        (replace(CUP, discount_minor=3001), "a discount is larger than its line"),
        (replace(CUP, unit_price_minor=-1), "an amount of a line is negative"),
        (replace(CUP, inspected=Inspection(good=2)), "the inspected units are not those coming back"),
    ],
)
def test_numbers_that_no_order_can_have_are_refused(line: LineFact, problem: str) -> None:
    with pytest.raises(FactsMalformed) as caught:
        compute(facts(line, POT))
    assert caught.value.code == "sheet_facts_malformed"
    assert str(caught.value.params["problem"]) == problem


def test_nothing_selected_is_refused() -> None:
    with pytest.raises(NothingToRefund):
        compute(facts(replace(CUP, coming_back=0), POT))
