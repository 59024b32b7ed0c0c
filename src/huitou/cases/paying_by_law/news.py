"""What moves the law's clock: goods that are handed over or arrive, money that has gone, cases that end."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q

from huitou.cases.machine import CASE
from huitou.cases.models import MoneyDue
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.core.actors import system_actor
from huitou.core.events import reader
from huitou.core.models import Event
from huitou.core.verbs import past, verb_of

GOODS = tuple(f"logistics.goods_return.{past(action)}" for action in ("hand_over", "collect", "arrive"))
ENDS = tuple(
    sorted({f"cases.case.{past(step.action)}" for step in CASE.steps if step.to in CASE.finals})
)  # fmt: skip


@reader(*GOODS, *ENDS)
def look_at_what_is_due(events: Sequence[Event]) -> None:
    """The cases, or the goods of them, took steps that the law's clock counts from or ends with: once for each case."""
    latest: dict[UUID, Event] = {}
    for event in events:
        if event.subject_type != "cases.case" or event.facts["to"] in CASE.finals:
            latest[event.subject_id] = event
    rows = MoneyDue.objects.exclude(state__in=MONEY_DUE.finals).order_by("pk")
    mine = Q(case_id__in=latest) | Q(case__goods_return_id__in=latest)
    for due, *causes in rows.filter(mine).values_list("pk", "case_id", "case__goods_return_id"):
        event = max((latest[key] for key in causes if key in latest), key=lambda one: one.at)
        verb_of(MONEY_DUE, "look")(money_due=due, actor=system_actor(event.shop_id), at=event.at)
