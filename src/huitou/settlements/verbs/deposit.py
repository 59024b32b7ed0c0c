"""A shop's deposit: how much it must be, topped up, set off. Called by the platform's people, through the API."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.core import events, ledger
from huitou.core.actors import Actor, Role
from huitou.core.errors import Conflict, Forbidden, Invalid
from huitou.core.ids import new_id
from huitou.core.locks import lock_or_make, lock_rows
from huitou.core.money import LARGEST_MINOR, Money
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import verb
from huitou.settlements.access import KEEP
from huitou.settlements.deposits import ACCOUNT, advanced_minor, balance_of
from huitou.settlements.models import Deposit

SUBJECT = "settlements.deposit"


class DepositMissing(Conflict):
    """The platform asks this shop for no deposit."""

    code = "deposit_missing"
    message = _("This shop has no deposit. Set its minimum first.")


class DepositInvalid(Invalid):
    """A sum of nothing, a length out of bounds, or no reference."""

    code = "deposit_invalid"
    message = _("Enter an amount above zero and the number of the transfer or decision; days from 1 to 90.")


class DepositTooLow(Conflict):
    """More than lies there, or more than the platform has advanced."""

    code = "deposit_too_low"
    message = _("Only what the platform has advanced can be set off, and no more than lies in the deposit.")


class DepositBooked(Conflict):
    """The reference was booked before."""

    code = "deposit_booked"
    message = _("This number has been booked already.")


@verb
def set_deposit(*, minimum_minor: int, days: int, actor: Actor, at: datetime) -> Deposit:
    """Ask for a deposit of at least so much, in the shop's currency. Raises: DepositInvalid, Forbidden."""
    _demand(actor)
    if not 0 <= minimum_minor <= LARGEST_MINOR or not 1 <= days <= 90:
        raise DepositInvalid()
    row = lock_or_make(Deposit.objects.filter(shop_id=actor.shop_id))
    deposit = row or Deposit(id=new_id(), shop_id=actor.shop_id, currency=open_shop_row().currency)
    deposit.minimum_minor, deposit.days = minimum_minor, days
    events.record(deposit, "settlements.deposit.set", actor=actor, at=at,
                  facts={"minimum_minor": minimum_minor, "days": days})  # fmt: skip
    _watch(deposit, actor, at)
    deposit.save(force_insert=row is None)
    return deposit


@verb
def top_up(*, amount_minor: int, reference: str, actor: Actor, at: datetime) -> Deposit:
    """The shop has paid into its deposit. `reference`: the transfer's number, booked once.

    Raises: DepositMissing, DepositInvalid, DepositBooked, Forbidden.
    """
    deposit = _open(actor, amount_minor, reference)
    return _book(deposit, "top_up", "bank:merchant", ACCOUNT, amount_minor, reference, actor, at)


@verb
def set_off(*, amount_minor: int, reference: str, actor: Actor, at: datetime) -> Deposit:
    """Take from the deposit what the platform has advanced for the shop. `reference`: the decision's number.

    Raises: DepositMissing, DepositInvalid, DepositTooLow, DepositBooked, Forbidden.
    """
    deposit = _open(actor, amount_minor, reference)
    if amount_minor > min(balance_of(deposit).minor, advanced_minor(deposit)):
        raise DepositTooLow()
    return _book(deposit, "set_off", ACCOUNT, "share:platform", amount_minor, reference, actor, at)


def _demand(actor: Actor) -> None:
    if actor.role != Role.PLATFORM:
        raise Forbidden()
    actor.require(KEEP)


def _open(actor: Actor, amount_minor: int, reference: str) -> Deposit:
    _demand(actor)
    if not 0 < amount_minor <= LARGEST_MINOR or not 0 < len(reference.strip()) <= 80:
        raise DepositInvalid()
    found = lock_rows(Deposit.objects.filter(shop_id=actor.shop_id))
    if not found:
        raise DepositMissing()
    return found[0]


def _book(
    deposit: Deposit, what: str, debit: str, credit: str, minor: int, reference: str, actor: Actor, at: datetime
) -> Deposit:
    money = Money(minor, deposit.currency)
    try:
        with transaction.atomic():
            ledger.post(shop_id=deposit.shop_id, key=f"deposit:{what}:{reference.strip()}", debit=debit, credit=credit,
                        money=money, subject_type=SUBJECT, subject_id=deposit.pk, at=at)  # fmt: skip
    except IntegrityError as error:
        raise DepositBooked() from error
    facts: dict[str, Any] = {"amount_minor": minor, "currency": deposit.currency, "reference": reference.strip()}
    kind = {"top_up": "topped_up", "set_off": "set_off"}[what]
    events.record(deposit, f"settlements.deposit.{kind}", actor=actor, at=at, facts=facts)
    _watch(deposit, actor, at)
    deposit.save()
    return deposit


def _watch(deposit: Deposit, actor: Actor, at: datetime) -> None:
    """Note since when it has been below its minimum; the shop is told by the event."""
    below = balance_of(deposit).minor < deposit.minimum_minor
    if below and deposit.below_since is None:
        deposit.below_since = at
        events.record(deposit, "settlements.deposit.fell_below", actor=actor, at=at, facts={"days": deposit.days})
    elif not below and deposit.below_since is not None:
        deposit.below_since = None
        events.record(deposit, "settlements.deposit.filled_up", actor=actor, at=at, facts={})
