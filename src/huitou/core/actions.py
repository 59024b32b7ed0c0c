"""What an actor can do with a subject now, and doing it: the one list behind buttons, API actions and MCP tools.

Derived from the machine's table (which steps, for whom) and the verb's own signature (which inputs).
"""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, ConfigDict, ValidationError, create_model, field_validator

from huitou.core import clock_changes
from huitou.core.actors import Actor, Role
from huitou.core.errors import Invalid, NotFound
from huitou.core.flow import Machine, NotTheirTurn, machines
from huitou.core.flow.texts import label
from huitou.core.verbs import common_actions, subject_of, verb_of
from huitou.core.whole_sums import whole_sum
from huitou.core.wrong_inputs import words_of

WHOLE_SUMS: Any = field_validator("*", mode="before", check_fields=False)(whole_sum)


class InputsInvalid(Invalid):
    """The inputs of an action do not fit its form. `problems`: field → what is wrong, in words."""

    code = "inputs_invalid"
    message = _("Some of what you entered cannot be used: %(fields)s.")

    def __init__(self, *, problems: Mapping[str, str]) -> None:
        super().__init__(fields=", ".join(problems))
        self.problems = dict(problems)


class ActionUnknown(NotFound):
    """No side has an action of this name. `actions`: those of the machine that the caller's side has at some time."""

    code = "action_unknown"
    message = _("There is no action “%(action)s”. There are: %(actions)s.")


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be done. `form` is the JSON-able model of its inputs, beyond the subject itself."""

    machine: str
    name: str
    label: str
    subject: str
    form: type[BaseModel]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the inputs."""
        return schema_of(self.machine, self.name)

    @property
    def asks(self) -> bool:
        """Whether the action has inputs that must be given."""
        return any(field.is_required() for field in self.form.model_fields.values())


def available(machine: Machine, subject: Any, actor: Actor, values: Mapping[str, Any]) -> list[Action]:
    """The actions that the actor may take now, in the table's order; `values` fills the labels."""
    found: dict[str, Action] = {}
    for step in machine.actions(subject, actor.role):
        if actor.role in (Role.MERCHANT, Role.PLATFORM) and not actor.may(machine.permission(step)):
            continue
        if step.action not in found:
            form = form_of(machine.name, step.action)
            said = label(machine, step.action, values)
            found[step.action] = Action(machine.name, step.action, said, subject.ref, form)
    for name in clock_changes.offered(machine, subject, actor):
        found[name] = Action(machine.name, name, label(machine, name), subject.ref, form_of(machine.name, name))
    return list(found.values())


@cache
def form_of(machine: str, action: str) -> type[BaseModel]:
    """The inputs of the action's verb: its keyword parameters beyond subject, actor and time."""
    signature = inspect.signature(verb_of(machines()[machine], action))
    fields: dict[str, Any] = {
        name: (
            parameter.annotation,
            ... if parameter.default is inspect.Parameter.empty else parameter.default,
        )
        for name, parameter in signature.parameters.items()
        if name not in (machine, "actor", "at")
    }
    title = f"{machine}_{action}".title().replace("_", "")
    config = ConfigDict(extra="forbid", arbitrary_types_allowed=True)
    return create_model(title, __config__=config, __validators__={"whole_sums": WHOLE_SUMS}, **fields)


@cache
def schema_of(machine: str, action: str) -> dict[str, Any]:
    """The JSON Schema of `form_of`, built once. Shared: never change it."""
    return form_of(machine, action).model_json_schema()


def perform(machine: str, action: str, subject: Any, inputs: Mapping[str, Any], *, actor: Actor, at: datetime) -> Any:
    """Check the inputs and call the verb.

    Raises NotFound, ActionUnknown, InputsInvalid, NotTheirTurn and whatever the verb raises.
    """
    table = machines()[machine]
    known = {step.action for step in table.steps if step.who == actor.role}
    if action not in known and action not in common_actions():
        state = subject_of(table, actor, subject).state
        if action not in {step.action for step in table.steps}:
            raise ActionUnknown(action=action[:80], actions=", ".join(sorted({*known, *clock_changes.of(actor.role)})))
        raise NotTheirTurn(action=action, state=state)
    if not isinstance(inputs, Mapping):
        raise InputsInvalid(problems={action: words_of({"type": "dict_type"})})
    try:
        form = form_of(machine, action).model_validate(dict(inputs))
    except ValidationError as error:
        problems = {_place(found["loc"]): words_of(found) for found in error.errors()}
        raise InputsInvalid(problems=problems) from error
    if unstorable := [str(name) for name, value in inputs.items() if _cannot_be_stored(value)]:
        raise InputsInvalid(problems=dict.fromkeys(unstorable, "holds characters that cannot be stored"))
    given = {name: getattr(form, name) for name in type(form).model_fields}
    return verb_of(table, action)(**{machine: subject}, actor=actor, at=at, **given)


def _place(location: tuple[int | str, ...]) -> str:
    """Where in the inputs it is. Names of fields that do not exist are the sender's own: cut to what a reader needs."""
    return ".".join(map(str, location))[:80]


def _cannot_be_stored(value: object) -> bool:
    """Whether a text within holds U+0000, or half of a character: the database takes neither."""
    if isinstance(value, str):
        return "\x00" in value or (not value.isascii() and any("\ud800" <= letter <= "\udfff" for letter in value))
    if isinstance(value, Mapping):
        return any(_cannot_be_stored(part) for part in value.values())
    return isinstance(value, list | tuple) and any(_cannot_be_stored(part) for part in value)
