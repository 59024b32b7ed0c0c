"""The machines as data: every state with its sentence, every action with its label and form. Made from the tables."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from ninja import Router, Schema
from pydantic import Field

from huitou.api.refusals import refuses
from huitou.api.views.common import answers, who
from huitou.core.actions import schema_of
from huitou.core.actors import Role
from huitou.core.errors import NotFound
from huitou.core.flow import Machine, Waiting, machines
from huitou.core.flow.show import mermaid, term
from huitou.core.flow.texts import label_in, sentence_in

router = Router()


class FlowBrief(Schema):
    """One machine."""

    machine: str = Field(examples=["case"])
    states: int = Field(examples=[18])
    initial: list[str] = Field(examples=[["requested", "goodwill"]])
    finals: list[str] = Field(examples=[["resolved", "withdrawn"]])


class FlowStepOut(Schema):
    """What somebody can do in a state. `form` is the JSON Schema of the inputs, null for what only machines do."""

    action: str = Field(examples=["agree"])
    who: str = Field(examples=["merchant"])
    to: str = Field(examples=["awaiting_goods"])
    condition: str = Field(examples=["goods_come_back"])
    effects: list[str] = Field(examples=[["opens the return"]])
    label: str = Field(examples=["Agree to %(sum)s"])
    form: dict[str, Any] | None = Field(examples=[{"type": "object", "properties": {}}])


class FlowStateOut(Schema):
    """One state: what it says to the caller's side, whose turn it is, for how long, what silence does."""

    state: str = Field(examples=["requested"])
    final: bool
    sentence: str = Field(examples=["%(shop)s has %(left)s to decide."])
    waiting_on: list[str] = Field(examples=[["merchant"]])
    term: str | None = Field(examples=["48 h"], description="The table's length; a policy can set another one.")
    on_silence: str | None = Field(examples=["agree"])
    steps: list[FlowStepOut]


class FlowOut(FlowBrief):
    diagram: str = Field(examples=["stateDiagram-v2\n    [*] --> requested\n"], description="Mermaid.")
    table: list[FlowStateOut]


@router.get("/flows", response=answers(200, list[FlowBrief]), summary="List the machines")
def list_flows(request: HttpRequest) -> list[dict[str, Any]]:
    """Every machine by name; each is a table that is proved complete."""
    who(request)
    return [_brief(machine) for machine in machines().values()]


@router.get("/flows/{machine}", response=answers(200, FlowOut), summary="Show a machine")
@refuses(NotFound)
def show_flow(request: HttpRequest, machine: str) -> dict[str, Any]:
    """The whole table with its texts, as the caller's side reads them, in the language of the call."""
    caller = who(request)
    found = machines().get(machine)
    if found is None:
        raise NotFound()
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    states = [_state(found, state, reader) for state in found.states]
    return {**_brief(found), "diagram": mermaid(found), "table": states}


def _brief(machine: Machine) -> dict[str, Any]:
    return {
        "machine": machine.name,
        "states": len(machine.states),
        "initial": list(machine.initial),
        "finals": list(machine.finals),
    }


def _state(machine: Machine, state: str, reader: Role) -> dict[str, Any]:
    wait: Waiting | None = machine.waiting(state)
    language = get_language() or "en"
    return {
        "state": state,
        "final": state in machine.finals,
        "sentence": sentence_in(machine.name, state, reader, language) or "",
        "waiting_on": [str(role) for role in wait.turn] if wait else [],
        "term": term(wait.for_) if wait else None,
        "on_silence": wait.then if wait else None,
        "steps": [
            {
                "action": step.action,
                "who": str(step.who),
                "to": step.to,
                "condition": ", ".join(guard.code for guard in (step.when, step.lands) if guard),
                "effects": list(step.effects),
                "label": label_in(machine.name, step.action, language) or "",
                "form": schema_of(machine.name, step.action)
                if step.who in (Role.BUYER, Role.MERCHANT, Role.PLATFORM)
                else None,
            }
            for step in machine.steps
            if step.state == state
        ],
    }
