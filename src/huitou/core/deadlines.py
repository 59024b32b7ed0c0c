"""Silence: the sweep that does, for every subject whose deadline has passed, what its table says.

Run every minute by the worker, shop by shop; two sweeps at once share the work instead of doing it twice.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

import structlog
from django.db.models import Model, Value

from huitou.core import clock
from huitou.core.actors import Actor, system_actor
from huitou.core.errors import HuitouError
from huitou.core.flow.machine import Machine
from huitou.core.jobs import periodic
from huitou.core.tenancy import every_shop, in_shop
from huitou.core.verbs import verb, verb_of

log = structlog.get_logger(__name__)
BATCH = 200
_swept: dict[str, tuple[Machine, type[Model]]] = {}


def swept(machine: Machine, model: type[Model]) -> None:
    """Register the model whose rows the machine moves; it has `state` and an indexed `deadline_at`."""
    _swept[machine.name] = machine, model


def moved_models() -> Mapping[str, type[Model]]:
    """The model that each machine moves, by the machine's name."""
    return {name: model for name, (_machine, model) in _swept.items()}


@periodic("* * * * *", name="core.sweep_deadlines")
def sweep_now() -> None:
    sweep_deadlines(at=clock.now())


def sweep_deadlines(*, at: datetime) -> int:
    """Let silence speak wherever a deadline is at or before `at`; how many subjects moved."""
    return sum(sweep_shop(shop_id, at=at) for shop_id in every_shop())


def sweep_shop(shop_id: UUID, *, at: datetime) -> int:
    """The sweep of one shop, in batches, each subject in a transaction of its own."""
    moved = 0
    passed_over: set[UUID] = set()
    while due := _due(shop_id, at, passed_over):
        for name, subject_id in due:
            if _silence(*_swept[name], subject_id, system_actor(shop_id), at):
                moved += 1
            else:
                passed_over.add(subject_id)
    return moved


def _due(shop_id: UUID, at: datetime, passed_over: set[UUID]) -> list[tuple[str, UUID]]:
    """The next batch of every machine, machine after machine, in one statement: most minutes nothing is due."""
    with in_shop(shop_id):
        batches = [
            model._default_manager.filter(deadline_at__lte=at)
            .exclude(pk__in=passed_over)
            .order_by("deadline_at", "pk")
            .values_list(Value(place), "deadline_at", "pk")[:BATCH]
            for place, (_machine, model) in enumerate(_swept.values())
        ]
        rows = sorted(batches[0].union(*batches[1:], all=True)) if batches else []
    names = list(_swept)
    return [(names[place], subject_id) for place, _deadline, subject_id in rows]


def _silence(machine: Machine, model: type[Model], subject_id: UUID, actor: Actor, at: datetime) -> bool:
    """Whether the subject moved. One that cannot is logged and left for the next sweep: it never stops the others."""
    try:
        return bool(speak(actor=actor, at=at, machine=machine, model=model, subject_id=subject_id))
    except Exception as error:
        code = error.code if isinstance(error, HuitouError) else type(error).__name__
        log.exception("deadline.stuck", machine=machine.name, subject=str(subject_id), error=code)
        return False


@verb
def speak(*, actor: Actor, at: datetime, machine: Machine, model: type[Model], subject_id: UUID) -> bool:
    """Do what silence does to this subject, if it is still due and nobody else is at it."""
    rows = model._default_manager.select_for_update(skip_locked=True)
    subject = rows.filter(pk=subject_id, deadline_at__lte=at).first()
    wait = machine.waiting(subject.state) if subject is not None else None  # type: ignore[attr-defined]
    if subject is None or wait is None:
        return False
    verb_of(machine, wait.then)(actor=actor, at=at, **{machine.name: subject})
    return True
