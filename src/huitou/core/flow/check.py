"""The proof that the tables are complete. Run by `huitou flows check` and by every test run.

It returns findings, each a sentence for the person who edits a table; an empty list is the proof.
"""

import random
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from huitou.core.actors import Role
from huitou.core.flow.machine import Machine, Step

LANGUAGES = ("zh-hans", "zh-hant", "en")
READERS = (Role.BUYER, Role.MERCHANT, Role.PLATFORM)


@dataclass(frozen=True, slots=True)
class Finding:
    """One gap in one machine."""

    machine: str
    state: str
    what: str

    def __str__(self) -> str:
        return f"{self.machine}.{self.state}: {self.what}"


def check(
    machines: Mapping[str, Machine],
    *,
    verbs: Collection[tuple[str, str]],
    permissions: Collection[str],
    sentence: Callable[[str, str, Role, str], str | None],
    label: Callable[[str, str, str], str | None],
) -> list[Finding]:
    """Every finding over all machines.

    `verbs` holds (machine, action); `permissions` the names that some role has; `sentence(machine, state, reader,
    language)` and `label(machine, action, language)` give the text or None.
    """
    findings: list[Finding] = []
    for machine in machines.values():
        findings += _shape(machine)
        findings += _reach(machine)
        findings += _delegation(machine, machines)
        findings += _silence_ends(machine)
        findings += _walks_end(machine)
        for step in machine.steps:
            if (machine.name, step.action) not in verbs:
                findings.append(Finding(machine.name, step.state, f"“{step.action}” has no verb"))
            if step.who in (Role.MERCHANT, Role.PLATFORM) and machine.permission(step) not in permissions:
                findings.append(Finding(machine.name, step.state, f"no role holds “{machine.permission(step)}”"))
        findings += _texts(machine, sentence, label)
    return findings


def _shape(machine: Machine) -> Iterator[Finding]:
    """Every state is exactly one of waiting, delegated, final; non-final states have an exit; silence is a step."""
    for state in machine.states:
        wait, delegated = machine.waiting(state), machine.delegated(state)
        kinds = [wait is not None, delegated is not None, state in machine.finals]
        if sum(kinds) != 1:
            yield Finding(machine.name, state, "must be exactly one of waiting, delegated, final")
        exits = [step for step in machine.steps if step.state == state]
        if state in machine.finals and exits:
            yield Finding(machine.name, state, "is final and yet has steps")
        if state not in machine.finals and not exits:
            yield Finding(machine.name, state, "has no exit")
        if wait is not None:
            if wait.then not in {step.action for step in exits}:
                yield Finding(machine.name, state, f"silence does “{wait.then}”, which is no step of the state")
            if wait.for_.length.total_seconds() <= 0:
                yield Finding(machine.name, state, "waits for no time")
            for side in wait.turn:
                if side not in {step.who for step in exits}:
                    yield Finding(machine.name, state, f"waits on {side}, who can do nothing")
        for ways in _ways(exits).values():
            # Ways that differ in where they land are told apart once the verb has run; all others by their conditions.
            told_apart = len({way.lands for way in ways}) == len(ways)
            if len(ways) > 1 and not told_apart and any(way.when is None for way in ways):
                yield Finding(machine.name, state, f"{ways[0].who} “{ways[0].action}” is there twice")


def _ways(exits: list[Step]) -> Mapping[tuple[Role, str], list[Step]]:
    """The steps of a state by who takes them and what they are called."""
    found: dict[tuple[Role, str], list[Step]] = {}
    for step in exits:
        found.setdefault((step.who, step.action), []).append(step)
    return found


def _reach(machine: Machine) -> Iterator[Finding]:
    """Every state can be reached, and from every state a final one."""
    onward: dict[str, set[str]] = {}
    for step in machine.steps:
        onward.setdefault(step.state, set()).add(step.to)
    reached, todo = set(machine.initial), list(machine.initial)
    while todo:
        for to in onward.get(todo.pop(), ()):
            if to not in reached:
                reached.add(to)
                todo.append(to)
    for state in machine.states:
        if state not in reached:
            yield Finding(machine.name, state, "cannot be reached")
    ends = set(machine.finals)
    while True:
        more = {state for state, to in onward.items() if state not in ends and to & ends}
        if not more:
            break
        ends |= more
    for state in machine.states:
        if state not in ends:
            yield Finding(machine.name, state, "never comes to an end")


def _delegation(machine: Machine, machines: Mapping[str, Machine]) -> Iterator[Finding]:
    """Each final state of the machines at work has an exit here, and each exit is a step of the state."""
    for state in machine.states:
        delegated = machine.delegated(state)
        if delegated is None:
            continue
        actions = {step.action for step in machine.steps if step.state == state}
        for event, action in delegated.exits.items():
            if action not in actions:
                yield Finding(machine.name, state, f"“{event}” leads to “{action}”, which is no step of the state")
        for name in delegated.to:
            if name not in machines:
                yield Finding(machine.name, state, f"delegates to “{name}”, which does not exist")
                continue
            for final in machines[name].finals:
                if f"{name}.{final}" not in delegated.exits:
                    yield Finding(machine.name, state, f"has no exit for “{name}.{final}”")


def _silence_ends(machine: Machine) -> Iterator[Finding]:
    """When nobody ever answers, the silent path comes to a final or a delegated state, or asks a machine again."""
    for start in machine.states:
        state, seen = start, set()
        while (wait := machine.waiting(state)) is not None:
            if state in seen:
                # Only a machine that waits on itself or a gateway may ask again and again: money owed never lapses.
                if wait.on not in (Role.SYSTEM, Role.GATEWAY, Role.PLATFORM):
                    yield Finding(machine.name, start, f"silence runs in a circle at “{state}”")
                break
            seen.add(state)
            following = [step for step in machine.steps if step.state == state and step.action == wait.then]
            if not following:
                break
            state = following[0].to


def _walks_end(machine: Machine, walks: int = 200, limit: int = 10_000) -> Iterator[Finding]:
    """Random walks from each initial state never stick and always end."""
    source = random.Random(machine.name)  # noqa: S311  (walks, no secrets)
    by_state: dict[str, list[Step]] = {}
    for step in machine.steps:
        by_state.setdefault(step.state, []).append(step)
    for start in machine.initial:
        for _ in range(walks):
            state, length = start, 0
            while state not in machine.finals:
                choices = by_state.get(state)
                if not choices or length > limit:
                    yield Finding(machine.name, state, "a random walk sticks here")
                    return
                state, length = source.choice(choices).to, length + 1


def _texts(
    machine: Machine,
    sentence: Callable[[str, str, Role, str], str | None],
    label: Callable[[str, str, str], str | None],
) -> Iterator[Finding]:
    for state in machine.states:
        for reader in READERS:
            for language in LANGUAGES:
                if not sentence(machine.name, state, reader, language):
                    yield Finding(machine.name, state, f"has no sentence for {reader} in {language}")
    for step in machine.steps:
        for language in LANGUAGES:
            if step.who in READERS and not label(machine.name, step.action, language):
                yield Finding(machine.name, step.state, f"“{step.action}” has no label in {language}")
