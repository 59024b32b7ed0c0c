"""Goods on their way to the buyer again: shown and acted on."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_REPLACEMENTS, refuses
from huitou.api.schemas.replacements import (
    ReplacementOut,
    ReplacementPage,
    lines_of,
    replacement_out,
    replacement_values,
)
from huitou.api.views.common import act, answers, who
from huitou.core.actions import available
from huitou.core.errors import NotFound
from huitou.logistics.access import access_replacement, visible_replacements
from huitou.logistics.models import Replacement
from huitou.logistics.replacing import REPLACEMENT

router = Router()


@router.get("/replacements", response=answers(200, ReplacementPage), summary="List replacements")
@refuses(NotFound)
def list_replacements(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The replacements that the caller may see, newest first; `state=to_ship` is what leaves the house next."""
    caller = who(request)
    with reading(caller):
        rows = visible_replacements(caller.actor)
        found, following = page(rows.filter(state=state) if state else rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [replacement_out(one, caller) for one in found], "next": following}


@router.get("/replacements/{ref}", response=answers(200, ReplacementOut), summary="Show a replacement")
def show_replacement(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The replacement with its lines and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_replacement(caller.actor, ref))


@router.post("/replacements/{ref}/actions/{action}", response=answers(200, ReplacementOut), summary="Act on one")
@refuses(*OF_REPLACEMENTS)
@idempotent(required=True)
def act_on_replacement(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the replacement's actions, for instance `ship`, `confirm_difference`, `receive`, `give_up`."""
    caller = who(request)
    replacement = act(caller, "replacement", action, ref, body)
    with reading(caller):
        return _whole(caller, replacement)


def _whole(caller: Caller, replacement: Replacement) -> dict[str, Any]:
    actions = available(REPLACEMENT, replacement, caller.actor, replacement_values(replacement, caller))
    return replacement_out(replacement, caller, lines_of(replacement), actions)
