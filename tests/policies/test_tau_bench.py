"""A thousand orders of a public benchmark under its own rules, written as a policy of ours: who gets what, and why.

The expectations were written by hand from the benchmark's words, not from what our rules answer. Where those words
neither give nor forbid (“transfer to a human agent”), ours say that a person may still grant it.
"""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from huitou.policies.rules import LineFacts, OrderFacts, Verdict, Wish, WishLine, evaluate, read
from huitou.refunds.sheet import compute
from huitou.refunds.sheet_facts import Fees, LineFact, LineFees, SheetFacts
from tests.environment import ROOT
from tests.policies.retail_policy import RETAIL

FOLDER = ROOT.parent / "shared" / "data" / "tau_bench_retail"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the real data shared/data/tau_bench_retail is not here")

# The data names no times, and no rule counts days: these stand for “some time ago”.
PLACED, SHIPPED, DELIVERED = (datetime(2026, 5, day, 12, tzinfo=UTC) for day in (1, 3, 8))
NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
POLICY = read(RETAIL)


@cache
def orders() -> tuple[dict[str, Any], ...]:
    """The orders as they are in the file, in its order."""
    return tuple(json.loads((FOLDER / "orders.json").read_text(encoding="utf-8")).values())


def cents(amount: float) -> int:
    return int((Decimal(str(amount)) * 100).to_integral_exact())


def facts_of(order: dict[str, Any]) -> OrderFacts:
    """The benchmark's status as what happened to the parcel; the same item twice is one line of two pieces."""
    pieces = Counter(item["item_id"] for item in order["items"])
    prices = {item["item_id"]: (item["name"], cents(item["price"])) for item in order["items"]}
    left = order["status"] in ("processed", "delivered")
    lines = tuple(
        LineFacts(
            line_id=item,
            quantity=count,
            available=0 if order["status"] == "cancelled" else count,
            unit_price_minor=prices[item][1],
            total_minor=prices[item][1] * count,
            category=prices[item][0],
            sku=item,
        )
        for item, count in pieces.items()
    )
    return OrderFacts(
        order_number=order["order_id"],
        currency="USD",
        country="US",
        placed_at=PLACED,
        shipped_at=SHIPPED if left else None,
        delivered_at=DELIVERED if order["status"] == "delivered" else None,
        lines=lines,
    )


def verdict(order: dict[str, Any], kind: str, reason: str, which: str = "all") -> Verdict:
    """What the policy says to the wish for all lines, the first one, or one piece more than was bought."""
    facts = facts_of(order)
    lines = facts.lines if which == "all" else facts.lines[:1]
    more = 1 if which == "one too many" else 0
    wish = Wish(kind, tuple(WishLine(line.line_id, line.quantity + more, reason) for line in lines))
    return evaluate(POLICY, facts, wish, NOW)


def answer(said: Verdict) -> str:
    """In one word: a right, something that a person may still grant, or nothing."""
    if said.allowed:
        return "right" if said.entitled else "asked"
    return "a person" if said.goodwill_possible else "no"


@dataclass(frozen=True)
class Row:
    """The `nth` order (from 0) of this status with so many items; what its buyer wishes; what it must get, and why."""

    status: str
    items: int
    nth: int
    kind: str
    reason: str
    which: str
    expected: str
    why: str

    @property
    def order(self) -> dict[str, Any]:
        fitting = [one for one in orders() if one["status"] == self.status and len(one["items"]) == self.items]
        return fitting[self.nth]

    def __str__(self) -> str:
        return f"{self.status}-{self.items}-{self.nth}-{self.kind}-{self.reason}-{self.which}".replace(" ", "_")


