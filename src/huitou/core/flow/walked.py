"""What a walk (`core.flow.walk`) walks with and what it finds: its subjects, its protections, its report."""

from collections.abc import Hashable
from dataclasses import dataclass, field

from huitou.core.flow.check import Finding
from huitou.core.flow.machine import Machine


@dataclass(frozen=True, slots=True)
class Protections:
    """What keeps the laws. Each can be taken away, to see that the walk finds what then goes wrong.

    `receipts`: news is taken only where the state still waits for it. `one_key`: the same order to pay counts once.
    `catches_up`: who begins to wait looks whether it is over already, and looks again every hour.
    `on_account`: what was paid ahead is not paid again when it falls due.
    """

    receipts: bool = True
    one_key: bool = True
    catches_up: bool = True
    on_account: bool = True


@dataclass(eq=False)
class Played:
    """A subject of one machine. `cause`: what it came of, the same for the same news however often it is told.

    `debts`: what it owes or owed, `debt` the one that is open. `paid_ahead`: the one that was paid before it was due;
    `claims`: how often it was claimed back.
    """

    machine: Machine
    state: str
    cause: Hashable
    parent: "Played | None" = None
    parts: dict[str, "Played"] = field(default_factory=dict)
    heard_in: str = ""
    has_begotten: bool = False
    debt: Hashable = None
    debts: list[Hashable] = field(default_factory=list)
    paid_ahead: Hashable = None
    claims: int = 0

    @property
    def over(self) -> bool:
        """Whether it has come to its end."""
        return self.state in self.machine.finals


@dataclass
class Report:
    """What walks found and how far they came."""

    findings: list[Finding] = field(default_factory=list)
    trails: list[tuple[str, ...]] = field(default_factory=list)
    walks: int = 0
    steps: int = 0
    states: set[tuple[str, str]] = field(default_factory=set)
    exits: set[tuple[str, str, str]] = field(default_factory=set)

    def add(self, other: "Report") -> None:
        """Take in what another walk found."""
        self.findings += other.findings
        self.trails += other.trails
        self.walks += other.walks
        self.steps += other.steps
        self.states |= other.states
        self.exits |= other.exits


_CIRCLES: dict[Machine, frozenset[str]] = {}


def circles(machine: Machine) -> frozenset[str]:
    """The states to which silence comes back: there somebody is asked again and again."""
    if machine not in _CIRCLES:
        onward = {
            state: {step.to for step in machine.steps if step.state == state and step.action == wait.then}
            for state in machine.states
            if (wait := machine.waiting(state)) is not None
        }
        found = set()
        for state in onward:
            seen, todo = set[str](), list(onward[state])
            while todo:
                to = todo.pop()
                if to not in seen:
                    seen.add(to)
                    todo += onward.get(to, ())
            if state in seen:
                found.add(state)
        _CIRCLES[machine] = frozenset(found)
    return _CIRCLES[machine]
