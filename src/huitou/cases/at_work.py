"""What is at work in a case besides its own table: goods back, goods out, the repair, the dispute, the law's clock.

Read by pages, sentences and the queue. Reads no row beyond what the case brought along.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from huitou.cases.disputes.machine import DISPUTE
from huitou.cases.disputes.values import values_of as dispute_values
from huitou.cases.models import Case, Proposal
from huitou.cases.paying_by_law.machine import MONEY_DUE
from huitou.cases.paying_by_law.values import values_of as due_values
from huitou.core.flow import Machine
from huitou.core.flow.texts import time_left
from huitou.core.models import Shop
from huitou.core.money import format_money
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.replacing import REPLACEMENT
from huitou.logistics.sending_back import SEND_BACK
from huitou.services.machine import REPAIR

# The rows that a case brings along for what is said of it.
ROWS = ("sheet", "reduced_sheet", "goods_return", "replacement", "repair", "dispute", "send_back", "money_due")


@dataclass(frozen=True, slots=True)
class Part:
    """A machine and its subject."""

    machine: Machine
    subject: Any

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.subject.state in self.machine.finals

    def values(self, shop: Shop, at: datetime, proposal: Proposal | None = None) -> Mapping[str, Any]:
        """What its sentences and labels are filled with, in the active language. `proposal`: a dispute's open one."""
        if self.machine is DISPUTE:
            return dispute_values(self.subject, shop, at, proposal)
        if self.machine is MONEY_DUE:
            return due_values(self.subject, shop, at)
        found = {"shop": shop.name, "left": time_left(self.subject.deadline_at, at)}
        if self.machine is REPLACEMENT:
            found["difference"] = format_money(self.subject.difference)
        if self.machine is REPAIR:
            found["quote"] = format_money(self.subject.quote)
        return found


def values_at_work(
    machine: Machine, subject: Any, shop: Shop, at: datetime, proposal: Proposal | None = None
) -> Mapping[str, Any]:
    """What the labels of a part are filled with; nothing for a case or a refund, which have values of their own."""
    if machine not in (GOODS_RETURN, REPLACEMENT, REPAIR, DISPUTE, SEND_BACK, MONEY_DUE):
        return {}
    return Part(machine, subject).values(shop, at, proposal)


def parts(case: Case) -> list[Part]:
    """Everything that was opened for the case, in the order in which it comes."""
    found = (
        (GOODS_RETURN, case.goods_return),
        (REPLACEMENT, case.replacement),
        (REPAIR, case.repair),
        (DISPUTE, case.dispute),
        (SEND_BACK, case.send_back),
        (MONEY_DUE, case.money_due),
    )
    return [Part(machine, subject) for machine, subject in found if subject is not None]


def waited_for(case: Case) -> Part | None:
    """What the case waits for now, where that is not money."""
    wanted = {
        "awaiting_goods": GOODS_RETURN,
        "replacing_first": REPLACEMENT,
        "replacing": REPLACEMENT,
        "repairing": REPAIR,
        "disputed": DISPUTE,
        "goods_disputed": DISPUTE,
    }.get(case.state)
    return next((part for part in parts(case) if part.machine is wanted), None)


def at_work(case: Case) -> list[Part]:
    """What has not come to its end yet; what the case waits for comes first."""
    first = waited_for(case)
    rest = [part for part in parts(case) if part != first and not part.over]
    return [first, *rest] if first is not None else rest
