"""Laws of the sheet: money adds up over any sequence of partial returns, never above what was paid, same again."""

import json
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.refunds.sheet import Agreed, Fees, Inspection, LineFact, Sheet, SheetFacts, canonical, compute, digest
from tests.seeds import examples

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "CNY"])


@st.composite
def order_lines(draw: st.DrawFn) -> tuple[LineFact, ...]:
    lines = []
    for index in range(draw(st.integers(1, 4))):
        bought = draw(st.integers(1, 7))
        price = draw(st.integers(0, 100_000))
        discount = draw(st.integers(0, price * bought))
        lines.append(
            LineFact(
                line_id=str(index),
                title=f"Line {index}",
                bought=bought,
                unit_price_minor=price,
                discount_minor=discount,
                tax_minor=draw(st.integers(0, price * bought - discount)),
                shipping_minor=draw(st.integers(0, 3_000)),
            )
        )
    return tuple(lines)


def whole(line: LineFact, tax_included: bool) -> int:
    tax = 0 if tax_included else line.tax_minor
    return line.unit_price_minor * line.bought - line.discount_minor + tax + line.shipping_minor


@st.composite
def whole_orders(draw: st.DrawFn) -> SheetFacts:
    lines = draw(order_lines())
    tax_included = draw(st.booleans())
    rest = draw(st.integers(0, 500))
    shipping = sum(line.shipping_minor for line in lines) + rest
    paid = sum(whole(line, tax_included) for line in lines) + rest
    return SheetFacts(
        currency=draw(CURRENCIES),
        tax_included=tax_included,
        lines=lines,
        paid_minor=paid,
        shipping_minor=shipping,
        fees=Fees(outbound_shipping_refunded=True),
    )


def book(facts: SheetFacts, sheet: Sheet) -> SheetFacts:
    """The facts after the sheet was paid, nothing coming back."""
    shares = {share.line_id: share for share in sheet.lines}
    lines = []
    for line in facts.lines:
        share = shares.get(line.line_id)
        lines.append(
            replace(
                line,
                coming_back=0,
                inspected=None,
                refunded_quantity=line.refunded_quantity + (share.quantity if share else 0),
                refunded_minor=line.refunded_minor + (share.amount_minor if share else 0),
            )
        )
    return replace(facts, lines=tuple(lines), paid_back_minor=facts.paid_back_minor + sheet.total_minor, agreed=None)


@settings(max_examples=examples(120, 300), deadline=None)
@given(whole_orders(), st.data())
def test_any_sequence_of_partial_returns_adds_up_to_exactly_what_was_paid(
    facts: SheetFacts, data: st.DataObject
) -> None:
    while left := [line for line in facts.lines if line.refunded_quantity < line.bought]:
        chosen = data.draw(st.sampled_from(left))
        count = data.draw(st.integers(1, chosen.bought - chosen.refunded_quantity))
        facts = replace(
            facts,
            lines=tuple(replace(line, coming_back=count) if line is chosen else line for line in facts.lines),
        )
        facts = book(facts, compute(facts))
    assert facts.paid_back_minor == facts.paid_minor


@st.composite
def wild_facts(draw: st.DrawFn) -> SheetFacts:
    """An order in the middle of its life: earlier refunds, conditions, fees, agreements, payments that do not match."""
    facts = draw(whole_orders())
    lines = []
    for line in facts.lines:
        before = draw(st.integers(0, line.bought))
        back = draw(st.integers(0, line.bought - before))
        good = draw(st.integers(0, back))
        damaged = draw(st.integers(0, back - good))
        inspected = Inspection(good=good, damaged=damaged, missing=back - good - damaged)
        lines.append(
            replace(
                line,
                coming_back=back,
                refunded_quantity=before,
                refunded_minor=draw(st.integers(0, whole(line, facts.tax_included))),
                inspected=draw(st.sampled_from([None, inspected])),
            )
        )
    agreed = draw(
        st.none() | st.builds(Agreed, st.sampled_from(["amount", "reduction"]), st.integers(1, 200_000), st.booleans())
    )
    if not any(line.coming_back for line in lines) and (agreed is None or agreed.kind != "amount"):
        agreed = Agreed("amount", 1)
    return replace(
        facts,
        lines=tuple(lines),
        agreed=agreed,
        paid_minor=draw(st.integers(0, facts.paid_minor)),
        paid_back_minor=draw(st.integers(0, 200_000)),
        fees=Fees(
            draw(st.integers(0, 10_000)),
            draw(st.integers(0, 10_000)),
            draw(st.integers(0, 50_000)),
            draw(st.booleans()),
        ),
    )


@settings(max_examples=examples(200, 500), deadline=None)
@given(wild_facts())
def test_the_items_and_the_lines_add_up_and_the_total_stays_within_what_was_paid(facts: SheetFacts) -> None:
    sheet = compute(facts)
    assert sum(item.amount_minor for item in sheet.items) == sheet.total_minor
    assert sum(share.amount_minor for share in sheet.lines) == sheet.total_minor
    assert 0 <= sheet.total_minor <= max(0, facts.paid_minor - facts.paid_back_minor)
    assert all(share.amount_minor >= 0 for share in sheet.lines)


@settings(max_examples=examples(120, 300), deadline=None)
@given(wild_facts())
def test_no_line_is_refunded_above_its_price(facts: SheetFacts) -> None:
    if facts.agreed is not None:
        facts = replace(facts, agreed=None, fees=replace(facts.fees, outbound_shipping_refunded=False))
    if not any(line.coming_back for line in facts.lines):
        return
    sheet = compute(facts)
    above = 0
    for share in sheet.lines:
        line = next(line for line in facts.lines if line.line_id == share.line_id)
        above += max(0, share.amount_minor - max(0, whole(line, facts.tax_included) - line.refunded_minor))
    # Shipping that no line carries is nobody's price; the lines only hand it on when everything is back.
    assert above <= sum(item.amount_minor for item in sheet.items if item.code == "outbound_shipping_rest")


@settings(max_examples=examples(120, 300), deadline=None)
@given(wild_facts())
def test_a_stored_sheet_is_computed_again_bit_for_bit(facts: SheetFacts) -> None:
    sheet = compute(facts)
    facts_text, sheet_text = canonical(facts.to_json()), canonical(sheet.to_json())
    again = SheetFacts.from_json(json.loads(facts_text))
    assert again == facts
    assert canonical(compute(again).to_json()) == sheet_text
    assert Sheet.from_json(json.loads(sheet_text)) == sheet
    assert digest(json.loads(facts_text), json.loads(sheet_text)) == digest(facts.to_json(), sheet.to_json())
