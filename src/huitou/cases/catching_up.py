"""Moves on a case whose return or refunds have ended without anybody telling it. Jobs; they take the table's exits.

Usually the subscribers do that. What is here covers what no event will ever tell: a sum that was paid already when it
was asked for, and news that was lost (a job that failed for more than a day).
"""

from uuid import UUID

import structlog
from django.db.models import Q

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.errors import HuitouError
from huitou.core.flow import NotTheirTurn, machines
from huitou.core.jobs import periodic, task
from huitou.core.shop_by_shop import shop_by_shop
from huitou.core.tenancy import in_shop
from huitou.core.verbs import verb_of
from huitou.refunds.machine import REFUND
from huitou.refunds.on_account import refunds_of
from huitou.refunds.queries import paid_in_full

log = structlog.get_logger(__name__)
# What each state of a case that waits for another machine waits for: one machine each, by the table.
WAITS_FOR = {state: delegated.to[0] for state in CASE.states if (delegated := CASE.delegated(state)) is not None}
# A case's row of a part is called as the part's machine is; only refunds have none.
ROWS = ("sheet", *sorted(set(WAITS_FOR.values()) - {REFUND.name}))
# For the proof: all of them are caught up with (`core.flow.together`).
CAUGHT_UP = frozenset((CASE.name, state) for state in WAITS_FOR)


@task("cases.catch_up_case")
def catch_up_case(*, shop: str, case: str, **_: object) -> None:
    """Move the case on if what it waits for has ended."""
    with in_shop(UUID(shop)):
        found = Case.objects.select_related(*ROWS).get(pk=case)
        ended = _what_ended(found)
    if ended is not None:
        _move(found, *ended)


@periodic("41 * * * *", name="cases.catch_up")
def catch_up() -> None:
    """Every hour: cases that wait for something that has ended already."""
    shop_by_shop(catch_up_shop, failed="cases.catching_up_failed")


def catch_up_shop(shop_id: UUID) -> int:
    """The same for one shop; how many cases moved. One that cannot is logged and stops nobody."""
    moved = 0
    for case, machine, end in _left_behind(shop_id):
        try:
            moved += _move(case, machine, end)
        except HuitouError as error:
            log.exception("case.left_behind", case=case.ref, error=error.code)
    return moved


def _left_behind(shop_id: UUID) -> list[tuple[Case, str, str]]:
    """Case, machine and the end of it that the case has not heard of."""
    ended = Q(pk__in=[])
    for state, name in WAITS_FOR.items():
        # How the refunds of a sheet ended says no single row: those cases are all looked at.
        over = Q() if name == REFUND.name else Q(**{f"{name}__state__in": machines()[name].finals})
        ended |= Q(state=state) & over
    with in_shop(shop_id):
        rows = Case.objects.filter(ended, closed_at=None).select_related(*ROWS)
        return [(case, *end) for case in rows if (end := _what_ended(case)) is not None]


def _what_ended(case: Case) -> tuple[str, str] | None:
    """The machine that the case waits for and its end, once it has come to one."""
    name = WAITS_FOR.get(case.state)
    if name is None:
        return None
    if name == REFUND.name:
        end = _end_of_refunds(case)
        return (name, end) if end is not None else None
    part = getattr(case, name)
    return (name, part.state) if part is not None and part.state in machines()[name].finals else None


def _end_of_refunds(case: Case) -> str | None:
    """How the refunds of the case's sheet ended; None while one is under way."""
    if paid_in_full(case.pk, case.sheet, on_account=case.paid_early):
        return "succeeded"
    counting = refunds_of(case.pk, case.sheet, all_sheets=case.paid_early)
    return None if counting.exclude(state__in=REFUND.finals).exists() else "failed"


def _move(case: Case, machine: str, end: str) -> bool:
    delegated = CASE.delegated(case.state)
    assert delegated is not None  # only such cases wait for a machine
    try:
        action = delegated.exits[f"{machine}.{end}"]
        verb_of(CASE, action)(case=case, actor=system_actor(case.shop_id), at=clock.now())
    except NotTheirTurn:
        return False  # somebody told it in the meantime
    return True
