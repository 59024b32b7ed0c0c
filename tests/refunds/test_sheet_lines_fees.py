"""Each line's own fees: exact bills of mixed returns, old sheets that knew one set of fees, and the laws of both."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.refunds.sheet import Fees, Inspection, LineFact, LineFees, SheetFacts, canonical, compute, digest
from huitou.refunds.sheet_facts import FactsMalformed
from huitou.refunds.sheet_texts import bill
from tests.refunds.test_sheet_properties import order_lines, whole
from tests.seeds import examples

CUP = LineFact("cup", "Cup", 3, 1000, discount_minor=100, tax_minor=241, shipping_minor=200, coming_back=3)
POT = LineFact("pot", "Pot", 1, 5000, tax_minor=417, shipping_minor=300, coming_back=1)
# The cup is broken: its delivery is refunded. The pot is not wanted any more: ten per cent are kept.
MIXED = (LineFees("cup", 0, True, "2.1"), LineFees("pot", 1000, False, "2.4"))


def facts(*lines: LineFact, **changes: object) -> SheetFacts:
    given = SheetFacts("EUR", True, lines or (CUP, POT), paid_minor=8400, shipping_minor=500, fees=Fees(lines=MIXED))
    return replace(given, **changes)


def rows(facts: SheetFacts) -> list[tuple[str, str, int]]:
    return [(item.code, item.params.get("title", ""), item.amount_minor) for item in compute(facts).items]


def test_each_line_goes_by_its_own_rule_and_the_bill_says_so() -> None:
    assert rows(facts()) == [
        ("goods", "Cup", 3000),
        ("discount", "Cup", -100),
        ("tax_contained", "Cup", 0),
        ("outbound_shipping", "Cup", 200),
        ("goods", "Pot", 5000),
        ("tax_contained", "Pot", 0),
        ("outbound_shipping_kept", "Pot", 0),
        ("restocking", "Pot", -500),
    ]
    sheet = compute(facts())
    assert [(share.line_id, share.amount_minor) for share in sheet.lines] == [("cup", 3100), ("pot", 4500)]
    kept, restocking = (row for row in bill(sheet, "en") if row.code in ("outbound_shipping_kept", "restocking"))
    assert kept.why == "Rule 2.4 of this order's policy does not refund the delivery of these items."
    assert restocking.why == "By rule 2.4 of this order's policy this part of the price paid is kept."


def test_the_bill_of_a_mixed_return_is_said_in_chinese() -> None:
    said = {row.code: row.why for row in bill(compute(facts()), "zh-hans")}
    assert "2.4" in said["restocking"]
    assert "规则" in said["restocking"]
    assert "规则" in said["outbound_shipping_kept"]


def test_the_fee_of_the_parcel_is_taken_once_and_allotted_to_the_last_unit() -> None:
    sheet = compute(facts(fees=Fees(return_shipping_minor=401, lines=MIXED)))
    assert [item.amount_minor for item in sheet.items if item.code == "return_shipping"] == [-401]
    assert [share.amount_minor for share in sheet.lines] == [2936, 4263]
    assert sum(share.amount_minor for share in sheet.lines) == sheet.total_minor == 3100 + 4500 - 401


def test_shipping_that_no_line_carries_comes_with_the_lines_whose_delivery_is_refunded() -> None:
    """100 more than the lines carry. The cup cost 3100 of 8400, so 37 of it are the cup's."""
    rest = [row for row in rows(facts(shipping_minor=600)) if row[0] == "outbound_shipping_rest"]
    assert rest == [("outbound_shipping_rest", "", 37)]
    everything = Fees(lines=tuple(replace(own, outbound_shipping_refunded=True) for own in MIXED))
    rest = [row for row in rows(facts(shipping_minor=600, fees=everything)) if row[0] == "outbound_shipping_rest"]
    assert rest == [("outbound_shipping_rest", "", 100)]
    nothing = Fees(lines=tuple(replace(own, outbound_shipping_refunded=False) for own in MIXED))
    assert not [row for row in rows(facts(shipping_minor=600, fees=nothing)) if "shipping" in row[0]]


@pytest.mark.parametrize(
    ("lines", "version", "problem"),
    [
        ((LineFees("cup", 10_001),), 2, "a fee is below nothing or above the whole price"),
        ((LineFees("cup", -1),), 2, "a fee is below nothing or above the whole price"),
        ((LineFees("cup"), LineFees("cup")), 2, "a line appears twice"),
        ((LineFees("lid"),), 2, "a fee is of no line of the order"),
        ((LineFees("cup"),), 1, "the version is not known"),
        ((), 4, "the version is not known"),
    ],
)
def test_fees_that_cannot_be_are_refused(lines: tuple[LineFees, ...], version: int, problem: str) -> None:
    with pytest.raises(FactsMalformed) as caught:
        compute(facts(fees=Fees(lines=lines), version=version))
    assert str(caught.value.params["problem"]) == problem


def line_json(line_id: str, title: str, bought: int, price: int, **more: Any) -> dict[str, Any]:
    plain = {"discount_minor": 0, "shipping_minor": 0, "coming_back": 0, "refunded_quantity": 0, "refunded_minor": 0}
    return {"line_id": line_id, "title": title, "bought": bought, "unit_price_minor": price, "inspected": None,
            **plain, **more}  # fmt: skip


