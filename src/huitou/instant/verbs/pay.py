"""The advance is paid ahead of the goods, or is not after all; and the end of its case."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.cases.access import access_case
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.verbs import pay_early
from huitou.core.actors import Actor, system_actor
from huitou.core.errors import Conflict
from huitou.core.money import Money
from huitou.core.verbs import verb
from huitou.instant import books, budget
from huitou.instant.machine import ADVANCE
from huitou.instant.models import Advance
from huitou.refunds.booking import RefundAboveCaptured
from huitou.refunds.line_limits import RefundAboveLine
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.owed import OwedChanged


class SumGrown(Conflict):
    """The wish was changed to a larger sum than was granted and set aside."""

    code = "sum_grown"
    message = _("The return was changed to a larger sum than was promised. It is paid after the check.")


# The sum that was promised is not the one that would be paid: the case pays what it owes after the check.
SUM_CHANGED = (SumGrown, RefundAboveCaptured, RefundAboveLine, OwedChanged)


@verb(ADVANCE, "pay")
def pay(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """Pay the case's sheet, which the buyer has seen, through the refund machine. The goods stay owed.

    Raises one of SUM_CHANGED, PaymentFrozen; ConditionNotMet or NotTheirTurn where the case no longer waits for its
    goods.
    """
    system = system_actor(advance.shop_id)
    # Locked before anything is written: who catches the refusal must find nothing half done.
    case = access_case(system, advance.case_id, lock=True)
    if case.sheet.total_minor > advance.amount_minor:
        raise SumGrown()
    case = pay_early(case=case, actor=system, at=at)
    advance.amount_minor = case.sheet.total_minor
    advance.paid_at = at
    return {"case": case.pk, "amount_minor": case.sheet.total_minor, "currency": case.sheet.currency}


@verb(ADVANCE, "decline")
def decline(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """The buyer would rather be paid after the check, as usual."""
    return _not_paid(advance, at)


@verb(ADVANCE, "stop")
def stop(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """The shop does not pay this one ahead. What the case pays is not touched."""
    return _not_paid(advance, at)


@verb(ADVANCE, "lapse")
def lapse(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """No courier scanned the goods in time, or the case went on without it."""
    return _not_paid(advance, at)


def _not_paid(advance: Advance, at: datetime) -> dict[str, Any]:
    release(advance)
    advance.closed_at = at
    return {"case": advance.case_id, "amount_minor": advance.amount_minor, "currency": advance.currency}


@verb(ADVANCE, "follow")
def follow(*, advance: Advance, actor: Actor, at: datetime) -> dict[str, Any]:
    """Look at the case: once it is over, what was paid and is not owed to the buyer becomes a claim on them.

    Not while a payment is under way: who never gets the money owes nothing.
    """
    case = Case.objects.select_related("sheet").get(pk=advance.case_id)
    refunds = list(Refund.objects.filter(cause_id=case.pk))
    if case.state not in CASE.finals or any(one.state not in REFUND.finals for one in refunds):
        return {"case": case.pk}
    advance.case_over = True
    claimed = _overpaid_minor(case, refunds)
    release(advance)
    advance.claimed_minor = claimed
    if claimed:
        # From now on the whole of it is expected to be lost: the month has that much less room.
        advance.set_aside_minor = advance.expected_minor = claimed
        budget.move(advance.month_id, set_aside_minor=claimed, expected_minor=claimed)
        books.book_claim(advance, Money(claimed, advance.currency), at)
    else:
        advance.closed_at = at
    return {"case": case.pk, "ended": case.state, "claimed_minor": claimed, "currency": advance.currency}


def release(advance: Advance, minor: int | None = None) -> None:
    """Give back to the month what the advance takes of it: all, or so much."""
    aside, expected = advance.set_aside_minor, advance.expected_minor
    if minor is not None:
        aside, expected = min(minor, aside), min(minor, expected)
    budget.move(advance.month_id, set_aside_minor=-aside, expected_minor=-expected)
    advance.set_aside_minor -= aside
    advance.expected_minor -= expected


def _overpaid_minor(case: Case, refunds: Iterable[Refund]) -> int:
    """What the buyer got for a case that is over, beyond what it owes them; minor units."""
    due = case.sheet.total_minor if case.state == "resolved" else 0
    return max(0, sum(one.paid_minor for one in refunds if one.state == "succeeded") - due)
