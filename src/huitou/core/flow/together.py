"""How machines work together, and what can be said of it without walking: no news between them may get lost.

`check_together` is part of the proof (`huitou flows check`); `core.flow.walk` walks the same plan. Pure data and
reasoning: it names machines and states, and never asks how an area carries its news.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

from huitou.core.actors import Role
from huitou.core.flow.check import Finding
from huitou.core.flow.machine import Machine


@dataclass(frozen=True, slots=True)
class Beside:
    """Arriving in `state`, a machine also sets `opens` to work, although the state does not wait for it.

    `always` is false where only some subjects do.
    """

    machine: str
    state: str
    opens: str
    always: bool = False


@dataclass(frozen=True, slots=True)
class Begets:
    """Coming to one of `ends`, a machine gives birth to a subject of `child` in `state`."""

    machine: str
    ends: tuple[str, ...]
    child: str
    state: str


@dataclass(frozen=True, slots=True)
class Pays:
    """The machine that moves money, and what its steps say about it.

    `calls`: the action that sends the order to pay, under one key for each subject. `paid`, `unpaid`: the two ends.
    `only_unpaid`: actions by which a gateway says that it has not paid. `at_rest`: of those, the ones that are said
    when no order is on its way any more.
    """

    machine: str
    calls: str
    paid: str
    unpaid: str
    only_unpaid: tuple[str, ...] = ()
    at_rest: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaysAhead:
    """A machine that has another one's money paid before it is due, and claims it back where it then was not.

    Its action `pays` is at the same time the action `causes` of the machine that it stands `beside`, which is waiting;
    `looks` is how it follows that one: to `settled` or `claims` once it is over. `earned`: the ends of that one by
    which the money was due, in whole or in part.
    """

    machine: str
    pays: str
    beside: str
    causes: str
    looks: str
    settled: str
    claims: str
    earned: tuple[str, ...]


@dataclass(frozen=True)
class Plan:
    """Machines and how they hang together. `caught_up`: (machine, state) that look, on arrival and every hour,
    whether what they wait for has ended already.
    """

    machines: Mapping[str, Machine]
    pays: Pays
    besides: tuple[Beside, ...] = ()
    begets: tuple[Begets, ...] = ()
    ahead: PaysAhead | None = None
    caught_up: Collection[tuple[str, str]] = field(default_factory=frozenset)

    @property
    def roots(self) -> tuple[str, ...]:
        """The machines that are set to work by people, not by another machine."""
        set_to_work = {name for machine in self.machines.values() for _, to in waits_for(machine) for name in to}
        set_to_work |= {beside.opens for beside in self.besides}
        return tuple(name for name in self.machines if name not in set_to_work)


def waits_for(machine: Machine) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The machine's delegated states, each with the machines at work there."""
    for state in machine.states:
        delegated = machine.delegated(state)
        if delegated is not None:
            yield state, delegated.to


def exits(plan: Plan) -> set[tuple[str, str, str]]:
    """(machine, state, news) of every end of another machine that a state waits for."""
    return {
        (machine.name, state, news)
        for machine in plan.machines.values()
        for state in machine.states
        if (delegated := machine.delegated(state)) is not None
        for news in delegated.exits
    }


def check_together(plan: Plan) -> list[Finding]:
    """Every gap between the machines; an empty list is the proof."""
    findings = list(_plan_names_what_there_is(plan))
    if findings:
        return findings
    for machine in plan.machines.values():
        findings += _exits(machine, plan)
        for state, news in sorted(early_news(machine, plan)):
            if (machine.name, state) not in plan.caught_up:
                findings.append(
                    Finding(machine.name, state, f"news of “{news}” may come too early and is not caught up")
                )
    return findings


def early_news(machine: Machine, plan: Plan) -> set[tuple[str, str]]:
    """(state, other machine): in the state the other one is waited for, and may have ended before the state began.

    So it is where the other machine can be at work, unanswered, on one of the ways that lead to the state.
    """
    opened = {state: set(to) for state, to in waits_for(machine)}
    for beside in plan.besides:
        if beside.machine == machine.name:
            opened.setdefault(beside.state, set()).add(beside.opens)
    at_work: dict[str, set[str]] = {state: set() for state in machine.states}
    todo = list(machine.states)
    while todo:
        state = todo.pop()
        for step in machine.steps:
            if step.state != state:
                continue
            carried = (at_work[state] | opened.get(state, set())) - _answered(machine, state, step.action)
            if not carried <= at_work[step.to]:
                at_work[step.to] |= carried
                todo.append(step.to)
    return {(state, name) for state, to in waits_for(machine) for name in to if name in at_work[state]}


def _answered(machine: Machine, state: str, action: str) -> set[str]:
    """The machines whose end this action of the state answers."""
    delegated = machine.delegated(state)
    if delegated is None:
        return set()
    return {news.partition(".")[0] for news, caused in delegated.exits.items() if caused == action}


def _exits(machine: Machine, plan: Plan) -> Iterator[Finding]:
    """Each exit is an end that can happen, and a step that the system may take on hearing of it."""
    for state, to in waits_for(machine):
        delegated = machine.delegated(state)
        assert delegated is not None  # waits_for gives no other states
        steps = {step.action for step in machine.steps if step.state == state and step.who == Role.SYSTEM}
        for news, action in delegated.exits.items():
            name, _, end = news.partition(".")
            if name not in to:
                yield Finding(machine.name, state, f"has an exit for “{news}”, whose machine is not at work there")
            elif end not in plan.machines[name].finals:
                yield Finding(machine.name, state, f"has an exit for “{news}”, which is no end")
            if action not in steps:
                yield Finding(machine.name, state, f"“{news}” causes “{action}”, which is no step of the system")


def _plan_names_what_there_is(plan: Plan) -> Iterator[Finding]:
    """The plan itself is not out of date."""
    named: list[tuple[str, str, str]] = [(plan.pays.machine, end, "") for end in (plan.pays.paid, plan.pays.unpaid)]
    for action in (plan.pays.calls, *plan.pays.only_unpaid, *plan.pays.at_rest):
        named.append((plan.pays.machine, "", action))
    for beside in plan.besides:
        named += [(beside.machine, beside.state, ""), (beside.opens, "", "")]
    for birth in plan.begets:
        named += [*((birth.machine, end, "") for end in birth.ends), (birth.child, birth.state, "")]
    named += [(name, state, "") for name, state in plan.caught_up]
    if (ahead := plan.ahead) is not None:
        named += [(ahead.machine, end, "") for end in (ahead.settled, ahead.claims)]
        named += [(ahead.machine, "", ahead.pays), (ahead.machine, "", ahead.looks), (ahead.beside, "", ahead.causes)]
        named += [(ahead.beside, end, "") for end in ahead.earned]
    for name, state, action in named:
        machine = plan.machines.get(name)
        if machine is None:
            yield Finding(name, state or "?", "is named in the plan and does not exist")
        elif state and state not in machine.states:
            yield Finding(name, state, "is named in the plan and is no state")
        elif action and action not in {step.action for step in machine.steps}:
            yield Finding(name, "?", f"“{action}” is named in the plan and is no action")
