"""The shop's one queue: every case that waits for a person of the shop, most urgent first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Min

from huitou.cases.access import visible_cases
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine
from huitou.core.actors import Actor, Role
from huitou.core.flow import Machine
from huitou.logistics.access import visible_returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn
from huitou.refunds.access import visible_refunds
from huitou.refunds.machine import REFUND

# Counting stops here: a page says “999+” instead of reading a million rows.
COUNT_LIMIT = 999


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A case that waits for the reader. `subject` is the case, its return or a refund of it: whatever waits."""

    deadline_at: datetime
    machine: Machine
    subject: Any
    case: Case
    titles: tuple[str, ...]
    pieces: int


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting` and `going_by_itself` are counted up to COUNT_LIMIT + 1. `next_at`: when silence next decides."""

    items: list[QueueItem]
    waiting: int
    going_by_itself: int
    next_at: datetime | None


def waiting_states(machine: Machine, role: Role) -> list[str]:
    """The states in which the machine waits on the role."""
    return [state for state in machine.states if (wait := machine.waiting(state)) and wait.on == role]


def queue(actor: Actor, *, limit: int = 50) -> Queue:
    """What waits for the actor's side now, by deadline. Only what the actor may see. A constant number of queries."""
    role = actor.role
    cases = visible_cases(actor).filter(state__in=waiting_states(CASE, role), closed_at=None)
    returns = visible_returns(actor).filter(state__in=waiting_states(GOODS_RETURN, role))
    refunds = visible_refunds(actor).filter(state__in=waiting_states(REFUND, role))
    found: list[tuple[datetime, Machine, Any]] = []
    for machine, rows in ((CASE, cases), (GOODS_RETURN, returns), (REFUND, refunds)):
        due = rows.filter(deadline_at__isnull=False).order_by("deadline_at", "pk")[:limit]
        found += [(row.deadline_at, machine, row) for row in due if row.deadline_at is not None]
    found.sort(key=lambda one: (one[0], str(one[2].pk)))
    waiting = sum(_count(rows) for rows in (cases, returns, refunds))
    others = visible_cases(actor).filter(closed_at=None).exclude(state__in=waiting_states(CASE, role))
    return Queue(
        items=_items(list(islice(found, limit))),
        waiting=min(waiting, COUNT_LIMIT + 1),
        going_by_itself=_count(others),
        next_at=visible_cases(actor).filter(deadline_at__isnull=False).aggregate(next=Min("deadline_at"))["next"],
    )


def _count(rows: Any) -> int:
    return int(rows.order_by()[: COUNT_LIMIT + 1].count())


def _items(found: list[tuple[datetime, Machine, Any]]) -> list[QueueItem]:
    by_case, by_return = _cases_of(subject for _, _, subject in found)
    titles: dict[UUID, list[str]] = {}
    pieces: dict[UUID, int] = {}
    for line in CaseLine.objects.filter(case__in=list(by_case)).select_related("order_line"):
        titles.setdefault(line.case_id, []).append(line.order_line.title)
        pieces[line.case_id] = pieces.get(line.case_id, 0) + line.quantity
    items = []
    for deadline, machine, subject in found:
        case = by_return.get(subject.pk) or by_case.get(getattr(subject, "cause_id", subject.pk))
        if case is not None:
            names = tuple(titles.get(case.pk, ()))
            items.append(QueueItem(deadline, machine, subject, case, names, pieces.get(case.pk, 0)))
    return items


def _cases_of(subjects: Iterable[Any]) -> tuple[dict[UUID, Case], dict[UUID, Case]]:
    """The cases of these subjects by their own id and by their return's."""
    keys, returns = set(), set()
    for subject in subjects:
        if isinstance(subject, GoodsReturn):
            returns.add(subject.pk)
        else:
            keys.add(getattr(subject, "cause_id", subject.pk))
    rows = Case.objects.select_related("sheet", "reduced_sheet", "goods_return", "order")
    cases = list(rows.filter(pk__in=keys)) + list(rows.filter(goods_return_id__in=returns))
    by_return = {case.goods_return_id: case for case in cases if case.goods_return_id in returns}
    return {case.pk: case for case in cases}, by_return
