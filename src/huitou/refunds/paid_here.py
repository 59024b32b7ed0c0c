"""Which of the shop's payments a gateway means. Called by what takes in news, inside the shop."""

from collections.abc import Sequence

from huitou.orders.models import Payment
from huitou.refunds.models import GatewayAccount


def payment_named(gateway: str, names: Sequence[str]) -> Payment | None:
    """The payment of one of these names that goes through the gateway; None where we have none, or more than one."""
    account = GatewayAccount.objects.filter(gateway=gateway).first()
    called = [gateway, *(account.serves if account is not None else [])]
    wanted = [name for name in names if name]
    found = list(Payment.objects.filter(external_id__in=wanted, gateway__in=called).select_related("order")[:2])
    return found[0] if len(found) == 1 else None
