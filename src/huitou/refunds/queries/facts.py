"""The facts of a sheet, read from the order, its payments and its earlier refunds: four queries, whatever the size, and
one more where several payments have given back parts of a piece.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid, NotFound
from huitou.orders.models import Line, Order, Payment
from huitou.refunds.covering import covered_for
from huitou.refunds.models import Refund, RefundLine, StoredSheet
from huitou.refunds.owed import kept_before, owed_by
from huitou.refunds.queries.promotions import kept_by_the_shop, promotions_of
from huitou.refunds.sheet import Agreed, Fees, Inspection, LineFact, SheetFacts
from huitou.refunds.sheet_lines import line_paid


class LineOfAnotherOrder(Invalid):
    """An item that is not in the order."""

    code = "line_of_another_order"
    status = 404
    message = _("This item is not in the order. Choose one of the items that are shown.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Units of a line that come back, or are refunded without; with what the inspection found, once it has.

    `difference_minor`: paid back without a unit, for the reason `difference_for` (see `sheet_facts.DIFFERENCES`).
    """

    line_id: UUID
    quantity: int
    inspected: Inspection | None = None
    difference_minor: int = 0
    difference_for: str = ""


def sheet_facts(
    order_id: UUID,
    wanted: Sequence[Wanted],
    *,
    fees: Fees,
    agreed: Agreed | None = None,
    goods_only: bool = False,
    apart_from: UUID | None = None,
    bought: Sequence[Line] = (),
    cause_id: UUID | None = None,
    kept_for: UUID | None = None,
    instead_of: Collection[UUID] = (),
) -> SheetFacts:
    """The facts for these units of the order, as they stand now. `goods_only`: a sheet that pays nothing is right.

    `apart_from`: what was paid for this cause does not count as refunded before; its money went ahead of the goods.
    `bought`: all lines of the order, by position, with it, where the caller has just read them.
    `cause_id`: what left elsewhere and counts as paid for it is taken off its own sheet, not off the whole order.
    `kept_for`: what earlier sheets of this cause kept back of what the buyer owes, the new one takes over.
    `instead_of`: those of that cause's sheets whose place the new one takes, as far as something of them was paid.

    Raises NotFound, LineOfAnotherOrder; `compute` raises for quantities that cannot be.
    """
    order = bought[0].order if bought else Order.objects.filter(pk=order_id).first()
    if order is None:
        raise NotFound()
    by_line = _by_line(wanted)
    own = _own(apart_from, kept_for, instead_of)
    before = _refunded_before(order_id, own)
    lines, line_ids = [], {}
    for line in bought or Line.objects.filter(order_id=order_id).order_by("position"):
        line_ids[line.external_id] = str(line.pk)
        lines.append(_line_fact(line, by_line.pop(line.pk, None), before.get(line.pk, {})))
    if by_line:
        raise LineOfAnotherOrder()
    paid = Payment.objects.filter(order_id=order_id).aggregate(
        captured=Sum("captured_minor"), back=Sum(F("reserved_minor") + F("refunded_minor"))
    )
    covered, account = covered_for(cause_id), _paid_for(own)
    facts = SheetFacts(
        currency=order.currency,
        tax_included=order.tax_included,
        lines=tuple(lines),
        paid_minor=int(paid["captured"] or 0),
        paid_back_minor=int(paid["back"] or 0) - account - covered,
        shipping_minor=order.shipping_minor,
        fees=fees,
        agreed=agreed,
        goods_only=goods_only,
        owed_minor=0 if goods_only else owed_by(order, apart_from=apart_from),
        covered_minor=covered,
        kept_minor=0
        if kept_for is None
        else kept_before(order, kept_for, on_account=apart_from is not None, instead_of=instead_of),
        instead_of=tuple(str(sheet) for sheet in instead_of),
        account_minor=account if instead_of else 0,
    )
    if order.promotions:
        facts = replace(
            facts,
            promotions=promotions_of(order, line_ids, instead_of),
            fees=replace(fees, promotions_stay=fees.promotions_stay or kept_by_the_shop(order.shop_id)),
        )
    return replace(facts, lines=tuple(_within_what_was_paid(line, facts) for line in lines))


def _within_what_was_paid(line: LineFact, facts: SheetFacts) -> LineFact:
    """A difference is never above what is left of the line's price."""
    left = min(line.difference_minor, max(0, line_paid(line, facts) - line.refunded_minor))
    return replace(line, difference_minor=left, difference_for=line.difference_for if left else "")


