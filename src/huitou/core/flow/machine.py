"""The table of one machine and the questions that verbs, buttons, sweeps, diagrams and proofs ask it.

Pure Python: no Django model comes in here, a subject is anything with a `state`. Every other list of actions is
derived from this one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from typing import Final as Constant

from huitou.core.actors import Role
from huitou.core.errors import HuitouError
from huitou.core.flow.terms import Term

N_ = str  # marks msgids for extraction; the sentence is said later, in the reader's language


class NotTheirTurn(HuitouError):
    """The table has no such step for this role in this state."""

    code = "not_their_turn"
    message = N_("This can no longer be done: it has moved on in the meantime. Reload to see what you can do now.")


class TooLate(NotTheirTurn):
    """It was their turn until the deadline; what silence does counts from then on, even before the sweep does it."""

    code = "too_late"
    message = N_("The time for this is over, and what was announced for that case counts. Reload to see how it stands.")


class ConditionNotMet(HuitouError):
    """The step exists, its condition is not fulfilled."""

    code = "condition_not_met"
    message = N_("This cannot be done now. Reload to see what is possible.")


class Subject(Protocol):
    """What a machine needs to know of the row that it moves."""

    state: str


class Timed(Subject, Protocol):
    """A subject whose states end by the clock."""

    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition on the subject itself: the button is shown or hidden by the same test that the verb makes."""

    code: str
    test: Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """In `state`, `who` may do `action` (if `when`), and the next state is `to`.

    `effects` names what else happens. `permission` defaults to `<machine>s.<action>` for merchants and platforms.
    `lands` is for actions that change what decides where they lead: of the steps of one action, the first one counts
    whose `lands` is true of the subject as the verb has left it (or that has none).
    """

    state: str
    who: Role
    action: str
    to: str
    when: Guard | None = None
    effects: tuple[str, ...] = ()
    permission: str = ""
    lands: Guard | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """In `state` it is the turn of `on`, for `for_`; then the system does `then`, one of the state's steps.

    `keeps_clock`: coming back to this state resumes the clock where it was left instead of starting it anew.
    `also`: further sides whose turn it is at the same time; the state ends for all of them together.
    """

    state: str
    on: Role
    for_: Term
    then: str
    keeps_clock: bool = False
    also: tuple[Role, ...] = ()

    @property
    def turn(self) -> tuple[Role, ...]:
        """Everybody whose turn it is."""
        return (self.on, *self.also)


@dataclass(frozen=True, slots=True)
class Delegated:
    """In `state` other machines are at work; `exits` maps each of their final events to the step it causes here.

    The clock is theirs: the proof requires that every final state of `to` has an exit.
    """

    state: str
    to: tuple[str, ...]
    exits: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Final:
    """In `state` it is over."""

    state: str


Row = Step | Waiting | Delegated | Final
_ALL: Constant[dict[str, "Machine"]] = {}


def machines() -> Mapping[str, "Machine"]:
    """Every machine by name, in order of declaration."""
    return _ALL


@dataclass(frozen=True, init=False, eq=False)
class Machine:
    """A named table. `initial` are the states in which a subject can be born."""

    name: str
    initial: tuple[str, ...]
    rows: tuple[Row, ...]
    _steps: Mapping[tuple[str, str], tuple[Step, ...]] = field(repr=False)
    _turns: Mapping[tuple[str, Role], tuple[Step, ...]] = field(repr=False)
    _waits: Mapping[str, Waiting] = field(repr=False)
    _delegated: Mapping[str, Delegated] = field(repr=False)

    def __init__(self, name: str, *rows: Row, initial: Iterable[str]) -> None:
        steps: dict[tuple[str, str], tuple[Step, ...]] = {}
        turns: dict[tuple[str, Role], tuple[Step, ...]] = {}
        for row in rows:
            if isinstance(row, Step):
                steps[row.state, row.action] = (*steps.get((row.state, row.action), ()), row)
                turns[row.state, row.who] = (*turns.get((row.state, row.who), ()), row)
        values = {
            "name": name,
            "initial": tuple(initial),
            "rows": rows,
            "_steps": steps,
            "_turns": turns,
            "_waits": {row.state: row for row in rows if isinstance(row, Waiting)},
            "_delegated": {row.state: row for row in rows if isinstance(row, Delegated)},
        }
        for key, value in values.items():
            object.__setattr__(self, key, value)
        _ALL[name] = self

    @property
    def states(self) -> tuple[str, ...]:
        """Every state that a row names, in order of appearance."""
        seen: dict[str, None] = {}
        for row in self.rows:
            seen[row.state] = None
            if isinstance(row, Step):
                seen[row.to] = None
        return tuple(seen)

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(row for row in self.rows if isinstance(row, Step))

    @property
    def finals(self) -> tuple[str, ...]:
        return tuple(row.state for row in self.rows if isinstance(row, Final))

    def waiting(self, state: str) -> Waiting | None:
        """Whose turn it is in the state, until when, and what silence does; None in final and delegated states."""
        return self._waits.get(state)

    def delegated(self, state: str) -> Delegated | None:
        return self._delegated.get(state)

    def permission(self, step: Step) -> str:
        """The permission that a merchant's or platform's person needs for the step."""
        return step.permission or f"{self.name}s.{step.action}"

    def actions(self, subject: Subject, role: Role) -> list[Step]:
        """What the role can do now, in the order of the table; conditions on the subject included."""
        turn = self._turns.get((subject.state, role), ())
        return [step for step in turn if step.when is None or step.when.test(subject)]

    def take(self, subject: Subject, action: str, role: Role) -> Step:
        """The step that the role takes by the action.

        The system may take the step that silence causes, and any exit of a delegated state.
        Raises NotTheirTurn, ConditionNotMet.
        """
        unmet: Guard | None = None
        for step in self._steps.get((subject.state, action), ()):
            if step.who != role and not (role == Role.SYSTEM and self._is_systems(step)):
                continue
            if step.when is None or step.when.test(subject):
                return step
            unmet = unmet or step.when
        if unmet is not None:
            raise ConditionNotMet(condition=unmet.code)
        raise NotTheirTurn(machine=self.name, state=subject.state, action=action, role=str(role))

    def landing(self, subject: Subject, step: Step) -> Step:
        """Where the step that was taken leads, now that its verb has changed the subject."""
        ways = [way for way in self._steps[step.state, step.action] if way.who == step.who]
        if all(way.lands is None for way in ways):
            return step
        return next(way for way in ways if way.lands is None or way.lands.test(subject))

    def demand_in_time(self, subject: Timed, step: Step, at: datetime) -> None:
        """Whose turn it was has it no longer once the deadline has passed, unless they could do the same afterwards.

        Silence decides at the deadline, not when the sweep comes by. Raises TooLate.
        """
        wait = self._waits.get(subject.state)
        if wait is None or step.who not in wait.turn or wait.then == step.action:
            return
        if subject.deadline_at is None or at < subject.deadline_at:
            return
        following = self.take(subject, wait.then, Role.SYSTEM).to
        if not any(later.who == step.who for later in self._steps.get((following, step.action), ())):
            raise TooLate(machine=self.name, state=subject.state, action=step.action, role=str(step.who))

    def _is_systems(self, step: Step) -> bool:
        wait = self._waits.get(step.state)
        return wait is not None and wait.then == step.action
