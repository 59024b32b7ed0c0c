"""What a refund gives back as what (money, gift card, points, credit), before it is paid and afterwards.

Computed by the very functions that pay: `giving_back.payments_for` and `splitting.amounts_of`. Called by pages.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from huitou.core.money import Money
from huitou.orders.models import Order, Payment
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.freezing import PaymentFrozen, with_freeze
from huitou.refunds.giving_back import payments_for
from huitou.refunds.models import Refund
from huitou.refunds.payment_kinds import PaymentKind, kind_of
from huitou.refunds.rules import rules_of_shop
from huitou.refunds.splitting import amounts_of

Shares = list[tuple[PaymentKind, Money]]


@dataclass(frozen=True, slots=True)
class Givers:
    """The payments of an order and the shop's rule for their sequence, read once for a page."""

    payments: Sequence[Payment]
    rule: str
    currency: str

    def preview(self, total_minor: int) -> Shares:
        """What would go back as what; empty where everything is money, or nothing can be paid now."""
        if not self._several or total_minor <= 0:
            return []
        try:
            able = payments_for(total_minor, self.payments, self.currency)
        except (PaymentFrozen, RefundAboveCaptured):
            return []
        return self._by_kind(amounts_of(total_minor, able, self.rule))

    def requested(self, refunds: Iterable[Refund]) -> Shares:
        """What goes back as what; empty where everything is money."""
        if not self._several:
            return []
        by_key = {payment.pk: payment for payment in self.payments}
        alive = [refund for refund in refunds if refund.state != "failed"]
        return self._by_kind([(by_key[refund.payment_id], refund.amount_minor) for refund in alive])

    @property
    def _several(self) -> bool:
        return any(kind_of(payment.method) != PaymentKind.MONEY for payment in self.payments)

    def _by_kind(self, amounts: Iterable[tuple[Payment, int]]) -> Shares:
        found: dict[PaymentKind, int] = {}
        for payment, minor in amounts:
            kind = kind_of(payment.method)
            found[kind] = found.get(kind, 0) + minor
        return [(kind, Money(found[kind], self.currency)) for kind in PaymentKind if kind in found]


def givers_of(order: Order) -> Givers:
    """One query, and a second one where there are several payments."""
    payments = list(with_freeze(Payment.objects.filter(order_id=order.pk)).order_by("pk"))
    rule = rules_of_shop(order.shop_id).order_of_payments if len(payments) > 1 else ""
    return Givers(payments, rule, order.currency)
