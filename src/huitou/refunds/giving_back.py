"""Which payments of an order may give back now, and whether they have room for what is asked.

Called by `verbs.request_refund` with the payments locked, and by previews, which must show what will be done.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from huitou.orders.models import Payment
from huitou.refunds import booking
from huitou.refunds.freezing import frozen, is_frozen


def payments_for(
    missing_minor: int, payments: Sequence[Payment], currency: str, *, under_way: Collection[UUID] = ()
) -> list[Payment]:
    """The payments that together give the sum: none that the buyer's bank disputes.

    `under_way`: payments that already give their part of the same sheet; what was given up goes back to the others, as
    long as those have room for it. Raises PaymentFrozen, RefundAboveCaptured.
    """
    disputed = [payment for payment in payments if is_frozen(payment)]
    open_ones = [payment for payment in payments if payment not in disputed]
    room = _room(open_ones)
    if missing_minor > room and disputed:
        raise frozen(disputed[0])
    if missing_minor > room:
        raise booking.above_captured(room, currency)
    left = [payment for payment in open_ones if payment.pk not in under_way]
    return left if _room(left) >= missing_minor else open_ones


def _room(payments: Sequence[Payment]) -> int:
    return sum(booking.room_of(payment) for payment in payments)
