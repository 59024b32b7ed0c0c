"""Takes the ends of returns and refunds as the case's own steps, as the table of the case says."""

from datetime import datetime

from django.db.models import F, Sum

from huitou.cases import (  # noqa: F401  (they register themselves)
    back_in_stock,
    covered_elsewhere,
    goods_kept,
    goods_mails,
    heads,
    mails,
    repair_mails,
    replacement_mails,
    stray_goods,
    talk_mails,
    told_to_banks,
)
from huitou.cases.disputes import mails as dispute_mails  # noqa: F401  (its subscriber registers itself)
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.cases.paying_by_law import mails as law_mails  # noqa: F401  (its subscriber registers itself)
from huitou.cases.paying_by_law import news  # noqa: F401  (its subscriber registers itself)
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.flow import Machine
from huitou.core.lookup import one_or_none
from huitou.core.models import Event
from huitou.core.verbs import past, verb_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.verbs import settle_goods
from huitou.refunds.machine import REFUND
from huitou.refunds.on_account import refunds_of, suffices
from huitou.refunds.queries import paid_in_full
from huitou.services.machine import REPAIR

# Of cases that waited for goods and were paid before those came to their end.
PAID_BEFORE = ("refunding", "unpaid", "resolved")


def ending_kinds(machine: Machine, area: str) -> list[str]:
    """The kinds of the events by which the machine's subjects come to their ends."""
    actions = {step.action for step in machine.steps if step.to in machine.finals}
    return [f"{area}.{machine.name}.{past(action)}" for action in sorted(actions)]


@subscriber(*ending_kinds(GOODS_RETURN, "logistics"), at_once=True)
def goods_came_to_their_end(event: Event) -> None:
    """The return is over: the case goes on by the exit that its table names."""
    found = Case.objects.select_related("sheet").filter(goods_return_id=event.subject_id)
    case = min(found, key=lambda one: one.pk, default=None)
    if case is not None:
        # Told late, the buyer has the whole time to object all the same: it runs from when they can know.
        at = max(event.at, clock.now()) if event.facts["to"] == "contested" else event.at
        take_exit(case, GOODS_RETURN, event.facts["to"], at=at)
        if event.facts["to"] == "contested" and case.state in PAID_BEFORE:
            # The law did not let the money wait for the check: the goods are paid for, so they are the shop's.
            settle_goods(goods_return=event.subject_id, unpaid={}, actor=system_actor(case.shop_id), at=event.at)


@subscriber(*ending_kinds(REPLACEMENT, "logistics"))
def replacement_came_to_its_end(event: Event) -> None:
    """The other goods are with the buyer, or will not come."""
    case = Case.objects.filter(replacement_id=event.subject_id).first()
    if case is not None:
        take_exit(case, REPLACEMENT, event.facts["to"], at=event.at)


@subscriber(*ending_kinds(REPAIR, "services"))
def repair_came_to_its_end(event: Event) -> None:
    """The goods are with the buyer again, cannot be repaired, or are left with the shop."""
    if event.facts["to"] not in REPAIR.finals:
        return  # what no warranty covers goes back unrepaired by the same step
    case = Case.objects.filter(repair_id=event.subject_id).first()
    if case is not None:
        take_exit(case, REPAIR, event.facts["to"], at=event.at)


@subscriber(*ending_kinds(DISPUTE, "cases"))
def dispute_came_to_its_end(event: Event) -> None:
    """Ruled, settled or withdrawn: the case follows."""
    if event.facts["to"] not in DISPUTE.finals:
        return  # the same step leads on where the other side has not spoken yet
    case = Case.objects.filter(dispute_id=event.subject_id).first()
    if case is not None:
        take_exit(case, DISPUTE, event.facts["to"], at=event.at)


@subscriber(*ending_kinds(REFUND, "refunds"), at_once=True)
def money_came_to_its_end(event: Event) -> None:
    """A refund is over: the case goes on when the last one of it is."""
    cause = event.facts.get("cause")
    case = one_or_none(Case.objects.select_related("sheet").filter(pk=cause)) if cause else None
    if case is None:
        return
    if event.facts["to"] == "succeeded":
        _note_short(case, event)
    if event.facts["to"] == "succeeded" and not paid_in_full(case.pk, case.sheet, on_account=case.paid_early):
        return
    if event.facts["to"] == "failed" and asked_for_again(case):
        return
    take_exit(case, REFUND, event.facts["to"], at=event.at)


def _note_short(case: Case, event: Event) -> None:
    """The refund ended with less than was asked for: whoever is told of the money is told what came."""
    short = event.facts["amount_minor"] - event.facts["paid_minor"]
    if short > 0:
        Case.objects.filter(pk=case.pk).update(short_minor=F("short_minor") + short)


def asked_for_again(case: Case) -> bool:
    """Whether the whole sum is paid or under way, in spite of a refund that was given up before."""
    alive = refunds_of(case.pk, case.sheet, all_sheets=case.paid_early).exclude(state="failed")
    total = int(alive.aggregate(total=Sum("amount_minor"))["total"] or 0)
    return suffices(total, case.sheet, all_sheets=case.paid_early)


def take_exit(case: Case, machine: Machine, end: str, *, at: datetime) -> None:
    """The case's own step for this end of a machine that it waits for; nothing where it waits for no such thing."""
    delegated = CASE.delegated(case.state)
    if delegated is None or machine.name not in delegated.to or end not in machine.finals:
        return  # an action that ends one subject can lead another one on
    action = delegated.exits[f"{machine.name}.{end}"]
    verb_of(CASE, action)(case=case, actor=system_actor(case.shop_id), at=at)
