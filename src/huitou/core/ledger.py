"""Bookings and balances. A balance is always derived from the rows; nothing here updates anything.

Called by verbs, inside their transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Q, Sum, When
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.models import LedgerEntry
from huitou.core.money import Money


class NothingToBook(HuitouError):
    """A booking of zero or less."""

    code = "nothing_to_book"
    message = _("There is no amount to book. Enter an amount above zero.")


def post(
    *,
    shop_id: UUID,
    key: str,
    debit: str,
    credit: str,
    money: Money,
    subject_type: str,
    subject_id: UUID,
    at: datetime,
) -> LedgerEntry:
    """Book `money` (> 0) from account `debit` to account `credit`.

    `key` names the movement, e.g. `refund:<id>:reserve`; booking the same key again raises IntegrityError.
    """
    booked = entry(
        shop_id=shop_id, key=key, debit=debit, credit=credit, money=money, subject_type=subject_type,
        subject_id=subject_id, at=at,
    )  # fmt: skip
    booked.save(force_insert=True)
    return booked


def entry(
    *,
    shop_id: UUID,
    key: str,
    debit: str,
    credit: str,
    money: Money,
    subject_type: str,
    subject_id: UUID,
    at: datetime,
) -> LedgerEntry:
    """The row that `post` inserts, for those who book many: `post_all`. Raises NothingToBook."""
    if money.minor <= 0:
        raise NothingToBook()
    return LedgerEntry(
        shop_id=shop_id,
        key=key,
        debit=debit,
        credit=credit,
        amount_minor=money.minor,
        currency=money.currency,
        subject_type=subject_type,
        subject_id=subject_id,
        at=at,
    )


def post_all(entries: Sequence[LedgerEntry]) -> None:
    """Book them together. Raises IntegrityError where one of the keys is booked already."""
    LedgerEntry.objects.bulk_create(entries)


def balance(account: str, currency: str) -> Money:
    """What has come into the account less what has gone out, in the open shop."""
    rows = LedgerEntry.objects.filter(Q(debit=account) | Q(credit=account), currency=currency)
    signed = Case(When(credit=account, then=F("amount_minor")), default=-F("amount_minor"))
    return Money(int(rows.aggregate(total=Sum(signed))["total"] or 0), currency)
