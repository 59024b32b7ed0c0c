"""The counters on a payment and the ledger rows that go with them. Called by verbs, inside their transaction.

`payment:<id>` → `refund:<id>` when set aside; `refund:<id>` → `gateway:<code>` when paid; back to the payment when
not. A counter never moves without its ledger row.
"""

from datetime import datetime

from django.db.models import F, Sum
from django.utils.translation import gettext_lazy as _

from huitou.core import ledger
from huitou.core.errors import Conflict, HuitouError
from huitou.core.money import Money, format_money
from huitou.orders.models import Payment
from huitou.refunds.models import Refund

SUBJECT = "refunds.refund"
OVERPAID = "loss:overpaid"


class RefundAboveCaptured(Conflict):
    """The payments of the order have no room for the amount."""

    code = "refund_above_captured"
    message = _("Only %(room)s of what was paid is left to refund. Check which refunds of this order are under way.")


class BooksDisagree(HuitouError):
    """The payment's counters do not hold what this refund set aside: never paid over, a person must look."""

    code = "books_disagree"
    message = _("The books of this payment do not add up. Nothing was changed; ask the operator of the service.")


def room_of(payment: Payment) -> int:
    """Minor units of the payment that are neither refunded nor set aside."""
    return payment.captured_minor - payment.reserved_minor - payment.refunded_minor


def most_by_hand(refund: Refund) -> int:
    """What can be paid by hand for the refund: its sum, and what is left of its payment, which is locked.

    What earlier refunds of it were paid beyond their sums stands on no counter, and is not left all the same.
    """
    payment = Payment.objects.select_for_update(of=("self",), no_key=True).get(pk=refund.payment_id)
    others = Refund.objects.filter(payment_id=payment.pk, state="succeeded", paid_minor__gt=F("amount_minor"))
    beyond = others.aggregate(sum=Sum(F("paid_minor") - F("amount_minor")))["sum"]
    return int(refund.amount_minor) + max(0, room_of(payment) - int(beyond or 0))


def reserve(payment: Payment, money: Money) -> None:
    """Set the amount aside on the payment, never above what was captured, however many do so at once.

    Raises RefundAboveCaptured.
    """
    with_room = Payment.objects.filter(
        pk=payment.pk, captured_minor__gte=F("reserved_minor") + F("refunded_minor") + money.minor
    )
    if with_room.update(reserved_minor=F("reserved_minor") + money.minor) != 1:
        raise above_captured(room_of(payment), money.currency)


def above_captured(room_minor: int, currency: str) -> RefundAboveCaptured:
    """The error that says how much room there is."""
    return RefundAboveCaptured(room=format_money(Money(room_minor, currency)))


def book_set_aside(refund: Refund, at: datetime) -> None:
    """The ledger row of a reservation."""
    _post(refund, "reserve", f"payment:{refund.payment_id}", f"refund:{refund.pk}", refund.money, at)


def book_paid(refund: Refund, paid: Money, through: str, at: datetime) -> None:
    """Book what was really paid through the gateway; what was set aside and not paid goes back to the payment.

    Raises CurrencyMismatch, BooksDisagree.
    """
    within = min(paid, refund.money)
    _move(refund, refunded=within.minor)
    gateway = f"gateway:{through}"
    _post(refund, "paid", f"refund:{refund.pk}", gateway, within, at)
    if within < refund.money:
        rest = refund.money - within
        _post(refund, "rest", f"refund:{refund.pk}", f"payment:{refund.payment_id}", rest, at)
    if refund.money < paid:
        _post(refund, "overpaid", OVERPAID, gateway, paid - refund.money, at)


def book_released(refund: Refund, at: datetime) -> None:
    """Give back to the payment what was set aside: nothing was paid. Raises BooksDisagree."""
    _move(refund, refunded=0)
    _post(refund, "release", f"refund:{refund.pk}", f"payment:{refund.payment_id}", refund.money, at)


def _move(refund: Refund, *, refunded: int) -> None:
    held = Payment.objects.filter(pk=refund.payment_id, reserved_minor__gte=refund.amount_minor)
    changed = held.update(
        reserved_minor=F("reserved_minor") - refund.amount_minor, refunded_minor=F("refunded_minor") + refunded
    )
    if changed != 1:
        raise BooksDisagree()


def _post(refund: Refund, what: str, debit: str, credit: str, money: Money, at: datetime) -> None:
    ledger.post(
        shop_id=refund.shop_id,
        key=f"refund:{refund.pk}:{what}",
        debit=debit,
        credit=credit,
        money=money,
        subject_type=SUBJECT,
        subject_id=refund.pk,
        at=at,
    )
