"""The policy time machine: what another policy would have said to the cases and orders that a shop has had.

Called by the desk's preview and `huitou replay` with what `replay_facts` read. Pure: the same evaluator that judges
cases, put to both documents. It never writes, and it promises nothing: buyers may ask differently under another policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from huitou.policies.rules import Document, evaluate, possible
from huitou.policies.rules.facts import OrderFacts, Wish
from huitou.policies.rules.verdict import Verdict
from huitou.policies.rules.vocabulary import KINDS


@dataclass(frozen=True, slots=True)
class PastCase:
    """A case as it was judged when it was opened."""

    ref: str
    customer: UUID
    opened_at: datetime
    facts: OrderFacts
    wish: Wish


@dataclass(frozen=True, slots=True)
class PastOrder:
    """An order as it stands now."""

    id: UUID
    number: str
    customer: UUID
    facts: OrderFacts


@dataclass(frozen=True, slots=True)
class History:
    """What is replayed, newest first. `at`: the moment at which orders are asked. `unread`: cases that were erased."""

    at: datetime
    cases: tuple[PastCase, ...]
    orders: tuple[PastOrder, ...]
    unread: int = 0


@dataclass(frozen=True, slots=True)
class ChangedCase:
    """A case with another verdict. `changes`: codes of `CHANGES`; sums in minor units of the order's currency."""

    case: PastCase
    changes: tuple[str, ...]
    before: Verdict
    after: Verdict
    currency: str
    before_minor: int
    after_minor: int

    @property
    def difference_minor(self) -> int:
        return self.after_minor - self.before_minor


@dataclass(frozen=True, slots=True)
class ChangedOrder:
    """An order with which more or less could be asked for now."""

    order: PastOrder
    more: int
    less: int


@dataclass(frozen=True, slots=True)
class Effect:
    """Everything that differs. `money`: by currency, what the policy gives to these cases, after less before."""

    cases: int
    orders: int
    unread: int
    changed: tuple[ChangedCase, ...]
    longer: int
    shorter: int
    changed_orders: tuple[ChangedOrder, ...]
    money: dict[str, int]
    buyers: int

    def count(self, code: str) -> int:
        """How many cases changed in this way."""
        return sum(code in one.changes for one in self.changed)

    @property
    def by_change(self) -> dict[str, int]:
        """How many cases changed in each way that occurs."""
        return {code: self.count(code) for code in CHANGES if self.count(code)}

    @property
    def more(self) -> int:
        """Orders with which more could be asked for now."""
        return sum(1 for one in self.changed_orders if one.more)

    @property
    def less(self) -> int:
        """Orders with which less could be asked for now."""
        return sum(1 for one in self.changed_orders if one.less)

    def to_json(self) -> dict[str, Any]:
        """For `huitou replay --json`."""
        return {
            "cases": self.cases,
            "orders": self.orders,
            "unread": self.unread,
            "changed": len(self.changed),
            "by_change": self.by_change,
            "longer": self.longer,
            "shorter": self.shorter,
            "orders_with_more": self.more,
            "orders_with_less": self.less,
            "money_minor": self.money,
            "buyers": self.buyers,
            "changed_cases": [
                {
                    "case": one.case.ref,
                    "changes": list(one.changes),
                    "currency": one.currency,
                    "before_minor": one.before_minor,
                    "after_minor": one.after_minor,
                }
                for one in self.changed
            ],
            "changed_orders": [
                {"order": one.order.number, "more": one.more, "less": one.less} for one in self.changed_orders
            ],
        }


CHANGES = (
    "given", "not_given", "right", "no_right", "at_once", "asked_first", "buyer_pays", "shop_pays", "fees",
    "more_proof", "less_proof",
)  # fmt: skip


def effect_of(before: Document, after: Document, history: History) -> Effect:
    """Return what differs between two policies over a history."""
    changed, longer, shorter = [], 0, 0
    for case in history.cases:
        one = evaluate(before, case.facts, case.wish, case.opened_at)
        two = evaluate(after, case.facts, case.wish, case.opened_at)
        codes = tuple(_changes(one, two))
        if codes:
            sums = payout(case, one), payout(case, two)
            changed.append(ChangedCase(case, codes, one, two, case.facts.currency, *sums))
        elif one.allowed and one.until != two.until:
            later = two.until is None or (one.until is not None and two.until > one.until)
            longer, shorter = longer + later, shorter + (not later)
    orders = tuple(_changed_orders(before, after, history))
    money: dict[str, int] = {}
    for found in changed:
        money[found.currency] = money.get(found.currency, 0) + found.difference_minor
    buyers = {found.case.customer for found in changed} | {found.order.customer for found in orders}
    return Effect(
        cases=len(history.cases),
        orders=len(history.orders),
        unread=history.unread,
        changed=tuple(changed),
        longer=longer,
        shorter=shorter,
        changed_orders=orders,
        money=money,
        buyers=len(buyers),
    )


def payout(case: PastCase, verdict: Verdict) -> int:
    """What the policy gives by itself to a case, minor units: 0 where it is not allowed or no money goes back.

    The goods' price less restocking and return label, plus the outbound shipping where it is refunded. Agreed sums,
    inspections and rulings are not in it.
    """
    if not verdict.allowed:
        return 0
    total, back = 0, False
    for item in case.wish.lines:
        kind = KINDS.get(item.kind or case.wish.kind)
        line, said = case.facts.line(item.line_id), verdict.line(item.line_id)
        if kind is None or line is None or said is None or line.quantity <= 0 or not kind.pays or kind.names_sum:
            continue
        price = line.total_minor * item.quantity // line.quantity
        if kind.goods_return:
            back = True
            price -= price * said.restocking_basis_points // 10_000
        if said.outbound_shipping_refunded:
            price += line.shipping_minor * item.quantity // line.quantity
        total += price
    return max(0, total - (verdict.return_fee_minor if back else 0))


def _changes(one: Verdict, two: Verdict) -> Iterator[str]:
    if one.allowed != two.allowed:
        yield "given" if two.allowed else "not_given"
        return
    if not one.allowed:
        return
    if one.entitled != two.entitled:
        yield "right" if two.entitled else "no_right"
    elif one.automatic != two.automatic:
        yield "at_once" if two.automatic else "asked_first"
    if one.return_shipping_by != two.return_shipping_by:
        yield "buyer_pays" if two.return_shipping_by == "buyer" else "shop_pays"
    elif _fees(one) != _fees(two):
        yield "fees"
    if one.evidence_missing != two.evidence_missing:
        yield "more_proof" if len(two.evidence_missing) > len(one.evidence_missing) else "less_proof"


def _fees(verdict: Verdict) -> tuple[Any, ...]:
    lines = tuple((line.restocking_basis_points, line.outbound_shipping_refunded) for line in verdict.lines)
    return (verdict.return_fee_minor, lines)


def _changed_orders(before: Document, after: Document, history: History) -> Iterator[ChangedOrder]:
    for order in history.orders:
        one = possible(before, order.facts, history.at)
        two = possible(after, order.facts, history.at)
        if one != two:
            yield ChangedOrder(order, len(two - one), len(one - two))
