"""Begin the law's clock, look how the case stands, pay when the day is over, and escalate what cannot be paid."""

from datetime import datetime
from typing import Any

from huitou.cases.machine import CASE
from huitou.cases.models import Case, MoneyDue
from huitou.cases.paying_by_law.clock import due_at, found, look_at, promised_days, statute_for
from huitou.cases.paying_by_law.machine import MONEY_DUE, PAYS_BY_ITSELF
from huitou.core.actors import Actor, system_actor
from huitou.core.ids import new_id, new_ref
from huitou.core.tenancy import open_shop_row
from huitou.core.verbs import born, on_arrival, verb, verb_of
from huitou.policies.law.statute import Money
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund

# What waits for a person of the shop: the last day is no day to wait on.
STUCK = ("by_hand", "needs_person")


def begin_clock(case: Case, at: datetime) -> None:
    """From here on the law counts, where a law speaks of this case. Inside the case's verb; saves all but the case."""
    before = case.money_due
    if before is not None and before.state not in MONEY_DUE.finals:
        return
    statute = statute_for(case, at)
    if statute is None or not isinstance(statute.says, Money):
        return
    due = MoneyDue(
        id=new_id(),
        shop_id=case.shop_id,
        case=case,
        ref=new_ref("L"),
        article=statute.article,
        days=statute.says.days,
        counted_from=statute.says.counted_from,
        workdays_of=(case.order.country or open_shop_row().country) if statute.says.workdays else "",
        promised_days=promised_days(case),
        # A wish that was changed is a notice of its own.
        notice_at=case.opened_at if case.attempt == 1 and before is None else at,
        looked_at=at,
    )
    due.due_at = due_at(due, case, open_shop_row())
    due.state = "withheld" if due.due_at is None else "running"
    facts = {"case": case.pk, "article": due.article, "days": due.days, "counted_from": due.counted_from,
             "workdays_of": due.workdays_of, "promised_days": due.promised_days, "due_at": due.due_at}  # fmt: skip
    born(MONEY_DUE, due, "begin", actor=system_actor(case.shop_id), at=at, facts=facts)
    case.money_due = due


@verb(MONEY_DUE, "look")
def look(*, money_due: MoneyDue, actor: Actor, at: datetime) -> dict[str, Any]:
    """See how the case stands: the goods are on their way, it is paid, it is over."""
    look_at(money_due, at)
    return {"due_at": money_due.due_at}


@verb(MONEY_DUE, "pay_in_time")
def pay_in_time(*, money_due: MoneyDue, actor: Actor, at: datetime) -> dict[str, Any]:
    """The last day is over (or the shop does not wait for it): what is owed is paid, wherever the goods are."""
    _press(money_due, at)
    return {"due_at": money_due.due_at}


@verb(MONEY_DUE, "escalate")
def escalate(*, money_due: MoneyDue, actor: Actor, at: datetime) -> dict[str, Any]:
    """The day is over and the money has not gone: try again, and tell who answers for it."""
    _press(money_due, at)
    return {"due_at": money_due.due_at}


def _press(due: MoneyDue, at: datetime) -> None:
    """Do whatever brings the money on its way, as the system."""
    look_at(due, at)
    case = Case.objects.select_related("sheet", "goods_return").get(pk=due.case_id)
    if due.found in ("paid", "gone") or case.state not in PAYS_BY_ITSELF:
        return
    system = system_actor(due.shop_id)
    if case.state == "awaiting_goods" and not case.paid_early:
        verb_of(CASE, "pay_in_time")(case=case.pk, actor=system, at=at)
    elif case.state == "unpaid":
        verb_of(CASE, "pay_again")(case=case.pk, actor=system, at=at)
    else:
        for refund in Refund.objects.filter(cause_id=case.pk, state__in=STUCK).order_by("pk"):
            verb_of(REFUND, "escalate")(refund=refund.pk, actor=system, at=at)
    case.refresh_from_db()
    due.found = found(case)


@on_arrival(MONEY_DUE, *MONEY_DUE.finals)
def end(due: MoneyDue, actor: Actor, at: datetime) -> None:
    """The law asks for nothing more."""
    due.closed_at = at
