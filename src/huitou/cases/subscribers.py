"""Takes the ends of returns and refunds as the case's own steps, as the table of the case says."""

from huitou.cases import mails  # noqa: F401  (its subscriber registers itself)
from huitou.cases.machine import CASE
from huitou.cases.models import Case
from huitou.core.actors import system_actor
from huitou.core.events import subscriber
from huitou.core.flow import Machine
from huitou.core.models import Event
from huitou.core.verbs import past, verb_of
from huitou.logistics.machine import GOODS_RETURN
from huitou.refunds.machine import REFUND
from huitou.refunds.queries import paid_in_full


def ending_kinds(machine: Machine, area: str) -> list[str]:
    """The kinds of the events by which the machine's subjects come to their ends."""
    actions = {step.action for step in machine.steps if step.to in machine.finals}
    return [f"{area}.{machine.name}.{past(action)}" for action in sorted(actions)]


@subscriber(*ending_kinds(GOODS_RETURN, "logistics"))
def goods_came_to_their_end(event: Event) -> None:
    """The return is over: the case goes on by the exit that its table names."""
    case = Case.objects.filter(goods_return_id=event.subject_id).first()
    if case is not None:
        _take_exit(case, GOODS_RETURN, event)


@subscriber(*ending_kinds(REFUND, "refunds"))
def money_came_to_its_end(event: Event) -> None:
    """A refund is over: the case goes on when the last one of it is."""
    cause = event.facts.get("cause")
    case = Case.objects.filter(pk=cause).first() if cause else None
    if case is None:
        return
    if event.facts["to"] == "succeeded" and not paid_in_full(case.pk, case.sheet):
        return
    _take_exit(case, REFUND, event)


def _take_exit(case: Case, machine: Machine, event: Event) -> None:
    delegated = CASE.delegated(case.state)
    if delegated is None or machine.name not in delegated.to:
        return
    action = delegated.exits[f"{machine.name}.{event.facts['to']}"]
    verb_of(CASE, action)(case=case, actor=system_actor(case.shop_id), at=event.at)
