"""One write = one verb: load and lock → check the table → change → event → jobs, in one transaction.

The outermost verb opens the transaction (durable), inner verbs join it. Views, jobs and sweeps call verbs; a verb
takes the actor and the time, and never asks the clock.
"""

import inspect
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast, overload

from django.db import models

from huitou.core import events
from huitou.core.actors import Actor, Role
from huitou.core.calendars import calendar_of
from huitou.core.changed import Values, as_read, save_changes
from huitou.core.flow.machine import Machine, Step, Waiting
from huitou.core.flow.terms import Term
from huitou.core.locks import Held
from huitou.core.tenancy.scope import ShopAlreadyOpen, current_shop_id
from huitou.core.writing import writing

P = ParamSpec("P")
R = TypeVar("R")
Body = Callable[..., Any]
PEOPLE = (Role.BUYER, Role.MERCHANT, Role.PLATFORM)

# Per machine: how its subjects are found and locked, its verbs, its lengths, what comes with a state.
Access = Callable[..., Any]
Arrival = Callable[[Any, Actor, datetime], None]
_access: dict[str, Access] = {}
_verbs: dict[tuple[str, str], Callable[..., Any]] = {}
Length = timedelta | Term | None
_common: dict[str, Callable[..., Any]] = {}
_terms: dict[str, Callable[[Any, Waiting], Length]] = {}
_arrivals: dict[tuple[str, str], Arrival] = {}


def accessed_by(machine: Machine) -> Callable[[Access], Access]:
    """Register `access_<noun>(actor, subject_or_id, *, lock)` as the way to this machine's subjects."""

    def register(function: Access) -> Access:
        _access[machine.name] = function
        return function

    return register


def registered() -> Mapping[tuple[str, str], Callable[..., Any]]:
    """Every verb of a machine by (machine, action)."""
    return _verbs


def verb_of(machine: Machine, action: str) -> Callable[..., Any]:
    """The verb that performs the action. Raises KeyError for an action that the machine does not have."""
    found = _verbs.get((machine.name, action))
    return found if found is not None else _of_machine(machine, _common[action])


def common_actions() -> Collection[str]:
    """The actions that every machine has besides those of its table."""
    return _common.keys()


def for_every_machine(action: str) -> Callable[[Body], Body]:
    """Declare a verb that every machine has: `body(machine=, subject=, actor=, at=, …)` gets the subject locked.

    It moves no state and checks for itself whose it is; `verb_of` gives it the shape of a machine's own verb.
    """

    def register(body: Body) -> Body:
        _common[action] = body
        return body

    return register


def _of_machine(machine: Machine, body: Body) -> Body:
    """The common verb as the machine's own: the keyword named like the machine carries the subject or its id."""

    def call(*, actor: Actor, at: datetime, **inputs: Any) -> Any:
        with _transaction(actor):
            subject = _access[machine.name](actor, inputs.pop(machine.name), lock=True)
            return body(machine=machine, subject=subject, actor=actor, at=at, **inputs)

    own = inspect.signature(body)
    kept = [part for name, part in own.parameters.items() if name not in ("machine", "subject")]
    subject = inspect.Parameter(machine.name, inspect.Parameter.KEYWORD_ONLY, annotation=Any)
    call.__signature__ = own.replace(parameters=[subject, *kept])  # type: ignore[attr-defined]
    call.__doc__ = body.__doc__
    return call


def subject_of(machine: Machine, actor: Actor, name: Any, *, lock: bool = False) -> Any:
    """The subject as it stands, for an actor who does not act on it yet. Raises NotFound where they may not see it."""
    with _transaction(actor):
        return _access[machine.name](actor, name, lock=lock)


@overload
def verb(machine: Callable[P, R], action: None = None) -> Callable[P, R]: ...
@overload
def verb(machine: Machine, action: str) -> Callable[[Callable[P, Any]], Callable[P, Any]]: ...
def verb(machine: Any, action: str | None = None) -> Any:
    """Declare a verb.

    Bare `@verb` opens or joins the transaction of `actor.shop_id`; the body does the rest.
    `@verb(MACHINE, "action")` moves a subject of the machine: the keyword named like the machine carries the subject
    (its row, its id, or what is `Held` already), which reaches the body locked and checked; the body returns the facts
    of the event (ids, codes, sums) and may change fields of the subject, which are saved; the verb returns the subject.
    Raises NotTheirTurn, TooLate, ConditionNotMet, Forbidden, NotFound.
    """
    if action is None:
        return _plain(cast(Body, machine))
    return lambda body: _step(machine, action, body)


def _plain(body: Body) -> Body:
    @wraps(body)
    def call(*, actor: Actor, at: datetime, **inputs: Any) -> Any:
        with _transaction(actor):
            return body(actor=actor, at=at, **inputs)

    return call


def _step(machine: Machine, action: str, body: Body) -> Body:
    @wraps(body)
    def call(*, actor: Actor, at: datetime, **inputs: Any) -> Any:
        with _transaction(actor):
            named = inputs.pop(machine.name)
            subject = named.row if isinstance(named, Held) else _access[machine.name](actor, named, lock=True)
            before = as_read(subject)
            step = machine.take(subject, action, actor.role)
            if actor.role in (Role.MERCHANT, Role.PLATFORM):
                actor.require(machine.permission(step))
            if actor.role in PEOPLE:
                machine.demand_in_time(subject, step, at)
            facts = body(**{machine.name: subject}, actor=actor, at=at, **inputs) or {}
            step = machine.landing(subject, step)
            return move(machine, subject, step, actor=actor, at=at, facts=facts, before=before)

    _verbs[machine.name, action] = call
    return call