def _by_line(wanted: Sequence[Wanted]) -> dict[UUID, Wanted]:
    """The wishes by line; two for the same line are one, unless the goods were inspected."""
    merged: dict[UUID, Wanted] = {}
    for wish in wanted:
        earlier = merged.get(wish.line_id)
        if earlier is None:
            merged[wish.line_id] = wish
            continue
        inspected = _together(earlier.inspected, wish.inspected)
        merged[wish.line_id] = replace(earlier, quantity=earlier.quantity + wish.quantity, inspected=inspected)
    return merged


def _together(left: Inspection | None, right: Inspection | None) -> Inspection | None:
    if left is None or right is None:
        return left or right
    return Inspection(
        left.good + right.good,
        left.wrong + right.wrong,
        left.damaged + right.damaged,
        left.missing + right.missing,
    )


def _own(apart_from: UUID | None, cause_id: UUID | None, instead_of: Collection[UUID]) -> Mapping[str, Any]:
    """The refunds that count as paid of the sheet itself, as a filter; empty where there are none."""
    if apart_from is not None:
        return {"cause_id": apart_from}
    return {"cause_id": cause_id, "sheet_id__in": list(instead_of)} if instead_of else {}


def _paid_for(own: Mapping[str, Any]) -> int:
    """What of the payments went back by these refunds, or is set aside; minor units."""
    if not own:
        return 0
    refunds = Refund.objects.filter(**own).exclude(state="failed")
    return sum(
        min(refund.paid_minor, refund.amount_minor) if refund.state == "succeeded" else refund.amount_minor
        for refund in refunds
    )


def _refunded_before(order_id: UUID, own: Mapping[str, Any]) -> dict[UUID, dict[str, int]]:
    """Units and sums of refunds by line, those under way included, those that failed not; `kept` without a unit."""
    counted = RefundLine.objects.filter(refund__order_id=order_id).exclude(refund__state="failed")
    if own:
        counted = counted.exclude(**{f"refund__{name}": value for name, value in own.items()})
    rows = list(
        counted.values("line_id", "refund__cause_id", "refund__sheet_id").annotate(
            units=Sum("quantity"),
            amount=Sum("amount_minor"),
            loose=Sum("amount_minor", filter=Q(quantity=0), default=0),
        )
    )
    for_pieces = _for_pieces(rows)
    before: dict[UUID, dict[str, int]] = {}
    for row in rows:
        line = before.setdefault(row["line_id"], {"units": 0, "amount": 0, "kept": 0})
        line["units"] += row["units"]
        line["amount"] += row["amount"]
        line["kept"] += 0 if (row["refund__sheet_id"], row["line_id"]) in for_pieces else row["loose"]
    return before


def _for_pieces(rows: Sequence[Mapping[str, Any]]) -> set[tuple[UUID, UUID]]:
    """The (sheet, line) whose sums without a piece belong to pieces all the same; one query where there may be such.

    Of one piece the first payment's part has the row with the piece, every other part, and what was paid on top later,
    a row without one. It is so where the sheet itself says pieces and its cause has them back; where that part was
    given up the rest is money for goods that are kept.
    """
    back = {(row["refund__cause_id"], row["line_id"]) for row in rows if row["units"]}
    unclear = [row for row in rows if row["loose"] and (row["refund__cause_id"], row["line_id"]) in back]
    if not unclear:
        return set()
    sheets = StoredSheet.objects.filter(pk__in={row["refund__sheet_id"] for row in unclear})
    return {
        (key, UUID(share["line_id"]))
        for key, shares in sheets.values_list("pk", "sheet__lines")
        for share in shares
        if share["quantity"]
    }


def _line_fact(line: Line, wish: Wanted | None, before: Mapping[str, Any]) -> LineFact:
    title = f"{line.title} ({line.variant})" if line.variant else line.title
    return LineFact(
        line_id=str(line.pk),
        title=title,
        bought=line.quantity,
        unit_price_minor=line.unit_price_minor,
        discount_minor=line.discount_minor,
        tax_minor=line.tax_minor,
        shipping_minor=line.shipping_minor,
        coming_back=wish.quantity if wish else 0,
        refunded_quantity=int(before.get("units") or 0),
        refunded_minor=int(before.get("amount") or 0),
        adjusted_minor=int(before.get("kept") or 0),
        inspected=wish.inspected if wish else None,
        difference_minor=wish.difference_minor if wish else 0,
        difference_for=wish.difference_for if wish and wish.difference_minor else "",
    )
