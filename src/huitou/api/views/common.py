"""What the operations share: the caller, an action performed."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest

from huitou.api.auth import Caller, caller_of
from huitou.core.actions import perform

V = TypeVar("V", bound=Callable[..., Any])


def answers(status: int, schema: Any) -> dict[Any, Any]:
    """The response table of an operation: its success. Problems are told by `api.refusals`."""
    return {status: schema}


def answers_file(*media_types: str) -> Callable[[V], V]:
    """Declare that the operation answers with a file of one of these types, for the documentation."""

    def declare(view: V) -> V:
        view.media_types = media_types  # type: ignore[attr-defined]
        return view

    return declare


def who(request: HttpRequest) -> Caller:
    """The caller of the request."""
    return caller_of(request)


def act(caller: Caller, machine: str, action: str, subject: Any, inputs: Mapping[str, Any]) -> Any:
    """Perform the action as the caller."""
    return perform(machine, action, subject, inputs, actor=caller.actor, at=caller.at)
