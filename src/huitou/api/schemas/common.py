"""Values that many answers share. (Amounts, actions, waits.)"""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.core.actions import Action
from huitou.core.flow import Machine
from huitou.core.money import Money, format_money


class Amount(Schema):
    """Money: whole minor units of the currency, and the text for people."""

    minor: int = Field(examples=[12800])
    currency: str = Field(examples=["CNY"])
    text: str = Field(examples=["¥128.00"])

    @classmethod
    def of(cls, minor: int, currency: str) -> "Amount":
        return cls.model_construct(minor=minor, currency=currency, text=format_money(Money(minor, currency)))


class ActionOut(Schema):
    """One thing that the caller can do now. `form` is the JSON Schema of its inputs."""

    machine: str = Field(examples=["case"])
    action: str = Field(examples=["agree"])
    label: str = Field(examples=["Agree to ¥128.00"])
    subject: str = Field(examples=["R-7F3K-Q2MX"])
    form: dict[str, Any] = Field(examples=[{"type": "object", "properties": {}}])

    @classmethod
    def of(cls, action: Action) -> "ActionOut":
        return cls.model_construct(
            machine=action.machine,
            action=action.name,
            label=action.label,
            subject=action.subject,
            form=action.schema,
        )


class Wait(Schema):
    """Whose turn it is, until when, and what happens on silence. All null when nobody is waited for."""

    waiting_on: str | None = Field(default=None, examples=["merchant"])
    deadline: datetime | None = Field(default=None, examples=["2026-11-23T09:00:00Z"])
    on_silence: str | None = Field(default=None, examples=["agree"])


def wait_of(machine: Machine, state: str, deadline: datetime | None) -> dict[str, Any]:
    """The three fields of `Wait` for a subject."""
    wait = machine.waiting(state)
    return {
        "waiting_on": str(wait.on) if wait else None,
        "deadline": deadline,
        "on_silence": wait.then if wait else None,
    }
