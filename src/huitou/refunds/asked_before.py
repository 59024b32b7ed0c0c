"""What was asked for one cause before: which refunds of it count, what of a sheet is still missing, and of which lines.

Called by `verbs.request_refund`, with the payments of the order locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Sum

from huitou.core.money import allocate
from huitou.refunds.models import Refund, RefundLine, StoredSheet
from huitou.refunds.on_account import suffices
from huitou.refunds.sheet import LineShare


@dataclass(frozen=True, slots=True)
class AskedBefore:
    """The cause's refunds as they bear on a sheet: `earlier` are all of them, `under_way` those that count as of it."""

    sheet: StoredSheet
    earlier: Sequence[Refund]
    under_way: Sequence[Refund]
    on_account: bool
    first_of_its_order: bool

    @property
    def missing_minor(self) -> int:
        """What of the sheet is neither paid nor under way; below zero where an earlier sheet paid more."""
        return self.sheet.total_minor - sum(refund.amount_minor for refund in self.under_way)

    @property
    def nothing_missing(self) -> bool:
        """Whether the refunds under way are the sheet's; what was paid on account may be more than it."""
        given = sum(refund.amount_minor for refund in self.under_way)
        return bool(self.under_way) and suffices(given, self.sheet, all_sheets=self.on_account)

    @property
    def next_sequence(self) -> int:
        """What is given up is asked for anew under another number, and so under another key."""
        return max((refund.sequence for refund in self.earlier), default=0) + 1

    @property
    def first_of_its_sheet(self) -> bool:
        """Whether nothing was asked for by this very sheet yet."""
        return all(refund.sheet_id != self.sheet.pk for refund in self.earlier)

    @property
    def of_other_sheets(self) -> bool:
        """Whether an earlier sheet's refunds count, with the units that it counted."""
        return any(refund.sheet_id != self.sheet.pk for refund in self.under_way)

    def missing_shares(self) -> tuple[LineShare, ...]:
        """What is missing, by line."""
        shares = self.sheet.as_sheet().lines
        left = _less_those_of(shares, self.under_way)
        return _within(left, self.missing_minor) if self.of_other_sheets else left


def asked_before(cause_id: UUID, sheet: StoredSheet, *, on_account: bool) -> AskedBefore:
    """Read it. Refunds of sheets whose place this one takes count; with `on_account` those of all of the cause's."""
    rows = Refund.objects.filter(order_id=sheet.order_id)
    of_order = sorted(rows, key=lambda refund: (refund.requested_at, refund.pk))
    earlier = [refund for refund in of_order if refund.cause_id == cause_id]
    alive = [refund for refund in earlier if refund.state != "failed"]
    counting = {sheet.pk, *sheet.instead_of}
    under_way = [refund for refund in alive if on_account or refund.sheet_id in counting]
    first = all(refund.state == "failed" for refund in of_order)
    return AskedBefore(sheet, earlier, under_way, on_account, first_of_its_order=first)


def _within(left: Sequence[LineShare], missing_minor: int) -> tuple[LineShare, ...]:
    """The sum by what is left of the lines; of one that another sheet gave more for than this one, nothing is left."""
    open_ = [LineShare(one.line_id, max(0, one.quantity), max(0, one.amount_minor)) for one in left]
    weights = [one.amount_minor for one in open_]
    amounts = allocate(missing_minor, weights if any(weights) else [1] * len(weights))
    shares = (LineShare(one.line_id, one.quantity, amount) for one, amount in zip(open_, amounts, strict=True))
    return tuple(share for share in shares if share.quantity or share.amount_minor)


def _less_those_of(shares: tuple[LineShare, ...], refunds: Sequence[Refund]) -> tuple[LineShare, ...]:
    """The shares less what these refunds are for."""
    if not refunds:
        return shares
    rows = RefundLine.objects.filter(refund__in=refunds).values("line_id")
    taken = {str(row["line_id"]): row for row in rows.annotate(units=Sum("quantity"), amount=Sum("amount_minor"))}
    nothing = {"units": 0, "amount": 0}
    left = []
    for share in shares:
        before = taken.get(share.line_id, nothing)
        left.append(LineShare(share.line_id, share.quantity - before["units"], share.amount_minor - before["amount"]))
    return tuple(share for share in left if share.quantity or share.amount_minor)
