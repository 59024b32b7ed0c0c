"""What becomes of returned pieces, told to the shop's stock keeping piece by piece, once for each.

Called by inspections, by the case when rejected goods go back, and by people of the shop afterwards.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from huitou.core import events
from huitou.core.actors import Actor
from huitou.core.bulk import update_rows
from huitou.core.errors import Conflict, Invalid
from huitou.core.locks import in_turn
from huitou.core.verbs import verb
from huitou.logistics.access import access_return
from huitou.logistics.models import Disposition, GoodsReturn, ReturnLine, StockMessage
from huitou.orders.verbs.stock import return_stock

# What a person can say of goods that the shop keeps. The other two follow from the case itself.
KEPT = (Disposition.RESTOCK, Disposition.REFURBISH, Disposition.DISCARD, Disposition.DONATE)
# How the pieces of a line were found.
COUNTS = ("good", "wrong", "damaged", "missing")


class Disposal(BaseModel):
    """What becomes of some pieces of one order line."""

    line: UUID
    quantity: int = Field(ge=1)
    disposition: Disposition


class NotYetDisposable(Conflict):
    """It is not settled yet whose the pieces are, or there are not so many."""

    code = "not_yet_disposable"
    message = _("Only %(left)s pieces of this line are here to be put away: the others are contested, missing or done.")


class DispositionNotChosen(Invalid):
    """Back to the buyer and to the workshop follow from the case."""

    code = "disposition_not_chosen"
    message = _("Choose what becomes of goods that the shop keeps. What goes back to the buyer follows from the case.")


@verb
def dispose(
    *, goods_return: GoodsReturn | UUID | str, disposals: Sequence[Disposal], actor: Actor, at: datetime
) -> GoodsReturn:
    """Settle what becomes of pieces that the shop keeps. Raises: NotYetDisposable, DispositionNotChosen, Forbidden."""
    actor.require("goods.inspect")
    found: GoodsReturn = access_return(actor, goods_return, lock=True)
    if any(one.disposition not in KEPT for one in disposals):
        raise DispositionNotChosen()
    put_down(found, list(found.lines.select_related("order_line")), disposals, actor=actor, at=at)
    found.save()
    return found


def left_of(goods_return: GoodsReturn, line: ReturnLine) -> int:
    """The pieces whose end is still open and the shop's to say: while it is contested, of the good ones only."""
    if goods_return.inspected_at is None:
        return 0
    here = line.quantity - line.missing if goods_return.settled_at is not None else line.good
    return max(here - line.disposed, 0)


def dispose_all(
    goods_return: GoodsReturn,
    lines: Sequence[ReturnLine],
    disposition: Disposition | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Every piece the same way; what is to be repaired goes to the workshop. None: a person says it later."""
    chosen = [
        Disposal(line=line.order_line_id, quantity=left_of(goods_return, line), disposition=ends)
        for line in lines
        if left_of(goods_return, line)
        and (ends := Disposition.REPAIR if line.disposition == Disposition.REPAIR else disposition)
    ]
    put_down(goods_return, lines, chosen, actor=actor, at=at)


def put_down(
    goods_return: GoodsReturn, lines: Sequence[ReturnLine], disposals: Sequence[Disposal], *, actor: Actor, at: datetime
) -> None:
    """Write the lines, the messages and the event; the caller holds the lock and saves the return.

    `lines`: read with the lines of the order, whose numbers of articles the messages name.

    Raises NotYetDisposable.
    """
    by_line = {line.order_line_id: line for line in lines}
    for one in disposals:
        line = by_line.get(one.line)
        left = left_of(goods_return, line) if line is not None else 0
        if line is None or one.quantity > left:
            raise NotYetDisposable(left=left)
        line.disposed += one.quantity
        line.disposition = one.disposition
    # With the counts of the inspection that the caller has just set: one write.
    update_rows(ReturnLine, (*COUNTS, "disposed", "disposition"), list(by_line.values()))
    if disposals:
        skus = {line.order_line_id: line.order_line.sku for line in lines}
        told = _write_messages(goods_return, disposals, skus, at)
        events.record(goods_return, "logistics.goods.disposed", actor=actor, at=at, facts={"pieces": told})
    whole = goods_return.settled_at is not None
    if whole and all(line.disposed + line.missing >= line.quantity for line in lines):
        goods_return.disposed_at = at


def _write_messages(
    goods_return: GoodsReturn, disposals: Sequence[Disposal], skus: Mapping[UUID, str], at: datetime
) -> list[dict[str, object]]:
    stocks = [
        return_stock(skus[one.line], one.quantity) if one.disposition == Disposition.RESTOCK else None
        for one in disposals
    ]
    number = _last_number()
    rows = [
        StockMessage(
            shop_id=goods_return.shop_id, number=number + place, goods_return=goods_return, order_line_id=one.line,
            sku=skus[one.line], quantity=one.quantity, disposition=one.disposition, stock=stock, at=at,
        )
        for place, (one, stock) in enumerate(zip(disposals, stocks, strict=True), 1)
    ]  # fmt: skip
    StockMessage.objects.bulk_create(rows)
    return [
        {"line": row.order_line_id, "quantity": row.quantity, "disposition": str(row.disposition), "number": row.number}
        for row in rows
    ]


def _last_number() -> int:
    """The newest number, while nobody else of the shop can write one: so numbers are committed in their order."""
    in_turn("stock_message")
    return StockMessage.objects.order_by("-number").values_list("number", flat=True).first() or 0
