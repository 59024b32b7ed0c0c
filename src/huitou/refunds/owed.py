"""What a buyer owes the shop, and keeping it back from a refund. Asked when a sheet is computed and when it is paid.

Who lends stands above refunds and says it here (`Lender`); this module never names them. For one cause no more is ever
kept back than its sheets say: where a sheet takes the place of another one, the difference alone is moved.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.actors import Actor
from huitou.core.errors import Conflict
from huitou.core.money import Money
from huitou.orders.models import Order
from huitou.refunds.models import Refund, StoredSheet

Owed = Callable[[Order], int]
Held = Callable[[Order, UUID], int]
Move = Callable[[Order, "Keeping", Money, Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Keeping:
    """For which cause something is kept back or given back, and by what: its sheet, or its end. Once each."""

    cause_id: UUID
    by: str


@dataclass(frozen=True, slots=True)
class Lender:
    """`owed(order)`: minor units of the order's currency that its buyer owes and that may be kept back.

    `held(order, cause_id)`: what of it is kept back for the cause by now.
    `charge(order, keeping, money, actor, at)`: settle that much of it, inside the transaction that requests the
    refund; raises OwedChanged where less is owed by now.
    `give_back(order, keeping, money, actor, at)`: so much of what is kept back for the cause is not, after all.
    """

    owed: Owed
    held: Held
    charge: Move
    give_back: Move


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


def kept_before(order: Order, cause_id: UUID, *, on_account: bool, instead_of: Collection[UUID] = ()) -> int:
    """What is kept back for the cause by sheets of which nothing was paid, nor is under way, in minor units.

    The next sheet of the cause takes it over. `on_account`: what was paid by an earlier sheet counts as paid of the
    next one, so that what it kept back does too; `instead_of`: of these sheets alone. One query where nothing is kept.
    """
    held = sum(lender.held(order, cause_id) for lender in _lenders)
    if not held or on_account:
        return held
    standing = Refund.objects.filter(cause_id=cause_id).exclude(state="failed").values("sheet_id")
    sheets = {sheet.pk: sheet for sheet in StoredSheet.objects.filter(pk__in=standing)}
    over = {*instead_of, *(earlier for sheet in sheets.values() for earlier in sheet.instead_of)}
    return max(0, held - sum(sheet.as_sheet().set_off_minor for key, sheet in sheets.items() if key not in over))


def keep_back(order: Order, keeping: Keeping, money: Money, before: int, actor: Actor, at: datetime) -> None:
    """Keep back so much for the cause, of which `before` is kept already. Raises OwedChanged."""
    if money.minor == before:
        return
    more = money.minor > before
    for lender in _lenders:
        move = lender.charge if more else lender.give_back
        move(order, keeping, Money(abs(money.minor - before), money.currency), actor, at)
        return
    raise OwedChanged()
