"""The three operations that the rows of a machine have in common: list them, show one, act on one.

A module of `views` that shows a machine says what is its own in `Rows` and calls `add_operations`. Cases, disputes and
changes of orders have more to say and write theirs out.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from ninja import Body, Router, Schema

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import Refusal, refuses
from huitou.api.views.common import act, answers, who
from huitou.core.actors import Actor
from huitou.core.errors import NotFound


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What an operation is called in the document: `id` stable and unique, `summary` short, `told` a sentence."""

    id: str
    summary: str
    told: str


@dataclass(frozen=True, kw_only=True)
class Rows:
    """One machine's rows: `visible` and `access` ask its rights, `brief` shows a row of a list, `whole` all of one.

    `brief` and `whole` run inside `reading`; `opened_by` is the moment by which the newest come first.
    """

    machine: str
    path: str
    visible: Callable[[Actor], "QuerySet[Any]"]
    access: Callable[[Actor, Any], Model]
    brief: Callable[[Any, Caller], dict[str, Any]]
    whole: Callable[[Caller, Any], dict[str, Any]]
    out: type[Schema]
    page_out: type[Schema]
    refusals: tuple[Refusal, ...]
    lists: Operation
    shows: Operation
    acts: Operation
    opened_by: str = "opened_at"


def add_operations(router: Router, rows: Rows) -> None:
    """Give the router `GET /<path>`, `GET /<path>/{ref}` and `POST /<path>/{ref}/actions/{action}`."""

    @refuses(NotFound)
    def list_rows(
        request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
    ) -> dict[str, Any]:
        caller = who(request)
        with reading(caller):
            seen = rows.visible(caller.actor)
            found, following = page(
                seen.filter(state=state) if state else seen, by=rows.opened_by, cursor=cursor, limit=limit
            )
            return {"items": [rows.brief(row, caller) for row in found], "next": following}

    def show_row(request: HttpRequest, ref: str) -> dict[str, Any]:
        caller = who(request)
        with reading(caller):
            return rows.whole(caller, rows.access(caller.actor, ref))

    @refuses(*rows.refusals)
    @idempotent(required=True)
    def act_on_row(
        request: HttpRequest,
        ref: str,
        action: str,
        body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
    ) -> dict[str, Any]:
        caller = who(request)
        row = act(caller, rows.machine, action, ref, body)
        with reading(caller):
            return rows.whole(caller, row)

    one = f"/{rows.path}/{{ref}}"
    for method, address, operation, view, answer in (
        (router.get, f"/{rows.path}", rows.lists, list_rows, rows.page_out),
        (router.get, one, rows.shows, show_row, rows.out),
        (router.post, f"{one}/actions/{{action}}", rows.acts, act_on_row, rows.out),
    ):
        method(
            address,
            response=answers(200, answer),
            operation_id=operation.id,
            summary=operation.summary,
            description=operation.told,
        )(view)
