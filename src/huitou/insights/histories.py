"""Reads what moved in cases: the events of the case and of every subject that hangs on it, whatever machine moves it.

Called by the roll-up inside `in_shop`; never writes. A new machine needs no line here: its model is registered for
the sweep, and is found by the case's own foreign key, by its `case`, or by its `cause_id`.
"""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import ForeignKey, Model

from huitou.cases.models import Case
from huitou.core.actors import Role
from huitou.core.deadlines import moved_models
from huitou.core.models import Event
from huitou.insights.measures import History, Move, Pause


def cases_of(subjects: Mapping[str, Collection[UUID]]) -> set[UUID]:
    """The cases that these subjects (ids by their type, such as `logistics.goodsreturn`) belong to."""
    found: set[UUID] = set(subjects.get(Case._meta.label_lower, ()))
    for model in moved_models().values():
        ids = subjects.get(model._meta.label_lower)
        if not ids or model is Case:
            continue
        own = _key_of(model)
        if own is not None:
            found |= set(Case.objects.filter(**{f"{own}__in": ids}).values_list("pk", flat=True))
        elif (link := _link_to_case(model)) is not None:
            found |= set(model._default_manager.filter(pk__in=ids).values_list(link, flat=True))
    return set(Case.objects.filter(pk__in=found).values_list("pk", flat=True))


def histories(cases: Collection[UUID]) -> dict[UUID, History]:
    """The history of each case, in three queries and one per further machine."""
    machine_of, case_of = _subjects(cases)
    moves: dict[UUID, list[Move]] = {case: [] for case in cases}
    pauses: dict[UUID, list[Pause]] = {case: [] for case in cases}
    rows = Event.objects.filter(subject_id__in=list(case_of)).order_by("at", "position")
    for subject, kind, at, role, body in rows.values_list("subject_id", "kind", "at", "actor_role", "body"):
        facts = json.loads(body)["facts"]
        for case in case_of[subject]:
            if kind.endswith((".deadline_paused", ".deadline_resumed")):
                _note_pause(pauses[case], kind, at, facts)
            elif kind.split(".")[1] == machine_of[subject] and isinstance(facts.get("to"), str):
                moves[case].append(
                    Move(machine_of[subject], subject, at, facts.get("from", ""), facts["to"], Role(role))
                )
    return {case: History(moves[case], pauses[case]) for case in cases}


def _note_pause(pauses: list[Pause], kind: str, at: datetime, facts: Mapping[str, Any]) -> None:
    if kind.endswith(".deadline_paused"):
        pauses.append(Pause(at, datetime.fromisoformat(facts["until"])))
    elif pauses:
        pauses[-1] = Pause(pauses[-1].begin, at)


def _subjects(cases: Collection[UUID]) -> tuple[dict[UUID, str], dict[UUID, list[UUID]]]:
    """The machine of every subject that hangs on the cases, and the cases it hangs on."""
    machine_of: dict[UUID, str] = dict.fromkeys(cases, "case")
    case_of: dict[UUID, list[UUID]] = {case: [case] for case in cases}
    for machine, model in moved_models().items():
        if model is Case:
            continue
        own = _key_of(model)
        if own is not None:
            pairs: Any = Case.objects.filter(pk__in=cases, **{f"{own}__isnull": False}).values_list(own, "pk")
        elif (link := _link_to_case(model)) is not None:
            pairs = model._default_manager.filter(**{f"{link}__in": cases}).values_list("pk", link)
        else:
            continue
        for subject, case in pairs:
            machine_of[subject] = machine
            case_of.setdefault(subject, []).append(case)
    return machine_of, case_of


def _key_of(model: type[Model]) -> str | None:
    """The column of the case that names a subject of the model."""
    for field in Case._meta.concrete_fields:
        if isinstance(field, ForeignKey) and field.related_model is model:
            return field.attname
    return None


def _link_to_case(model: type[Model]) -> str | None:
    """The column of the model that names its case."""
    for field in model._meta.concrete_fields:
        if (isinstance(field, ForeignKey) and field.related_model is Case) or field.name == "cause_id":
            return field.attname
    return None
