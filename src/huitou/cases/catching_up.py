"""Moves on a case whose return or refunds have ended without anybody telling it. Jobs; they take the table's exits.

Usually the subscribers do that. What is here covers what no event will ever tell: a sum that was paid already when it
was asked for, and news that was lost (a job that failed for more than a day).
"""

from uuid import UUID

import structlog

from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core import clock
from huitou.core.actors import system_actor
from huitou.core.errors import HuitouError
from huitou.core.flow import NotTheirTurn
from huitou.core.jobs import periodic, task
from huitou.core.tenancy import every_shop, in_shop
from huitou.core.verbs import verb_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.queries import paid_in_full

log = structlog.get_logger(__name__)


@task("cases.resolve_if_paid")
def resolve_if_paid(*, shop: str, case: str, **_: object) -> None:
    """End the case if all of its sum is paid."""
    with in_shop(UUID(shop)):
        found = Case.objects.select_related("sheet").get(pk=case)
        end = _end_of_refunds(found) if found.state == "refunding" else None
    if end == "succeeded":
        _move(found, REFUND.name, end)


@periodic("41 * * * *", name="cases.catch_up")
def catch_up() -> None:
    """Every hour: cases that wait for something that has ended already."""
    for shop_id in every_shop():
        catch_up_shop(shop_id)


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
    with in_shop(shop_id):
        rows = Case.objects.filter(closed_at=None).select_related("sheet", "goods_return")
        ended = rows.filter(state="awaiting_goods", goods_return__state__in=GOODS_RETURN.finals)
        found = [(case, GOODS_RETURN.name, case.goods_return.state) for case in ended if case.goods_return is not None]
        for case in rows.filter(state="refunding"):
            if (end := _end_of_refunds(case)) is not None:
                found.append((case, REFUND.name, end))
    return found


def _end_of_refunds(case: Case) -> str | None:
    """How the refunds of the case's sheet ended; None while one is under way."""
    if paid_in_full(case.pk, case.sheet):
        return "succeeded"
    under_way = Refund.objects.filter(cause_id=case.pk, sheet=case.sheet).exclude(state__in=REFUND.finals)
    return None if under_way.exists() else "failed"


def _move(case: Case, machine: str, end: str) -> bool:
    delegated = CASE.delegated(case.state)
    assert delegated is not None  # only such cases wait for a machine
    try:
        action = delegated.exits[f"{machine}.{end}"]
        verb_of(CASE, action)(case=case, actor=system_actor(case.shop_id), at=clock.now())
    except NotTheirTurn:
        return False  # somebody told it in the meantime
    return True
