"""The shop's one queue: every case that waits for a person of the shop, most urgent first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from huitou.cases.access import visible_cases
from huitou.cases.at_work import ROWS
from huitou.cases.disputes.access import visible_disputes
from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.machine import CASE
from huitou.cases.models import Case, CaseLine, Dispute, MoneyDue
from huitou.cases.paying_by_law.access import visible_money_due
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.actors import Actor, Role
from huitou.core.flow import Machine
from huitou.logistics.access import visible_replacements, visible_returns, visible_send_backs
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, Replacement, SendBack
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.refunds.access import visible_refunds
from huitou.refunds.machine import REFUND
from huitou.services.access import visible_repairs
from huitou.services.machine import REPAIR
from huitou.services.models import Repair

# Counting stops here: a page says “999+” instead of reading a million rows.
COUNT_LIMIT = 999
PARTS = {
    GoodsReturn: "goods_return_id",
    Replacement: "replacement_id",
    Repair: "repair_id",
    Dispute: "dispute_id",
    SendBack: "send_back_id",
    MoneyDue: "money_due_id",
}


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A case that waits for the reader. `subject` is the case or a part of it (return, refund …): whatever waits.

    `variants`: what an exchange brings, where it is not the same again.
    """

    deadline_at: datetime
    machine: Machine
    subject: Any
    case: Case
    titles: tuple[str, ...]
    pieces: int
    variants: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Queue:
    """`waiting` and `going_by_itself` are counted up to COUNT_LIMIT + 1."""

    items: list[QueueItem]
    waiting: int
    going_by_itself: int


def waiting_states(machine: Machine, role: Role) -> list[str]:
    """The states in which the machine waits on the role."""
    return [state for state in machine.states if (wait := machine.waiting(state)) and role in wait.turn]


def queue(actor: Actor, *, limit: int = 50, raised: Sequence[UUID] = ()) -> Queue:
    """What waits for the actor's side now, by deadline. Only what the actor may see. A constant number of queries.

    `raised`: cases that come first whatever their deadline, in this order.
    """
    role = actor.role
    waiting_rows = {
        machine: rows.filter(state__in=waiting_states(machine, role))
        for machine, rows in (
            (CASE, visible_cases(actor).filter(closed_at=None)),
            (GOODS_RETURN, visible_returns(actor)),
            (REFUND, visible_refunds(actor)),
            (DISPUTE, visible_disputes(actor).filter(closed_at=None)),
            *_goods_out(actor),
        )
    }
    found: list[tuple[datetime, Machine, Any]] = []
    for machine, rows in waiting_rows.items():
        due = rows.filter(deadline_at__isnull=False).order_by("deadline_at", "pk")[:limit]
        found += [(row.deadline_at, machine, row) for row in due if row.deadline_at is not None]
    found.sort(key=lambda one: (one[0], str(one[2].pk)))
    first = _raised(waiting_rows, raised, limit) if raised else []
    firsts = {subject.pk for _, _, subject in first}
    found = first + [one for one in found if one[2].pk not in firsts]
    waiting = _count_all(list(waiting_rows.values()))
    others = visible_cases(actor).filter(closed_at=None).exclude(state__in=waiting_states(CASE, role))
    return Queue(
        items=_in_order(_items(list(islice(found, limit))), raised),
        waiting=min(waiting, COUNT_LIMIT + 1),
        going_by_itself=_count(others),
    )


def _raised(
    waiting_rows: Mapping[Machine, Any], raised: Sequence[UUID], limit: int
) -> list[tuple[datetime, Machine, Any]]:
    """What waits in the cases that are raised, however far away its deadline is."""
    found: list[tuple[datetime, Machine, Any]] = []
    for machine, rows in waiting_rows.items():
        part = PARTS.get(rows.model)
        if part is not None:
            own = Q(pk__in=Case.objects.filter(pk__in=raised).values(part))
        else:
            own = Q(pk__in=raised) if rows.model is Case else Q(cause_id__in=raised)
        due = rows.filter(own, deadline_at__isnull=False).order_by("deadline_at", "pk")[:limit]
        found += [(row.deadline_at, machine, row) for row in due if row.deadline_at is not None]
    return found


def _in_order(items: list[QueueItem], raised: Sequence[UUID]) -> list[QueueItem]:
    """Raised cases first, in their own order; the rest as it stood."""
    place = {case: number for number, case in enumerate(raised)}
    return sorted(items, key=lambda item: place.get(item.case.pk, len(place)))


def _goods_out(actor: Actor) -> list[tuple[Machine, Any]]:
    """Replacements, repairs and rejected goods, for who may see goods at all: an arbitrator has no work with them."""
    if actor.role == Role.PLATFORM:
        return []
    return [
        (REPLACEMENT, visible_replacements(actor)),
        (REPAIR, visible_repairs(actor)),
        (SEND_BACK, visible_send_backs(actor)),
        # A clock that runs pays by itself; only what it could not pay needs a person.
        (MONEY_DUE, visible_money_due(actor).filter(state="overdue")),
    ]


def _count_all(every: Sequence[Any]) -> int:
    """The rows of all of them together, each counted up to the limit. One query."""
    first, *others = [rows.order_by().values("pk")[: COUNT_LIMIT + 1] for rows in every]
    return int(first.union(*others, all=True).count())


def _count(rows: Any) -> int:
    return int(rows.order_by()[: COUNT_LIMIT + 1].count())


def _items(found: list[tuple[datetime, Machine, Any]]) -> list[QueueItem]:
    by_case, by_part = _cases_of([subject for _, _, subject in found])
    titles: dict[UUID, list[str]] = {}
    pieces: dict[UUID, int] = {}
    variants: dict[UUID, list[str]] = {}
    for line in CaseLine.objects.filter(case__in=list(by_case)).select_related("order_line", "variant"):
        titles.setdefault(line.case_id, []).append(line.order_line.title)
        pieces[line.case_id] = pieces.get(line.case_id, 0) + line.quantity
        if line.variant is not None:
            variants.setdefault(line.case_id, []).append(line.variant.name or line.variant.title)
    items = []
    for deadline, machine, subject in found:
        case = by_part.get(subject.pk) or by_case.get(getattr(subject, "cause_id", subject.pk))
        if case is not None:
            names = tuple(titles.get(case.pk, ()))
            brought = tuple(variants.get(case.pk, ()))
            items.append(QueueItem(deadline, machine, subject, case, names, pieces.get(case.pk, 0), brought))
    return items


def _cases_of(subjects: Sequence[Any]) -> tuple[dict[UUID, Case], dict[UUID, Case]]:
    """The cases of these subjects by their own id and by that of their part."""
    keys = {getattr(subject, "cause_id", subject.pk) for subject in subjects if type(subject) not in PARTS}
    wanted = Q(pk__in=keys)
    for model, field in PARTS.items():
        of_part = {subject.pk for subject in subjects if isinstance(subject, model)}
        if of_part:
            wanted |= Q(**{f"{field}__in": of_part})
    by_case, by_part = {}, {}
    for case in Case.objects.filter(wanted).select_related(*ROWS, "order"):
        by_case[case.pk] = case
        by_part.update({getattr(case, field): case for field in PARTS.values() if getattr(case, field)})
    return by_case, by_part