def stored_before(cups: dict[str, Any]) -> dict[str, Any]:
    """Facts as they were stored when a sheet had one set of fees."""
    return {
        "agreed": None,
        "currency": "EUR",
        "fees": {"damaged_basis_points": 3000, "outbound_shipping_refunded": True, "restocking_basis_points": 1500,
                 "return_shipping_minor": 400},
        "lines": [
            line_json("cup", "Cup", 3, 1000, discount_minor=100, tax_minor=241, shipping_minor=200, **cups),
            line_json("pot", "Pot", 1, 5000, tax_minor=417, shipping_minor=300, coming_back=1),
            line_json("lid", "Lid", 1, 900, tax_minor=75, refunded_quantity=1, refunded_minor=900),
        ],
        "paid_back_minor": 900, "paid_minor": 9420, "shipping_minor": 620, "tax_included": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("cups", "total", "stored_digest"),
    [
        (
            {"coming_back": 2, "inspected": {"good": 1, "wrong": 0, "damaged": 1, "missing": 0}},
            5636,
            "611d50fdddec021d75838b421bd908d4e4f18ef0e4a68ff059ba4fb6353eaf09",
        ),
        ({"coming_back": 3}, 6935, "2c2ba1a1cb8a57022a40b17865680018e91fbf2a0cfed47a7b0a282ecc9b1846"),
    ],
)
def test_a_sheet_stored_before_lines_had_fees_is_confirmed_bit_for_bit(
    cups: dict[str, Any], total: int, stored_digest: str
) -> None:
    """The digests were computed by the code that stored such sheets."""
    stored = stored_before(cups)
    read = SheetFacts.from_json(stored)
    sheet = compute(read)
    assert (read.version, sheet.total_minor) == (1, total)
    assert digest(stored, sheet.to_json()) == stored_digest
    assert canonical(read.to_json()) == canonical(stored)


@st.composite
def mixed_returns(draw: st.DrawFn) -> SheetFacts:
    lines = tuple(replace(line, coming_back=draw(st.integers(0, line.bought))) for line in draw(order_lines()))
    if not any(line.coming_back for line in lines):
        lines = (replace(lines[0], coming_back=1), *lines[1:])
    seen = [
        replace(line, inspected=Inspection(good=good, missing=line.coming_back - good))
        if (good := draw(st.integers(0, line.coming_back))) and draw(st.booleans())
        else line
        for line in lines
    ]
    fees = tuple(
        LineFees(line.line_id, draw(st.integers(0, 10_000)), draw(st.booleans()), draw(st.sampled_from(["", "2.1"])))
        for line in lines
        if draw(st.booleans())
    )
    tax_included = draw(st.booleans())
    rest = draw(st.integers(0, 500))
    return SheetFacts(
        draw(st.sampled_from(["EUR", "JPY", "KWD", "CNY"])), tax_included, tuple(seen),
        paid_minor=sum(whole(line, tax_included) for line in lines) + rest,
        shipping_minor=sum(line.shipping_minor for line in lines) + rest,
        fees=Fees(draw(st.integers(0, 10_000)), 0, draw(st.integers(0, 5_000)), draw(st.booleans()), fees),
    )  # fmt: skip


@settings(max_examples=examples(160, 400), deadline=None)
@given(mixed_returns())
def test_items_and_shares_add_up_and_the_stored_sheet_is_the_same_again(facts: SheetFacts) -> None:
    sheet = compute(facts)
    assert sum(item.amount_minor for item in sheet.items) == sheet.total_minor
    assert sum(share.amount_minor for share in sheet.lines) == sheet.total_minor
    assert 0 <= sheet.total_minor <= facts.paid_minor
    again = SheetFacts.from_json(json.loads(canonical(facts.to_json())))
    assert again == facts
    assert canonical(compute(again).to_json()) == canonical(sheet.to_json())


@settings(max_examples=examples(120, 300), deadline=None)
@given(mixed_returns())
def test_a_mixed_return_is_the_sum_of_its_lines_alone(facts: SheetFacts) -> None:
    """Without a fee of the parcel and a rest of shipping, no line's sum depends on what comes back beside it."""
    facts = replace(
        facts,
        fees=replace(facts.fees, return_shipping_minor=0),
        shipping_minor=sum(line.shipping_minor for line in facts.lines),
    )
    alone = 0
    for chosen in facts.lines:
        if not chosen.coming_back:
            continue
        lines = tuple(line if line is chosen else replace(line, coming_back=0, inspected=None) for line in facts.lines)
        alone += compute(replace(facts, lines=lines)).total_minor
    assert compute(facts).total_minor == alone


@settings(max_examples=examples(120, 300), deadline=None)
@given(mixed_returns())
def test_the_same_fees_for_every_line_are_the_same_sum_as_one_set_of_fees(facts: SheetFacts) -> None:
    one = Fees(facts.fees.restocking_basis_points, 0, facts.fees.return_shipping_minor,
               facts.fees.outbound_shipping_refunded)  # fmt: skip
    each = replace(
        one,
        restocking_basis_points=0,
        outbound_shipping_refunded=not one.outbound_shipping_refunded,
        lines=tuple(replace(one.of(line.line_id), rule="2.1") for line in facts.lines),
    )
    before, now = compute(replace(facts, fees=one, version=1)), compute(replace(facts, fees=each))
    assert (now.total_minor, now.lines) == (before.total_minor, before.lines)
