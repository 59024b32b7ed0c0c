"""How a case stands: its turning line, whom it waits for, when silence decides. Called by every page with cases.

Reads no row beyond what the case brought along (sheet, reduced sheet, return).
"""

from collections.abc import Set
from datetime import datetime

from huitou.cases.journey import journey
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.turning_line import Journey
from huitou.logistics.machine import GOODS_RETURN


def case_journey(case: Case) -> Journey:
    """The case's turning line in the active language."""
    goods = case.goods_return
    comes_back = case.goods_come_back and not case.open_offer_keeps_goods
    return journey(case.state, goods_come_back=comes_back, goods_state=goods.state if goods else "")


def waited_on(case: Case) -> Set[Role]:
    """Whose turn it is, in the case or in the return that it waits for."""
    waits = [CASE.waiting(case.state)]
    if case.state == "awaiting_goods" and case.goods_return is not None:
        waits.append(GOODS_RETURN.waiting(case.goods_return.state))
    return {wait.on for wait in waits if wait is not None}


def deadline_of(case: Case) -> datetime | None:
    """When silence next decides something: the case's own clock, or that of the goods it waits for."""
    if case.state == "awaiting_goods" and case.goods_return is not None:
        return case.goods_return.deadline_at
    return case.deadline_at