CANCEL, RETURN, EXCHANGE = "refund_only", "return_and_refund", "exchange"
PENDING_CAN = "pending orders can be cancelled for this reason"
NOT_BACK_YET = "only delivered orders can be returned or exchanged: before, there is nothing to send back"
ONLY_TWO_REASONS = "a cancellation needs one of two reasons, and this is neither"
NOT_PROCESSED = "a processed order cannot be cancelled; what the rules do not give goes to a person"
DELIVERED_CAN = "delivered orders can be returned or exchanged, for any reason"
DELIVERED_NOT_CANCELLED = "delivered orders cannot be cancelled: goods come back first"
GONE = "a cancelled order has nothing left"
NO_SUCH_KIND = "the shop does not do this"
ROWS = [
    Row("pending", 1, 0, CANCEL, "no_longer_wanted", "all", "right", PENDING_CAN),
    Row("pending", 2, 1, CANCEL, "no_longer_wanted", "all", "right", PENDING_CAN),
    Row("pending", 3, 2, CANCEL, "no_longer_wanted", "all", "right", PENDING_CAN),
    Row("pending", 4, 3, CANCEL, "other", "all", "right", PENDING_CAN),
    Row("pending", 5, 4, CANCEL, "other", "all", "right", PENDING_CAN),
    Row("pending", 5, 5, CANCEL, "does_not_fit", "all", "a person", ONLY_TWO_REASONS),
    Row("pending", 2, 6, CANCEL, "defective", "all", "a person", ONLY_TWO_REASONS),
    Row("pending", 3, 7, CANCEL, "arrived_late", "all", "a person", ONLY_TWO_REASONS),
    Row("pending", 1, 8, CANCEL, "no_longer_wanted", "one too many", "no", "more than was bought"),
    Row("pending", 1, 9, RETURN, "no_longer_wanted", "all", "no", NOT_BACK_YET),
    Row("pending", 2, 10, RETURN, "damaged", "first", "no", NOT_BACK_YET),
    Row("pending", 4, 11, EXCHANGE, "does_not_fit", "first", "no", NOT_BACK_YET),
    Row("processed", 1, 0, CANCEL, "no_longer_wanted", "all", "a person", NOT_PROCESSED),
    Row("processed", 2, 1, CANCEL, "other", "all", "a person", NOT_PROCESSED),
    Row("processed", 3, 2, RETURN, "no_longer_wanted", "all", "no", NOT_BACK_YET),
    Row("processed", 4, 3, RETURN, "not_received", "all", "no", NOT_BACK_YET),
    Row("processed", 5, 4, EXCHANGE, "does_not_fit", "first", "no", NOT_BACK_YET),
    Row("processed", 1, 5, RETURN, "damaged", "one too many", "no", "more than was bought"),
    Row("delivered", 1, 0, RETURN, "no_longer_wanted", "all", "right", DELIVERED_CAN),
    Row("delivered", 2, 1, RETURN, "does_not_fit", "first", "right", DELIVERED_CAN),
    Row("delivered", 3, 2, RETURN, "damaged", "all", "right", DELIVERED_CAN),
    Row("delivered", 4, 3, RETURN, "defective", "first", "right", DELIVERED_CAN),
    Row("delivered", 5, 4, RETURN, "wrong_item", "all", "right", DELIVERED_CAN),
    Row("delivered", 5, 5, RETURN, "other", "first", "right", DELIVERED_CAN),
    Row("delivered", 1, 6, EXCHANGE, "does_not_fit", "all", "right", DELIVERED_CAN),
    Row("delivered", 2, 7, EXCHANGE, "no_longer_wanted", "all", "right", DELIVERED_CAN),
    Row("delivered", 3, 8, EXCHANGE, "defective", "first", "right", DELIVERED_CAN),
    Row("delivered", 4, 9, EXCHANGE, "other", "all", "right", DELIVERED_CAN),
    Row("delivered", 2, 10, RETURN, "no_longer_wanted", "one too many", "no", "more than was bought"),
    Row("delivered", 1, 11, CANCEL, "no_longer_wanted", "all", "a person", DELIVERED_NOT_CANCELLED),
    Row("delivered", 3, 12, CANCEL, "damaged", "all", "a person", DELIVERED_NOT_CANCELLED),
    Row("delivered", 4, 13, "repair", "defective", "first", "a person", NO_SUCH_KIND),
    Row("delivered", 5, 14, "reship", "missing_item", "first", "a person", NO_SUCH_KIND),
    Row("cancelled", 1, 0, CANCEL, "no_longer_wanted", "all", "no", GONE),
    Row("cancelled", 2, 1, RETURN, "no_longer_wanted", "all", "no", GONE),
    Row("cancelled", 3, 2, RETURN, "damaged", "first", "no", GONE),
    Row("cancelled", 4, 3, EXCHANGE, "does_not_fit", "all", "no", GONE),
    Row("cancelled", 5, 4, CANCEL, "other", "first", "no", GONE),
]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_the_policy_says_what_the_benchmarks_words_say(row):
    assert answer(verdict(row.order, row.kind, row.reason, row.which)) == row.expected, row.why


@pytest.mark.parametrize(
    ("kind", "reason", "expected"),
    [
        (CANCEL, "no_longer_wanted", {"right": 423, "a person": 475, "no": 102}),
        (CANCEL, "damaged", {"a person": 898, "no": 102}),
        (RETURN, "no_longer_wanted", {"right": 373, "no": 627}),
        (EXCHANGE, "does_not_fit", {"right": 373, "no": 627}),
    ],
)
def test_of_all_thousand_orders_so_many_get_it(kind, reason, expected):
    assert Counter(answer(verdict(order, kind, reason)) for order in orders()) == expected


def test_what_is_paid_back_for_a_whole_order_is_what_was_paid():
    """The sheet of every cancelled or returned order comes to the payment in the file, to the cent."""
    paid_back: Counter[str] = Counter()
    for order in orders():
        kind = {"pending": CANCEL, "delivered": RETURN}.get(order["status"])
        if kind is None:
            continue
        said, paid = verdict(order, kind, "no_longer_wanted"), cents(order["payment_history"][0]["amount"])
        own = tuple(
            LineFees(line.line_id, line.restocking_basis_points, line.outbound_shipping_refunded) for line in said.lines
        )
        lines = tuple(
            LineFact(line.line_id, line.category, line.quantity, line.unit_price_minor, coming_back=line.quantity)
            for line in facts_of(order).lines
        )
        fees = Fees(return_shipping_minor=said.return_fee_minor, lines=own)
        sheet = compute(SheetFacts("USD", tax_included=True, lines=lines, paid_minor=paid, fees=fees))
        assert sheet.total_minor == paid, order["order_id"]
        paid_back[order["status"]] += paid
    assert paid_back == {"pending": 72_758_050, "delivered": 62_655_183}


def test_no_rule_of_the_shop_takes_a_fee_or_asks_for_proof():
    said = verdict(ROWS[18].order, RETURN, "no_longer_wanted")
    assert (said.return_fee_minor, said.restocking_basis_points, said.evidence, said.until) == (0, 0, (), None)
    assert (said.return_shipping_by, said.refund_within.days) == ("merchant", 9)
