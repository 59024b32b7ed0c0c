"""One line's part of a refund's sheet: its sums by unit, and its items in words.

Called by `refunds.sheet` only. Every sum is cumulative: the units k+1 to k+j get share(k+j) − share(k), so that any
sequence of partial returns of a line adds up exactly to the whole line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from huitou.core.money import portion
from huitou.refunds.sheet_facts import FULL_BASIS_POINTS, LineFact, SheetFacts
from huitou.refunds.sheet_promotions import taken_before

N_ = str  # marks msgids for extraction; they are said later, in the reader's language
DELIVERY_OWED = N_("The goods do not come, and not by the buyer's doing, so their outbound shipping is refunded.")

Row = tuple[str, str, dict[str, Any], int, str]  # code, msgid, params, amount, why


@dataclass(frozen=True, slots=True)
class LineSums:
    """What the units of one line that are paid back now come to. All sums are zero or positive minor units."""

    line: LineFact
    goods: int
    discount: int
    tax_added: int
    tax_contained: int
    shipping: int
    damaged: int
    restocking: int
    adjusted: int
    above_paid: int

    @property
    def subtotal(self) -> int:
        gives = self.goods + self.tax_added + self.shipping
        return gives - self.discount - self.damaged - self.restocking - self.adjusted - self.above_paid


def line_sums(line: LineFact, facts: SheetFacts) -> LineSums:
    """The sums of the payable units of the line, remainders allotted by the unit's place in the line."""
    first, last = line.refunded_quantity, line.refunded_quantity + line.payable

    def between(whole: int, start: int = first) -> int:
        return portion(whole, last, line.bought) - portion(whole, start, line.bought)

    goods = line.unit_price_minor * line.payable
    discount = between(line.discount_minor)
    tax = between(line.tax_minor)
    fees = facts.fees.of(line.line_id)
    shipping = between(line.shipping_minor) if fees.outbound_shipping_refunded else 0
    # The damaged units are counted as the last of those paid back now.
    sound = last - line.damaged
    damaged_goods = line.unit_price_minor * line.damaged - between(line.discount_minor, sound)
    damaged = portion(damaged_goods, facts.fees.damaged_basis_points, FULL_BASIS_POINTS)
    rate = fees.restocking_basis_points
    restocking = _fee(line, last, rate) - _fee(line, first, rate)
    restocking = min(restocking, goods - discount - damaged)
    tax_added = 0 if facts.tax_included else tax
    adjusted = min(between(line.adjusted_minor), goods - discount - damaged - restocking)
    before_cap = goods - discount + tax_added + shipping - damaged - restocking - adjusted
    left = line_paid(line, facts) - line.refunded_minor + taken_before(facts)
    return LineSums(
        line=line,
        goods=goods,
        discount=discount,
        tax_added=tax_added,
        tax_contained=tax if facts.tax_included else 0,
        shipping=shipping,
        damaged=damaged,
        restocking=restocking,
        adjusted=adjusted,
        above_paid=max(0, before_cap - max(0, left)),
    )


def _fee(line: LineFact, units: int, rate: int) -> int:
    """The restocking fee of the first `units` of the line, on the price paid for them."""
    paid = line.unit_price_minor * units - portion(line.discount_minor, units, line.bought)
    return portion(paid, rate, FULL_BASIS_POINTS)


def line_paid(line: LineFact, facts: SheetFacts) -> int:
    """What the whole line cost, outbound shipping included."""
    added = 0 if facts.tax_included else line.tax_minor
    return line.unit_price_minor * line.bought - line.discount_minor + added + line.shipping_minor


def line_items(sums: LineSums, facts: SheetFacts) -> Iterator[Row]:
    """The items of the line, in the order in which a person checks a bill; zero sums are left out."""
    yield from _goods_items(sums)
    yield from _shipping_items(sums, facts)
    yield from _deduction_items(sums, facts)


