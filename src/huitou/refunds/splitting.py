"""How one sheet is paid out of several payments: which payment gives how much, and which lines it is for.

Pure; called by `verbs.request_refund` with the payments locked, and by pages that show the shares beforehand.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from huitou.core.money import allocate
from huitou.orders.models import Payment
from huitou.refunds.booking import room_of
from huitou.refunds.models.refund_rules import RefundRules
from huitou.refunds.payment_kinds import PaymentKind, kind_of
from huitou.refunds.sheet import LineShare

Rule = RefundRules.OrderOfPayments


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment gives back, by line."""

    payment: Payment
    amount_minor: int
    lines: tuple[LineShare, ...]


def amounts_of(total_minor: int, payments: Sequence[Payment], rule: str) -> list[tuple[Payment, int]]:
    """How much each payment gives back, zero left out; together the total, if they have room for it.

    `proportional`: by what is left on each, remainders to the largest fraction, so that no order of partial returns
    turns a gift card into money or money into a gift card. Otherwise one is emptied after the other.
    """
    ordered = sorted(payments, key=lambda payment: _place(payment, rule))
    rooms = [max(0, room_of(payment)) for payment in ordered]
    if rule == Rule.PROPORTIONAL and any(rooms):
        amounts = allocate(min(total_minor, sum(rooms)), rooms)
    else:
        amounts = _one_after_another(total_minor, rooms)
    return [(payment, amount) for payment, amount in zip(ordered, amounts, strict=True) if amount > 0]


def split(
    total_minor: int, shares: Sequence[LineShare], payments: Sequence[Payment], rule: str = Rule.AS_PAID
) -> list[Part]:
    """The parts by payment; the lines follow in their order and each is cut where a payment ends.

    The parts add up to the total if the payments have room for it; the caller has made sure of that.
    """
    parts, rest = [], list(shares)
    for payment, amount in amounts_of(total_minor, payments, rule):
        taken, rest = _take(rest, amount)
        parts.append(Part(payment, amount, tuple(taken)))
    return parts


def _one_after_another(total_minor: int, rooms: Sequence[int]) -> list[int]:
    amounts, left = [], total_minor
    for room in rooms:
        amounts.append(min(left, room))
        left -= amounts[-1]
    return amounts


def _place(payment: Payment, rule: str) -> tuple[int, int]:
    is_money = kind_of(payment.method) == PaymentKind.MONEY
    later = {Rule.MONEY_FIRST: not is_money, Rule.MONEY_LAST: is_money}.get(Rule(rule), False)
    return int(later), payment.position


def _take(shares: list[LineShare], amount: int) -> tuple[list[LineShare], list[LineShare]]:
    """The first lines up to the amount, and what is left; a line cut in two keeps its units in the first piece."""
    taken: list[LineShare] = []
    for index, share in enumerate(shares):
        if share.amount_minor > amount:
            if amount or share.quantity:
                taken.append(LineShare(share.line_id, share.quantity, amount))
            rest = LineShare(share.line_id, 0, share.amount_minor - amount)
            return taken, [rest, *shares[index + 1 :]]
        taken.append(share)
        amount -= share.amount_minor
    return taken, []
