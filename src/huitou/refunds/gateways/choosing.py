"""Through which gateway a payment goes back: the one that is named on it, or the one that the shop says serves it.

Called by `verbs.request_refund`, inside the shop. What the gateway cannot do is paid by hand instead.
"""

from datetime import datetime

from huitou.orders.models import Payment
from huitou.refunds.gateways.notices import WithAccount
from huitou.refunds.gateways.protocol import Misconfigured
from huitou.refunds.gateways.registry import by_hand_code, codes, gateway
from huitou.refunds.models import GatewayAccount, Refund


def gateway_of(payment: Payment) -> str:
    """The code under which the payment's provider is set up here; the payment's own name where none is."""
    if payment.gateway in codes() and not isinstance(gateway(payment.gateway), WithAccount):
        return payment.gateway  # our own books need no account
    rows = GatewayAccount.objects.filter(closed_at__isnull=True)
    for row in rows:
        if payment.gateway == row.gateway or payment.gateway in row.serves:
            return row.gateway
    return payment.gateway


def way_for(payment: Payment, amount_minor: int, at: datetime) -> str:
    """The code through which this much of the payment is paid back now.

    By hand where its gateway no longer takes refunds of the payment, takes none of a part of it, takes no second one,
    or where the shop has no account at it.
    """
    code = gateway_of(payment)
    if code not in codes():
        return code  # the refund stops and says so; a person chooses
    given_before = payment.refunded_minor + payment.reserved_minor > 0
    return _by_hand(code) if _obstacle(code, payment, amount_minor, at, given_before=given_before) else code


def why_by_hand(refund: Refund) -> tuple[str, str]:
    """Which gateway would have paid the refund back, and why it does not: a code of `_obstacle`. Empty where nothing
    stood in the way: it was paid by hand itself, or people have chosen this way.
    """
    code = gateway_of(refund.payment)
    if code == refund.gateway or refund.other_way_by or code not in codes() or refund.gateway != _by_hand(code):
        return "", ""
    earlier = Refund.objects.filter(payment=refund.payment, requested_at__lt=refund.requested_at).exists()
    return code, _obstacle(code, refund.payment, refund.amount_minor, refund.requested_at, given_before=earlier)


def _obstacle(code: str, payment: Payment, amount_minor: int, at: datetime, *, given_before: bool) -> str:
    """Why the gateway cannot pay so much of the payment back now; empty where it can."""
    adapter = gateway(code)
    if isinstance(adapter, WithAccount) and not _has_account(code):
        return "no_account"
    can = adapter.capabilities
    if can.refundable_for is not None and at > payment.paid_at + can.refundable_for:
        return "time_over"
    if not can.partial and amount_minor != payment.captured_minor:
        return "no_part"
    return "no_second" if not can.repeated and given_before else ""


def _has_account(code: str) -> bool:
    return GatewayAccount.objects.filter(gateway=code, closed_at__isnull=True).exists()


def hand_title() -> str:
    """What paying by hand is called, in the active language."""
    return str(getattr(gateway(by_hand_code()), "title", ""))


def _by_hand(otherwise: str) -> str:
    try:
        return by_hand_code()
    except Misconfigured:
        return otherwise