def _goods_items(sums: LineSums) -> Iterator[Row]:
    line = sums.line
    params: dict[str, Any] = {"title": line.title, "quantity": line.payable, "bought": line.bought}
    if line.payable:
        yield (
            "goods",
            N_("%(quantity)s × %(title)s at %(unit_price)s"),
            {**params, "unit_price_minor": line.unit_price_minor},
            sums.goods,
            N_("The price of the items that are refunded."),
        )
    yield from _not_refunded(line)
    if sums.discount:
        yield (
            "discount",
            N_("Discount on %(title)s"),
            params,
            -sums.discount,
            N_("These items' share of the order's discount: %(quantity)s of %(bought)s."),
        )
    if sums.tax_added:
        yield (
            "tax",
            N_("Tax on %(title)s"),
            params,
            sums.tax_added,
            N_("The tax that was paid on top of the price of these items."),
        )
    if sums.tax_contained:
        yield (
            "tax_contained",
            N_("Tax contained: %(tax)s"),
            {**params, "tax_minor": sums.tax_contained},
            0,
            N_("The prices contain the tax, so it is refunded with them."),
        )


def _not_refunded(line: LineFact) -> Iterator[Row]:
    if line.inspected is None:
        return
    if line.inspected.wrong:
        yield (
            "wrong_goods",
            N_("%(quantity)s × %(title)s not refunded"),
            {"title": line.title, "quantity": line.inspected.wrong},
            0,
            N_("Other goods came back instead."),
        )
    if line.inspected.missing:
        yield (
            "missing_goods",
            N_("%(quantity)s × %(title)s not refunded"),
            {"title": line.title, "quantity": line.inspected.missing},
            0,
            N_("They were not in the parcel that came back."),
        )


def _shipping_items(sums: LineSums, facts: SheetFacts) -> Iterator[Row]:
    if not sums.shipping:
        yield from _kept_shipping(sums, facts)
        return
    everything = all(line.payable == line.bought for line in facts.lines)
    mixed = any(not facts.fees.of(one.line_id).outbound_shipping_refunded for one in facts.lines if one.payable)
    params = {"title": sums.line.title, "quantity": sums.line.payable, "bought": sums.line.bought}
    why = N_("Part of the order comes back, so these items' share of the outbound shipping is refunded.")
    if facts.fees.delivery_owed:
        why = DELIVERY_OWED
    elif mixed:
        why = N_("The delivery of these items is refunded: their own share of the outbound shipping.")
    elif everything:
        why = N_("Everything in the order comes back, so the whole outbound shipping is refunded.")
    yield "outbound_shipping", N_("Outbound shipping for %(title)s"), params, sums.shipping, why


def _kept_shipping(sums: LineSums, facts: SheetFacts) -> Iterator[Row]:
    """Beside a line whose delivery is refunded, the other line's silence would look like a mistake."""
    line = sums.line
    own = facts.fees.of(line.line_id)
    others = any(facts.fees.of(one.line_id).outbound_shipping_refunded for one in facts.lines if one.payable)
    if own.outbound_shipping_refunded or not (own.rule and others and line.payable and line.shipping_minor):
        return
    yield (
        "outbound_shipping_kept",
        N_("Outbound shipping for %(title)s: not refunded"),
        {"title": line.title, "rule": own.rule},
        0,
        N_("Rule %(rule)s of this order's policy does not refund the delivery of these items."),
    )


def _deduction_items(sums: LineSums, facts: SheetFacts) -> Iterator[Row]:
    line, own = sums.line, facts.fees.of(sums.line.line_id)
    if sums.damaged:
        yield (
            "damaged",
            N_("%(quantity)s × %(title)s came back damaged: %(rate)s"),
            {"title": line.title, "quantity": line.damaged, "rate_basis_points": facts.fees.damaged_basis_points},
            -sums.damaged,
            N_("This part of the price paid is kept for damage found at the inspection."),
        )
    if sums.restocking:
        yield (
            "restocking",
            N_("Restocking fee for %(title)s: %(rate)s"),
            {"title": line.title, "rate_basis_points": own.restocking_basis_points}
            | ({"rule": own.rule} if own.rule else {}),
            -sums.restocking,
            N_("By rule %(rule)s of this order's policy this part of the price paid is kept.")
            if own.rule
            else N_("By the policy of this order this part of the price paid is kept."),
        )
    if sums.adjusted:
        yield (
            "adjusted",
            N_("Already paid back for %(title)s"),
            {"title": line.title},
            -sums.adjusted,
            N_("This part of the price went back before, while the goods were kept."),
        )
    if sums.above_paid:
        yield (
            "refunded_before",
            N_("Already refunded for %(title)s"),
            {"title": line.title, "before_minor": line.refunded_minor},
            -sums.above_paid,
            N_("%(before)s was refunded for this line before; no line is refunded above its price."),
        )
