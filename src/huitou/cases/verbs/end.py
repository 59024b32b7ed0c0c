"""How cases end: taken back, paid, lapsed, closed; and what happens when a payment was given up."""

from datetime import datetime
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.offers import replace_open_offer
from huitou.core.actors import Actor
from huitou.core.verbs import verb
from huitou.logistics.machine import WITH_BUYER
from huitou.logistics.verbs import cancel
from huitou.refunds.verbs import request_refund


@verb(CASE, "withdraw")
def withdraw(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer takes the wish back; the pieces can be claimed again while the window is open.

    The system does so when the buyer has cancelled the return.
    """
    replace_open_offer(case, actor, at)
    if case.goods_return is not None and case.goods_return.state in WITH_BUYER:
        case.goods_return = cancel(goods_return=case.goods_return, actor=actor, at=at)
    return {}


@verb(CASE, "lapse")
def lapse(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Goodwill was asked for and the shop said nothing."""
    return {}


@verb(CASE, "close")
def close(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Refused, and the buyer let it be."""
    return {}


@verb(CASE, "expire")
def expire(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods were never handed over."""
    return {}


@verb(CASE, "pay_early")
def pay_early(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Pay the sheet that was shown ahead of the goods, which stay owed. Who decides it stands above: `instant`.

    Raises: RefundAboveCaptured, RefundAboveLine, OwedChanged.
    """
    case.paid_early = True
    request_refund(order_id=case.order_id, cause_id=case.pk, sheet=case.sheet, actor=actor, at=at)
    return _sum(case)


@verb(CASE, "fulfil")
def fulfil(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods are accepted: what was agreed follows."""
    return _sum(case)


@verb(CASE, "pay_in_time")
def pay_in_time(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The law's last day for the money is over while the goods are on their way, or are being checked."""
    return _sum(case)


@verb(CASE, "lose_goods")
def lose_goods(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The goods were handed over and lost: that is not the buyer's risk, so what was agreed follows."""
    return _sum(case)


@verb(CASE, "resolve")
def resolve(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """The money has gone home, or the repaired goods have."""
    if case.state == "repairing":
        case.repairs = False
    paid = case.paid_back
    return {"total_minor": paid.minor, "currency": paid.currency}


@verb(CASE, "miss")
def miss(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """A person had to give the refund up; it is owed all the same."""
    return {}


@verb(CASE, "pay_again")
def pay_again(*, case: Case, actor: Actor, at: datetime) -> dict[str, Any]:
    """Try to pay what is still owed of the sheet: what of it was paid, or is under way, is not asked for again."""
    return _sum(case)


def _sum(case: Case) -> dict[str, Any]:
    return {"total_minor": case.sheet.total_minor, "currency": case.sheet.currency}
