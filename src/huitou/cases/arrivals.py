"""What comes with a state of a case, by whichever step it is reached: the return opens, the refund is requested,
claimed pieces become free again. Each effect stands here once.
"""

from datetime import datetime
from uuid import UUID

from huitou.cases.catching_up import resolve_if_paid
from huitou.cases.judging import sheet_anew
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine
from huitou.core import events
from huitou.core.actors import Actor, system_actor
from huitou.core.jobs import enqueue
from huitou.core.verbs import on_arrival
from huitou.logistics.verbs import open_return
from huitou.orders.verbs import release_quantity, settle_quantity
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.models import Refund
from huitou.refunds.verbs import request_refund
from huitou.refunds.verbs.request_refund import RefundAboveLine

ENDED_UNPAID = ("withdrawn", "declined", "lapsed", "closed", "expired")


@on_arrival(CASE, "awaiting_goods")
def open_the_return(case: Case, actor: Actor, at: datetime) -> None:
    """Agreed, and goods come back."""
    case.goods_return = open_return(
        order_id=case.order_id,
        quantities={line.order_line_id: line.quantity for line in case_lines(case)},
        terms=case.terms,
        actor=system_actor(case.shop_id),
        at=at,
    )


@on_arrival(CASE, "refunding")
def pay_the_refund(case: Case, actor: Actor, at: datetime) -> None:
    """Everything is agreed: the sheet is paid, and the pieces are settled on the order."""
    settle_pieces(case)
    refunds = _request_refunds(case, at)
    if all(refund.state == "succeeded" for refund in refunds):
        # No refund will come to its end any more, so nothing but this would move the case on.
        enqueue(resolve_if_paid, shop=str(case.shop_id), case=str(case.pk))


def _request_refunds(case: Case, at: datetime) -> list[Refund]:
    """The refunds of the case's sheet; where less is left than it says, of the sheet computed anew."""
    system = system_actor(case.shop_id)
    try:
        return request_refund(order_id=case.order_id, cause_id=case.pk, sheet=case.sheet, actor=system, at=at)
    except (RefundAboveCaptured, RefundAboveLine):
        before = case.sheet
    case.sheet = sheet_anew(case, actor=system, at=at)
    sums = {"total_minor": case.sheet.total_minor, "before_minor": before.total_minor, "currency": before.currency}
    events.record(case, "cases.sheet.corrected", actor=system, at=at, facts={"sheet": case.sheet.digest, **sums})
    if case.sheet.total_minor == 0:
        return []
    return request_refund(order_id=case.order_id, cause_id=case.pk, sheet=case.sheet, actor=system, at=at)


@on_arrival(CASE, *ENDED_UNPAID)
def let_go(case: Case, actor: Actor, at: datetime) -> None:
    """Over without a payment: the pieces can be claimed again."""
    case.closed_at = at
    if not case.pieces_settled:
        for line in case_lines(case):
            release_quantity(line.order_line_id, line.quantity)
        case.pieces_settled = True


@on_arrival(CASE, "resolved")
def end(case: Case, actor: Actor, at: datetime) -> None:
    """Paid: it is over."""
    case.closed_at = at


def settle_pieces(case: Case) -> None:
    """Returned (or paid for without return): settled. Kept by agreement, wrong or missing: free again."""
    if case.pieces_settled:
        return
    paid = _pieces_paid_for(case)
    for line in case_lines(case):
        settled = paid.get(line.order_line_id, 0)
        if settled:
            settle_quantity(line.order_line_id, settled)
        if settled < line.quantity:
            release_quantity(line.order_line_id, line.quantity - settled)
    case.pieces_settled = True


def case_lines(case: Case) -> list[CaseLine]:
    """The lines in the order in which they are locked on the order."""
    return list(case.lines.order_by("order_line_id"))


def _pieces_paid_for(case: Case) -> dict[UUID, int]:
    """What the sheet that is paid counts, so that order and refunds always agree on it."""
    return {UUID(share.line_id): share.quantity for share in case.sheet.as_sheet().lines}
