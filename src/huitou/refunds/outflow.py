"""Money that leaves a payment without us: refunds made elsewhere, and chargebacks. Counted in the same guard as ours.

Called by verbs, inside their transaction. Where the payment has no room left the rest is booked to `loss:overpaid` and
counted as soon as there is room: what has left is never forgotten, and the counters never say more than was captured.
"""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.db.models import F, Q

from huitou.core import ledger
from huitou.core.money import Money
from huitou.orders.models import Payment
from huitou.refunds.booking import OVERPAID, room_of
from huitou.refunds.models import Chargeback, RefundElsewhere

ELSEWHERE, CHARGED_BACK = "refunds.elsewhere", "refunds.chargeback"
FEES = "loss:chargeback_fees"


class Outflow(Protocol):
    """A row that holds money of a payment."""

    pk: UUID
    shop_id: UUID
    payment_id: UUID
    currency: str
    beyond_minor: int
    counts: int


def take(row: Outflow, money: Money, *, subject: str, account: str, at: datetime) -> int:
    """Count the money on the payment as far as there is room, the rest beyond it; what was counted.

    `account` is where it goes: the gateway, or the chargeback that decides about it.
    """
    counted = _count(row, money.minor)
    row.beyond_minor = money.minor - counted
    _post(row, subject, f"payment:{row.payment_id}", account, counted, at)
    _post(row, subject, OVERPAID, account, row.beyond_minor, at)
    return counted


def give_back(row: Outflow, counted: int, *, subject: str, account: str, at: datetime) -> None:
    """The money came back: off the payment's counter, and off the loss where it had no room.

    The room that becomes free is no refund's before what had left beyond the payment's room is counted.
    """
    beyond = lock_what_waits(row.payment_id, apart_from=row.pk) if counted else []
    if counted:
        Payment.objects.filter(pk=row.payment_id).update(refunded_minor=F("refunded_minor") - counted)
    _post(row, subject, account, f"payment:{row.payment_id}", counted, at)
    _post(row, subject, account, OVERPAID, row.beyond_minor, at)
    row.beyond_minor = 0
    count_what_waits(beyond, at)


def take_more(back: Chargeback, more_minor: int, at: datetime) -> None:
    """The bank takes so much more, before it has decided: counted as far as there is room, the rest beyond it."""
    account = f"chargeback:{back.pk}"
    counted = _count(back, more_minor)
    back.taken_minor += counted
    back.beyond_minor += more_minor - counted
    back.amount_minor += more_minor
    _post(back, CHARGED_BACK, f"payment:{back.payment_id}", account, counted, at)
    _post(back, CHARGED_BACK, OVERPAID, account, more_minor - counted, at)


def give_part_back(back: Chargeback, lost_minor: int, at: datetime) -> None:
    """The bank keeps so much of it only: the rest comes back, first what had no room on the payment."""
    account, rest = f"chargeback:{back.pk}", back.amount_minor - lost_minor
    beyond = min(rest, back.beyond_minor)
    counted = min(rest - beyond, back.taken_minor)
    waits = lock_what_waits(back.payment_id, apart_from=back.pk) if counted else []
    if counted:
        Payment.objects.filter(pk=back.payment_id).update(refunded_minor=F("refunded_minor") - counted)
    _post(back, CHARGED_BACK, account, f"payment:{back.payment_id}", counted, at)
    _post(back, CHARGED_BACK, account, OVERPAID, beyond, at)
    back.taken_minor -= counted
    back.beyond_minor -= beyond
    back.amount_minor = lost_minor
    count_what_waits(waits, at)


def lock_what_waits(payment_id: UUID, *, apart_from: UUID | None = None) -> "list[RefundElsewhere | Chargeback]":
    """What left beyond the payment's room, locked, oldest first. Call it before the payment's own counter moves.

    `apart_from`: the row that the caller holds by `lock_among_waiting`, and gives back.
    """
    return [row for row in _locked(payment_id, Q(beyond_minor__gt=0)) if row.pk != apart_from]


def lock_among_waiting(payment_id: UUID, row_id: UUID) -> None:
    """Lock a row that may give back together with what waits for the room, in the one order that all of them keep.

    Each by itself first, two that give back at once would wait for each other.
    """
    _locked(payment_id, Q(beyond_minor__gt=0) | Q(pk=row_id))


def _locked(payment_id: UUID, which: Q) -> "list[RefundElsewhere | Chargeback]":
    elsewhere = RefundElsewhere.objects.filter(which, payment_id=payment_id)
    charged = Chargeback.objects.filter(which, payment_id=payment_id)
    return [
        *elsewhere.order_by("found_at", "pk").select_for_update(of=("self",), no_key=True),
        *charged.order_by("opened_at", "pk").select_for_update(of=("self",), no_key=True),
    ]


def count_what_waits(rows: "list[RefundElsewhere | Chargeback]", at: datetime) -> None:
    """Room has become free on the payment: what had left beyond it is counted now."""
    for row in rows:
        subject = CHARGED_BACK if isinstance(row, Chargeback) else ELSEWHERE
        counted = _count(row, row.beyond_minor)
        if not counted:
            continue
        row.beyond_minor -= counted
        _post(row, subject, f"payment:{row.payment_id}", OVERPAID, counted, at)
        if isinstance(row, Chargeback):
            row.taken_minor += counted
        row.save()


def _count(row: Outflow, minor: int) -> int:
    """Add as much of it to the payment's counter as there is room for, under the payment's lock."""
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=row.payment_id)
    counted = min(minor, max(0, room_of(payment)))
    if counted:
        Payment.objects.filter(pk=payment.pk).update(refunded_minor=F("refunded_minor") + counted)
    return counted


def _post(row: Outflow, subject: str, debit: str, credit: str, minor: int, at: datetime) -> None:
    if not minor:
        return
    row.counts += 1
    ledger.post(
        shop_id=row.shop_id,
        key=f"{subject.removeprefix('refunds.')}:{row.pk}:{row.counts}",
        debit=debit,
        credit=credit,
        money=Money(minor, row.currency),
        subject_type=subject,
        subject_id=row.pk,
        at=at,
    )


def book_fee(back: Chargeback, fee: Money, at: datetime) -> None:
    """What the gateway keeps for the chargeback, once."""
    if back.fee_minor or not fee.minor:
        return
    back.fee_minor, back.fee_currency = fee.minor, fee.currency
    _fee(back, fee, "fee", FEES, f"gateway:{back.gateway}", at)


def return_fee(back: Chargeback, at: datetime) -> None:
    """The gateway gave its fee back."""
    _fee(back, Money(back.fee_minor, back.fee_currency), "fee_back", f"gateway:{back.gateway}", FEES, at)


def _fee(back: Chargeback, fee: Money, what: str, debit: str, credit: str, at: datetime) -> None:
    ledger.post(
        shop_id=back.shop_id, key=f"chargeback:{back.pk}:{what}", debit=debit, credit=credit, money=fee,
        subject_type=CHARGED_BACK, subject_id=back.pk, at=at,
    )  # fmt: skip


def settle_loss(back: Chargeback, at: datetime) -> None:
    """Lost: what lay on the chargeback has gone through the gateway for good."""
    account = f"chargeback:{back.pk}"
    held = ledger.balance(account, back.currency).minor
    _post(back, CHARGED_BACK, account, f"gateway:{back.gateway}", held, at)
