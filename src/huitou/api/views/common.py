"""What the operations share: the documented errors, the caller, an action performed."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest

from huitou.api.auth import Caller, caller_of
from huitou.api.problems import Problem
from huitou.core.actions import perform

ERRORS: dict[int | frozenset[int], Any] = {frozenset({400, 401, 403, 404, 409, 422}): Problem}


def answers(status: int, schema: Any) -> dict[Any, Any]:
    """The response table of an operation: its success and the problems that every operation may give."""
    return {status: schema, **ERRORS}


def who(request: HttpRequest) -> Caller:
    """The caller of the request."""
    return caller_of(request)


def act(caller: Caller, machine: str, action: str, subject: Any, inputs: Mapping[str, Any]) -> Any:
    """Perform the action as the caller."""
    return perform(machine, action, subject, inputs, actor=caller.actor, at=caller.at)
