"""How a case stands: its turning line, whom it waits for, when silence decides. Called by every page with cases.

Reads no row beyond what the case brought along (sheet, reduced sheet, return).
"""

from collections.abc import Set
from datetime import datetime

from huitou.cases.at_work import waited_for
from huitou.cases.journey import home_of, journey
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.turning_line import Journey


def case_journey(case: Case) -> Journey:
    """The case's turning line in the active language."""
    goods = case.goods_return
    comes_back = case.goods_come_back and not case.open_offer_keeps_goods
    return journey(
        "remedy_first" if case.state == "remedy_due" and case.goods_to_come else case.state,
        goods_come_back=comes_back,
        goods_state=goods.state if goods else "",
        sent_first=case.ships_first,
        home=home_of(case.owes_money, replaced=case.replacement is not None or case.replaces, repaired=case.repairs),
    )


def waited_on(case: Case) -> Set[Role]:
    """Whose turn it is, in the case or in the return that it waits for."""
    waits = [CASE.waiting(case.state)]
    part = waited_for(case)
    if part is not None:
        waits.append(part.machine.waiting(part.subject.state))
    return {side for wait in waits if wait is not None for side in wait.turn}


def deadline_of(case: Case) -> datetime | None:
    """When silence next decides something: the case's own clock, or that of the goods it waits for."""
    part = waited_for(case)
    return case.deadline_at if part is None else part.subject.deadline_at
