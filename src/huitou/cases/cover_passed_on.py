"""Money that left without us for a case that then ended unpaid: free again, and taken off the next case that owes.

Called by `cases.arrivals`. What nobody asked for in a case is never taken off one: that is the shop's own affair.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from huitou.cases.judging import pay_by, sheet_anew
from huitou.cases.models import Case
from huitou.core import events
from huitou.core.actors import system_actor
from huitou.core.locks import lock_rows
from huitou.core.models import Event
from huitou.refunds.models import Chargeback, RefundElsewhere, StoredSheet
from huitou.refunds.sheet import compute

ENDED_UNPAID = ("withdrawn", "declined", "lapsed", "closed", "expired", "unreturned")
Outflow = RefundElsewhere | Chargeback


def free_cover(case: Case) -> None:
    """The case owes nothing any more: what counted for it counts for none."""
    if case.paid_outside:
        for model in (RefundElsewhere, Chargeback):
            model.objects.filter(cause_id=case.pk).update(cause_id=None, covers_minor=0)


def take_up_cover(case: Case, at: datetime) -> None:
    """Let what was freed count for this case, as far as it owes it: its sheet says so. One query where nothing was."""
    found = _freed(case) if case.owes_money else []
    if not found:
        return
    system, before = system_actor(case.shop_id), case.sheet
    case.paid_outside = True
    for row in found:
        _count(row, case.pk, row.amount_minor)
    pay_by(case, sheet_anew(case, actor=system, at=at))
    left = owed = _without_cover(case.sheet)
    for row in found:
        part = min(row.amount_minor, left)
        left -= part
        _count(row, case.pk if part else None, part)
    if owed < sum(row.amount_minor for row in found):
        pay_by(case, sheet_anew(case, actor=system, at=at))
    events.record(case, "cases.sheet.covered", actor=system, at=at, facts={
        "sheet": case.sheet.digest, "total_minor": case.sheet.total_minor, "before_minor": before.total_minor,
        "covered_minor": owed - left, "currency": before.currency,
        "reference": ", ".join(row.reference for row in found),
    })  # fmt: skip


def _freed(case: Case) -> list[Outflow]:
    """The order's rows that counted for a case which ended unpaid, locked, and were not reversed."""
    ended = Case.objects.filter(order_id=case.order_id, paid_outside=True, state__in=ENDED_UNPAID)
    causes = list(ended.values_list("pk", flat=True))
    if not causes:
        return []
    told = Event.objects.filter(subject_id__in=causes, kind="cases.sheet.covered")
    names = {name for event in told for name in event.facts["reference"].split(", ")}
    free = {"order_id": case.order_id, "cause_id": None, "reference__in": names}
    return [
        *lock_rows(RefundElsewhere.objects.filter(reversed_at__isnull=True, **free)),
        *lock_rows(Chargeback.objects.filter(state="lost", **free)),
    ]


def _count(row: Outflow, cause_id: UUID | None, minor: int) -> None:
    row.cause_id, row.covers_minor = cause_id, minor
    row.save(update_fields=["cause_id", "covers_minor"])


def _without_cover(sheet: StoredSheet) -> int:
    """What the case would still pay, and keep back of what the buyer owes, had nothing left elsewhere; minor units."""
    facts = sheet.as_facts()
    whole = compute(replace(facts, covered_minor=0))
    return max(0, whole.total_minor + whole.set_off_minor - facts.account_minor)
