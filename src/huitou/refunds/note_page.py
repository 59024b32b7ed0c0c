"""What the page of a credit note shows, of the shop's people and of the buyer alike. Read inside the shop."""

from typing import Any

from huitou.core.money import Money
from huitou.orders.models import OrderAddress
from huitou.refunds.exports.notes import lines_of
from huitou.refunds.models import CreditNote


def note_context(note: CreditNote) -> dict[str, Any]:
    """The note with the buyer's address as it is now, its lines, and its sums as money."""
    money = note.currency
    rows = [
        {
            "line": line,
            "rate": f"{line.rate_basis_points / 100:g}%",
            "net": Money(line.net_minor, money),
            "tax": Money(line.tax_minor, money),
            "gross": Money(line.gross_minor, money),
        }
        for line in lines_of(note)
    ]
    return {
        "note": note,
        "address": OrderAddress.objects.filter(order_id=note.refund.order_id).first(),
        "rows": rows,
        "total": Money(note.total_minor, money),
        "tax": Money(note.tax_minor, money),
        "net": Money(note.total_minor - note.tax_minor, money),
    }
