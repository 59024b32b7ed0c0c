"""An open chargeback freezes refunds on its payment: the bank may have given the buyer the money already.

Asked by `verbs.request_refund` and `verbs.call`, inside the shop.
"""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict
from huitou.orders.models import Payment
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.models import Chargeback


class PaymentFrozen(Conflict):
    """Nothing is paid back from a payment that the buyer's bank is taking back."""

    code = "payment_frozen"
    message = _(
        "The buyer's bank disputes this payment (chargeback %(ref)s). Until that is decided nothing is paid back from "
        "it, so that the buyer does not get it twice. It goes on by itself afterwards."
    )


def with_freeze(payments: "QuerySet[Payment]") -> "QuerySet[Payment]":
    """The payments, each knowing as `frozen` whether a chargeback on it is open: no query of its own."""
    open_ones = Chargeback.objects.filter(payment_id=OuterRef("pk")).exclude(state__in=CHARGEBACK.finals)
    return payments.annotate(frozen=Exists(open_ones))


def is_frozen(payment: Payment) -> bool:
    """Whether a chargeback on the payment is open: as read with it, else asked now."""
    known: bool | None = getattr(payment, "frozen", None)
    if known is not None:
        return known
    return bool(Chargeback.objects.filter(payment_id=payment.pk).exclude(state__in=CHARGEBACK.finals).exists())


def frozen(payment: Payment) -> PaymentFrozen:
    """The error that names the chargeback."""
    rows = Chargeback.objects.filter(payment_id=payment.pk).exclude(state__in=CHARGEBACK.finals)
    return PaymentFrozen(ref=rows.order_by("opened_at").values_list("ref", flat=True).first() or "")


def unfrozen_payment(payment_id: UUID) -> Payment:
    """The payment. Raises PaymentFrozen while a chargeback on it is open."""
    payment: Payment = with_freeze(Payment.objects.filter(pk=payment_id)).get()
    if is_frozen(payment):
        raise frozen(payment)
    return payment
