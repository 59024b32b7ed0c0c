"""Short bills for the buyer's pages: of an order, and of a refund's sheet. Sums come stored; nothing is computed."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from huitou.core.money import Money
from huitou.orders.models import Order, Payment
from huitou.refunds.payment_kinds import PaymentKind
from huitou.refunds.sheet import Sheet
from huitou.refunds.sheet_texts import bill

Shares = Sequence[tuple[PaymentKind, Money]]
BACK_AS = {
    PaymentKind.MONEY: gettext_lazy("Of this, the way you paid"),
    PaymentKind.GIFT_CARD: gettext_lazy("Of this, as a gift card"),
    PaymentKind.POINTS: gettext_lazy("Of this, as points"),
    PaymentKind.CREDIT: gettext_lazy("Of this, as credit in the shop"),
}


@dataclass(frozen=True, slots=True)
class BillRow:
    """What, how much, and why. `money` is None for a row that only informs."""

    label: str
    money: Money | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Bill:
    """Rows, and the result under its name. `notes` say what happened to the money since."""

    rows: Sequence[BillRow]
    label: str
    total: Money
    notes: Sequence[BillRow] = ()


def order_bill(order: Order, payments: Sequence[Payment]) -> Bill:
    """What the order cost, and what of it went back."""
    currency = order.currency
    rows = [
        BillRow(_("Items"), Money(order.subtotal_minor, currency)),
        BillRow(_("Discount"), Money(-order.discount_minor, currency)),
        BillRow(_("Delivery"), Money(order.shipping_minor, currency)),
    ]
    if not order.tax_included:
        rows.append(BillRow(_("Tax"), Money(order.tax_minor, currency)))
    back = sum(payment.refunded_minor for payment in payments)
    coming = sum(payment.reserved_minor for payment in payments)
    notes = [
        BillRow(_("Paid back to you"), Money(back, currency)),
        BillRow(_("On its way to you"), Money(coming, currency)),
    ]
    return Bill(
        rows=[row for row in rows if row.money],
        label=_("Total"),
        total=Money(order.total_minor, currency),
        notes=[note for note in notes if note.money],
    )


def sheet_bill(sheet: Sheet, label: str = "", shares: Shares = ()) -> Bill:
    """A refund's sheet with the reason of every row. `shares`: what goes back as what, where not all of it is money."""
    rows = [
        BillRow(row.label, Money(row.amount_minor, sheet.currency) if row.amount_minor else None, row.why)
        for row in bill(sheet)
    ]
    return Bill(
        rows=rows,
        label=label or _("You get back"),
        total=Money(sheet.total_minor, sheet.currency),
        notes=[BillRow(str(BACK_AS[kind]), money) for kind, money in shares],
    )
