"""An open chargeback freezes refunds on its payment: the bank may have given the buyer the money already.

Asked by `verbs.request_refund` and `verbs.call`, inside the shop.
"""

from collections.abc import Iterable
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict
from huitou.refunds.chargeback_machine import CHARGEBACK
from huitou.refunds.models import Chargeback


class PaymentFrozen(Conflict):
    """Nothing is paid back from a payment that the buyer's bank is taking back."""

    code = "payment_frozen"
    message = _(
        "The buyer's bank disputes this payment (chargeback %(ref)s). Until that is decided nothing is paid back from "
        "it, so that the buyer does not get it twice. It goes on by itself afterwards."
    )


def frozen_payments(payments: Iterable[UUID]) -> dict[UUID, str]:
    """Those of the payments with an open chargeback, and its reference."""
    rows = Chargeback.objects.filter(payment_id__in=list(payments)).exclude(state__in=CHARGEBACK.finals)
    return dict(rows.order_by("-opened_at").values_list("payment_id", "ref"))


def require_unfrozen(payment_id: UUID) -> None:
    """Raise PaymentFrozen while a chargeback on the payment is open."""
    frozen = frozen_payments([payment_id])
    if frozen:
        raise PaymentFrozen(ref=frozen[payment_id])
