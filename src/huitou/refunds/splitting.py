"""How one sheet is paid out of several payments: which payment gives how much, and which lines it is for.

Pure; called by `verbs.request_refund` with the payments locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from huitou.orders.models import Payment
from huitou.refunds.booking import room_of
from huitou.refunds.sheet import LineShare


@dataclass(frozen=True, slots=True)
class Part:
    """What one payment gives back, by line."""

    payment: Payment
    amount_minor: int
    lines: tuple[LineShare, ...]


def split(total_minor: int, shares: Sequence[LineShare], payments: Sequence[Payment]) -> list[Part]:
    """Fill the payments in the order in which they were made; the lines follow in theirs.

    The parts add up to the total if the payments have room for it; the caller has made sure of that.
    """
    left, parts, rest = total_minor, [], list(shares)
    for payment in sorted(payments, key=lambda payment: payment.position):
        amount = min(left, room_of(payment))
        if amount <= 0:
            continue
        taken, rest = _take(rest, amount)
        parts.append(Part(payment, amount, tuple(taken)))
        left -= amount
    return parts


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
