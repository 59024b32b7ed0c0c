"""Locks of the money area. Payments before new refunds; a refund before the one payment that its settling changes."""

from uuid import UUID

from huitou.core.locks import lock_rows
from huitou.orders.models import Payment
from huitou.refunds.freezing import with_freeze


def lock_payments(order_id: UUID) -> list[Payment]:
    """Lock all payments of the order in the order of their keys: whoever sets money aside comes one after another.

    Each knows as `frozen` whether a chargeback on it is open.
    """
    return lock_rows(with_freeze(Payment.objects.filter(order_id=order_id)))
