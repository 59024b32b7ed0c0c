"""What a buyer owes the shop, and keeping it back from a refund. Asked when a sheet is computed and when it is paid.

Who lends stands above refunds and says it here (`Lender`); this module never names them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.money import Money
from huitou.orders.models import Order

Owed = Callable[[Order], int]
Charge = Callable[[Order, UUID, Money, Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Lender:
    """`owed(order)`: minor units of the order's currency that its buyer owes and that may be kept back.

    `charge(order, cause_id, money, actor, at)`: settle that much of it, inside the transaction that requests the
    refund; raises OwedChanged where less is owed by now.
    """

    owed: Owed
    charge: Charge


class OwedChanged(Conflict):
    """Less is owed than the sheet keeps back: another refund was faster, or the shop let it go."""

    code = "owed_changed"
    message = _("What was to be kept back has changed. Compute the refund again.")


_lenders: list[Lender] = []


def lends(lender: Lender) -> Lender:
    """Register who keeps the book of what buyers owe."""
    _lenders.append(lender)
    return lender


def owed_by(order: Order, *, apart_from: UUID | None = None) -> int:
    """What may be kept back from a refund of this order; nothing from one that was paid ahead of its goods itself."""
    return 0 if apart_from is not None else sum(lender.owed(order) for lender in _lenders)


def charge(order: Order, cause_id: UUID, money: Money, actor: Actor, at: datetime) -> None:
    """Settle what a sheet keeps back. Raises OwedChanged."""
    if money.minor <= 0:
        return
    for lender in _lenders:
        lender.charge(order, cause_id, money, actor, at)
        return
    raise OwedChanged()
