"""The explained sum of a refund: every item with its amount and its reason, computed from `SheetFacts` alone.

Preview and payment call the same `compute`. A stored sheet can be computed again bit for bit. It must never look
anything up, round outside `core.money`, or drop a remainder.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from huitou.core.money import allocate
from huitou.refunds.sheet_facts import WHOLE_SUMS, Agreed, Fees, Inspection, LineFact, LineFees, SheetFacts
from huitou.refunds.sheet_lines import DELIVERY_OWED, N_, LineSums, line_items, line_paid, line_sums
from huitou.refunds.sheet_promotions import GIVEN_BACK, STAYS, TAKEN, WHY_STAYS, changes, kept_worth

__all__ = ["Agreed", "Fees", "Inspection", "LineFact", "LineFees", "Sheet", "SheetFacts", "SheetItem", "compute"]

# The rule by which remainders are allotted; a sheet names it, so that a later rule cannot pass for this one.
ROUNDING = "half-up, cumulative by unit, v1"


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One row of the bill. `amount_minor` is signed; `msgid` is what it is, `why` the reason, both with `params`.

    A parameter ending in `_minor` is money and is said without the ending (`unit_price_minor` → `%(unit_price)s`);
    one ending in `_basis_points` is said as a percentage.
    """

    code: str
    msgid: str
    params: Mapping[str, Any]
    amount_minor: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class LineShare:
    """How much of the total belongs to one line, and for how many units. The shares add up to the total."""

    line_id: str
    quantity: int
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """The bill of one refund. The items add up to `total_minor`, which is never below zero."""

    items: tuple[SheetItem, ...]
    total_minor: int
    currency: str
    lines: tuple[LineShare, ...]
    rounding: str = ROUNDING

    @property
    def set_off_minor(self) -> int:
        """What is kept back for what the buyer owes; zero or above."""
        return -sum(item.amount_minor for item in self.items if item.code == SET_OFF)

    def to_json(self) -> dict[str, Any]:
        """Plain values; `from_json` gives back an equal value."""
        return {
            **asdict(self),
            "items": [asdict(item) for item in self.items],
            "lines": [asdict(line) for line in self.lines],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Sheet":
        """Read what `to_json` wrote."""
        items = tuple(SheetItem(**item) for item in value["items"])
        lines = tuple(LineShare(**line) for line in value["lines"])
        return cls(**{**value, "items": items, "lines": lines})


def canonical(value: Mapping[str, Any]) -> str:
    """JSON text that is the same for the same value: keys sorted, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def digest(facts: Mapping[str, Any], sheet: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over facts and sheet, both as JSON values."""
    return hashlib.sha256(canonical({"facts": facts, "sheet": sheet}).encode()).hexdigest()


def compute(facts: SheetFacts) -> Sheet:
    """The sheet of the facts.

    Raises FactsMalformed, NothingToRefund.
    """
    facts.validate()
    if facts.agreed is not None and facts.agreed.kind in WHOLE_SUMS:
        return _agreed_sheet(facts, facts.agreed)
    involved = [line for line in facts.lines if line.coming_back]
    sums = [line_sums(line, facts) for line in involved]
    items = [SheetItem(*row) for part in sums for row in line_items(part, facts)]
    bill = _Bill(items, sum(part.subtotal for part in sums))
    _add_differences(bill, facts)
    _add_rest_of_shipping(bill, facts)
    _add_promotions(bill, facts)
    _take_off(bill, "return_shipping", facts.fees.return_shipping_minor, *_RETURN_SHIPPING)
    if facts.agreed is not None:
        _take_off(bill, "agreed_reduction", facts.agreed.minor, *_REDUCTION)
    _limit_to_paid(bill, facts)
    _take_covered(bill, facts)
    _set_off(bill, facts)
    _tell_account(bill, facts)
    differences = [line for line in facts.lines if line.difference_minor]
    shares = _share_out(bill.total, sums, differences)
    return Sheet(tuple(bill.items), bill.total, facts.currency, shares)


@dataclass(slots=True)
class _Bill:
    """The items so far and their sum."""

    items: list[SheetItem]
    total: int

    def add(self, code: str, amount: int, msgid: str, why: str, **params: Any) -> None:
        self.items.append(SheetItem(code, msgid, params, amount, why))
        self.total += amount


_RETURN_SHIPPING = (
    N_("Return shipping"),
    N_("By the policy of this order the buyer pays for sending the goods back."),
)
_REDUCTION = (
    N_("Reduction agreed"),
    N_("The buyer and the shop agreed to take this off the refund."),
)


_DIFFERENCES = {
    "exchange": (
        N_("Price difference for %(title)s"),
        N_("What is sent instead costs less than what was paid."),
    ),
    "price_adjustment": (
        N_("Price adjustment for %(title)s"),
        N_("The price fell after the purchase, and the policy gives the difference back."),
    ),
    "partial_refund": (
        N_("Part of the price of %(title)s"),
        N_("The buyer keeps the goods and gets this part of the price back."),
    ),
}


def _add_differences(bill: _Bill, facts: SheetFacts) -> None:
    """What is paid back of lines of which nothing comes back."""
    for line in facts.lines:
        if line.difference_minor:
            msgid, why = _DIFFERENCES[line.difference_for]
            bill.add(f"difference_{line.difference_for}", line.difference_minor, msgid, why, title=line.title)


def _add_rest_of_shipping(bill: _Bill, facts: SheetFacts) -> None:
    """When with this sheet the last unit of the order comes back, the shipping that no line carries comes too.

    Each line has a share in it by its price; the share of a line whose delivery is not refunded stays with the shop.
    """
    giving = {line.line_id: facts.fees.of(line.line_id).outbound_shipping_refunded for line in facts.lines}
    if not any(giving[line.line_id] for line in facts.lines if line.payable):
        return
    all_back = all(line.refunded_quantity + line.payable == line.bought for line in facts.lines)
    if not all_back or not any(line.payable for line in facts.lines):
        return
    rest = facts.shipping_minor - sum(line.shipping_minor for line in facts.lines)
    if rest <= 0:
        return  # the lines carry all of it
    weights = [line_paid(line, facts) for line in facts.lines]
    shares = allocate(rest, weights if any(weights) else [1] * len(weights))
    kept = sum(
        share for line, share in zip(facts.lines, shares, strict=True) if line.payable and not giving[line.line_id]
    )
    if kept == rest:
        return
    bill.add(
        "outbound_shipping_rest",
        rest - kept,
        N_("Rest of the outbound shipping"),
        DELIVERY_OWED
        if facts.fees.delivery_owed
        else N_("Everything in the order has come back; this is the part of the items whose delivery is refunded.")
        if kept
        else N_("Everything in the order has come back, so the whole outbound shipping is refunded."),
    )


def _add_promotions(bill: _Bill, facts: SheetFacts) -> None:
    """What was given for reaching a sum that is no longer reached, as far as the law and the shop take it back."""
    for place, promotion, change in changes(facts):
        told: dict[str, Any] = {
            "place": place,
            "promotion": promotion.title,
            "kept_minor": kept_worth(promotion, facts),
        }
        if change < 0:
            bill.add("promotion_given_back", -change, *GIVEN_BACK, **told)
        elif facts.fees.promotions_stay:
            bill.add("promotion_stays", 0, STAYS, WHY_STAYS[facts.fees.promotions_stay], **told)
        else:
            _take_off(bill, "promotion", change, *TAKEN[promotion.kind], **told)


def _take_off(bill: _Bill, code: str, minor: int, msgid: str, why: str, **params: Any) -> None:
    """Take a fee off, but never below zero: what cannot be taken is shown as given back."""
    if minor == 0:
        return
    before = bill.total
    bill.add(code, -minor, msgid, why, **params)
    if bill.total < 0:
        bill.add(
            f"{code}_limited",
            minor - before,
            N_("Deduction limited"),
            N_("A deduction is never larger than the refund, so the rest of it is not charged."),
            **params,
        )


def _limit_to_paid(bill: _Bill, facts: SheetFacts) -> None:
    """Never more than was paid less what went back already."""
    room = max(0, facts.paid_minor - facts.paid_back_minor)
    if bill.total > room:
        bill.add(
            "limited_to_paid",
            room - bill.total,
            N_("Limited to what was paid"),
            N_("%(paid)s was paid for this order and %(paid_back)s of it went back already."),
            paid_minor=facts.paid_minor,
            paid_back_minor=facts.paid_back_minor,
        )


def _take_covered(bill: _Bill, facts: SheetFacts) -> None:
    """What of this refund has gone back already without us is not paid a second time."""
    covered = min(facts.covered_minor, max(0, bill.total - facts.account_minor))
    if covered:
        bill.add(
            COVERED,
            -covered,
            N_("Paid back already"),
            N_("%(covered)s of this refund was paid by the shop's back office or by your bank, outside this case."),
            covered_minor=covered,
        )


SET_OFF, COVERED = "set_off", "paid_elsewhere"


def _set_off(bill: _Bill, facts: SheetFacts) -> None:
    """Keep back what the buyer owes from an instant refund: at most half, so that a refund always pays something."""
    left, owed = max(0, bill.total), facts.owed_minor + facts.kept_minor
    covered = -sum(item.amount_minor for item in bill.items if item.code == COVERED)
    # What this very refund has kept back stays so, where a part of it has gone back elsewhere since.
    again = min(facts.kept_minor, (left + covered) // 2, left)
    kept = min(max(again, min(owed, left // 2)), max(0, left - facts.account_minor))
    if kept:
        bill.add(
            SET_OFF,
            -kept,
            N_("Kept back for an earlier instant refund"),
            N_("You owe %(owed)s for goods that did not come back. At most half of a refund is kept back for it."),
            owed_minor=owed,
        )


def _tell_account(bill: _Bill, facts: SheetFacts) -> None:
    """The sum stays the whole one; what an earlier sheet paid of it is said."""
    if facts.account_minor:
        bill.add(
            "on_account",
            0,
            N_("Paid already, or on its way"),
            N_("%(account)s of this refund went out before the sum was computed anew. Only the rest is still paid."),
            account_minor=facts.account_minor,
        )


def _share_out(total: int, sums: list[LineSums], differences: list[LineFact]) -> tuple[LineShare, ...]:
    """The total by line, in proportion to what each line came to; remainders go to the largest."""
    parts = [(part.line.line_id, part.line.payable, part.subtotal) for part in sums]
    parts += [(line.line_id, 0, line.difference_minor) for line in differences]
    if not parts:
        return ()
    weights = [weight for _, _, weight in parts]
    if sum(weights) == 0:
        weights = [1] + [0] * (len(parts) - 1)
    amounts = allocate(total, weights)
    shares: dict[str, LineShare] = {}
    for (line_id, units, _), amount in zip(parts, amounts, strict=True):
        before = shares.get(line_id, LineShare(line_id, 0, 0))
        shares[line_id] = LineShare(line_id, before.quantity + units, before.amount_minor + amount)
    return tuple(share for share in shares.values() if share.quantity or share.amount_minor)


_WHOLE_SUM_WORDS = {
    "amount": (
        "agreed_amount",
        N_("Amount agreed for %(titles)s"),
        N_("The buyer and the shop agreed on this sum; the buyer keeps the goods."),
        N_("The buyer and the shop agreed on this sum."),
    ),
    "ruled": (
        "ruled_amount",
        N_("Amount granted for %(titles)s"),
        N_("The ruling grants this sum; the buyer keeps the goods."),
        N_("The ruling grants this sum."),
    ),
}


def _agreed_sheet(facts: SheetFacts, agreed: Agreed) -> Sheet:
    """One agreed sum instead of a computed one, allotted to the lines it is about by what is left on each."""
    bill = _Bill([], 0)
    involved = [line for line in facts.lines if line.coming_back] or list(facts.lines)
    code, what, kept, back = _WHOLE_SUM_WORDS[agreed.kind]
    titles = "; ".join(line.title for line in involved)
    bill.add(code, agreed.minor, what, kept if agreed.goods_kept else back, titles=titles)
    _limit_to_paid(bill, facts)
    _take_covered(bill, facts)
    _set_off(bill, facts)
    _tell_account(bill, facts)
    weights = [max(0, line_paid(line, facts) - line.refunded_minor) for line in involved]
    if sum(weights) == 0:
        weights = [1] + [0] * (len(involved) - 1)
    amounts = allocate(bill.total, weights)
    shares = tuple(
        LineShare(line.line_id, 0 if agreed.goods_kept else line.payable, amount)
        for line, amount in zip(involved, amounts, strict=True)
        if amount or (line.payable and not agreed.goods_kept)
    )
    return Sheet(tuple(bill.items), bill.total, facts.currency, shares)
