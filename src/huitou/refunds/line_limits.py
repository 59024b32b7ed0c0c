"""What one line of an order can give back at most: its pieces, and what was paid for them.

Called by `verbs.request_refund`, with the payments of the order locked.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Conflict, Invalid
from huitou.orders.models import Line, Order
from huitou.refunds.models import RefundLine
from huitou.refunds.sheet import LineShare


class SheetOfAnotherOrder(Invalid):
    """The sheet was computed for another order or in another currency."""

    code = "sheet_of_another_order"
    message = _("This sum was computed for another order. Compute it again.")


class RefundAboveLine(Conflict):
    """A line would get back more than it cost, or more units than were bought."""

    code = "refund_above_line"
    message = _("More would be refunded for “%(title)s” than was paid for it. Compute the refund again.")


def demand_within_lines(order: Order, shares: Sequence[LineShare], *, slack_minor: int, first: bool) -> None:
    """No line above what it cost (with the shipping that no line carries), nor above the units bought.

    `slack_minor`: what earlier refunds took back of discounts, and which comes back with whatever is returned later.
    `first`: nothing of the order was given back before, nor is on its way.
    Raises SheetOfAnotherOrder, RefundAboveLine.
    """
    given = {} if first else _given(order)
    lines = {str(line.pk): line for line in Line.objects.filter(order=order)}
    loose = slack_minor + max(0, order.shipping_minor - sum(line.shipping_minor for line in lines.values()))
    for share in shares:
        line = lines.get(share.line_id)
        if line is None:
            raise SheetOfAnotherOrder()
        before = given.get(line.pk, {"units": 0, "amount": 0})
        above = before["amount"] + share.amount_minor > _cost(line, order) + loose
        if above or before["units"] + share.quantity > line.quantity:
            raise RefundAboveLine(title=line.title)


def _given(order: Order) -> dict[UUID, Mapping[str, Any]]:
    """Units and sums by line that were given back, or are on their way."""
    rows = RefundLine.objects.filter(refund__order=order).exclude(refund__state="failed").values("line_id")
    return {row["line_id"]: row for row in rows.annotate(units=Sum("quantity"), amount=Sum("amount_minor"))}


def _cost(line: Line, order: Order) -> int:
    """What was paid for the line with its own shipping, minor units."""
    added_tax = 0 if order.tax_included else line.tax_minor
    return line.unit_price_minor * line.quantity - line.discount_minor + added_tax + line.shipping_minor