def move(
    machine: Machine,
    subject: Any,
    step: Step,
    *,
    actor: Actor,
    at: datetime,
    facts: Mapping[str, Any],
    before: Values | None = None,
) -> Any:
    """Put the locked subject into the step's next state with that state's deadline, and write the event.

    `before`: the subject as it was read (`as_read`), where only what has changed since is to be written.
    """
    left = subject.state
    _leave(machine, subject, at)
    subject.state = step.to
    enter(machine, subject, at)
    events.record(
        subject,
        event_kind(machine, subject, step.action),
        actor=actor,
        at=at,
        facts={"from": left, "to": step.to, **facts},
    )
    if left != step.to:
        _arrive(machine, subject, actor, at)
    if before is None:
        cast(models.Model, subject).save()
    else:
        save_changes(subject, before)
    return subject


def born(machine: Machine, subject: Any, action: str, *, actor: Actor, at: datetime, facts: Mapping[str, Any]) -> Any:
    """Insert a new subject in one of the machine's initial states, as `move` would have brought it there."""
    if subject.state not in machine.initial:
        raise ValueError(f"no {machine.name} is born {subject.state}")
    enter(machine, subject, at)
    events.record(
        subject,
        event_kind(machine, subject, action),
        actor=actor,
        at=at,
        facts={"to": subject.state, **facts},
    )
    cast(models.Model, subject).save(force_insert=True)
    return subject


def arrive(machine: Machine, subject: Any, *, actor: Actor, at: datetime) -> None:
    """For a newborn, once its own rows are there: do what comes with its first state, and save it."""
    if (machine.name, subject.state) in _arrivals:
        _arrive(machine, subject, actor, at)
        cast(models.Model, subject).save()


def on_arrival(machine: Machine, *states: str) -> Callable[[Arrival], Arrival]:
    """Register `f(subject, actor, at)`: what comes with arriving in these states, by whichever step."""

    def register(function: Arrival) -> Arrival:
        for state in states:
            _arrivals[machine.name, state] = function
        return function

    return register


def event_kind(machine: Machine, subject: Any, action: str) -> str:
    """`area.noun.verb_past` of the event that the action writes."""
    return f"{subject._meta.app_label}.{machine.name}.{past(action)}"


def _arrive(machine: Machine, subject: Any, actor: Actor, at: datetime) -> None:
    hook = _arrivals.get((machine.name, subject.state))
    if hook is not None:
        hook(subject, actor, at)


def enter(machine: Machine, subject: Any, at: datetime) -> None:
    """Set the deadline of the state that the subject is in, counted from `at`; a kept clock goes on where it stood."""
    wait = machine.waiting(subject.state)
    if wait is None:
        subject.deadline_at = None
        return
    left_over = subject.clock_left if wait.keeps_clock and getattr(subject, "clock_left", None) else None
    own_length = _terms[machine.name](subject, wait) if machine.name in _terms else None
    if left_over is not None:
        subject.deadline_at = at + left_over
        subject.clock_left = None
        return
    term = own_length if isinstance(own_length, Term) else wait.for_
    if isinstance(own_length, timedelta):
        term = wait.for_.lasting(own_length)
    # Read only where days and hours count: most waits run by the clock alone.
    subject.deadline_at = term.end(at, calendar_of(subject.shop_id)) if term.needs_calendar else term.end(at)


def _leave(machine: Machine, subject: Any, at: datetime) -> None:
    wait = machine.waiting(subject.state)
    if wait is not None and wait.keeps_clock and subject.deadline_at is not None:
        subject.clock_left = max(subject.deadline_at - at, timedelta(hours=1))


def terms_of(
    machine: Machine,
) -> Callable[[Callable[..., Length]], Callable[..., Length]]:
    """Register `f(subject, waiting) -> length | term | None`: how a policy or a law sets a wait of its own.

    A length is by the clock; a term says itself whether it counts working days or open hours.
    """

    def register(function: Callable[..., Length]) -> Callable[..., Length]:
        _terms[machine.name] = function
        return function

    return register


_IRREGULAR = {
    "withdraw": "withdrawn",
    "begin": "begun",
    "choose": "chosen",
    "find": "found",
    "fulfil": "fulfilled",
    "give": "given",
    "become": "became",
    "pay": "paid",
    "say": "said",
    "send": "sent",
    "lose": "lost",
    "ship": "shipped",
    "drop": "dropped",
    "fall": "fallen",
    "overtake": "overtook",
    "come": "came",
    "resend": "resent",
    "keep": "kept",
    "stop": "stopped",
    "do": "done",
    "leave": "left",
    "uphold": "upheld",
    "win": "won",
    "write": "written",
}


def past(action: str) -> str:
    """`agree` → `agreed`, `hand_over` → `handed_over`: the verb of an event's kind."""
    first, _, rest = action.partition("_")
    if first in _IRREGULAR:
        done = _IRREGULAR[first]
    elif first.endswith("e"):
        done = first + "d"
    elif first.endswith("y") and first[-2] not in "aeiou":
        done = first[:-1] + "ied"
    else:
        done = first + "ed"
    return f"{done}_{rest}" if rest else done


def _transaction(actor: Actor) -> AbstractContextManager[None]:
    """The durable transaction of the actor's shop; a verb called by a verb joins."""
    current = current_shop_id()
    if current is None:
        return writing(actor.shop_id)
    if current != actor.shop_id or not events.collecting():
        raise ShopAlreadyOpen("a verb was called inside a reading transaction: leave in_shop first")
    return nullcontext()
