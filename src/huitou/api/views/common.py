"""What the operations share: the caller, an action performed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from huitou.api.auth import Caller, caller_of
from huitou.core.actions import perform


def answers(status: int, schema: Any) -> dict[Any, Any]:
    """The response table of an operation: its success. Problems are told by `api.refusals`."""
    return {status: schema}


def who(request: HttpRequest) -> Caller:
    """The caller of the request."""
    return caller_of(request)


def act(caller: Caller, machine: str, action: str, subject: Any, inputs: Mapping[str, Any]) -> Any:
    """Perform the action as the caller."""
    return perform(machine, action, subject, inputs, actor=caller.actor, at=caller.at)
