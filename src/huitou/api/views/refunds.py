"""Money on its way back: shown, and acted on where it needs a person."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_REFUNDS, refuses
from huitou.api.schemas.refunds import RefundOut, RefundPage, refund_out
from huitou.api.views.common import act, answers, who
from huitou.core.actions import available
from huitou.core.errors import NotFound
from huitou.refunds.access import access_refund, visible_refunds
from huitou.refunds.machine import REFUND
from huitou.refunds.models import Refund
from huitou.refunds.values import values_of

router = Router()


@router.get("/refunds", response=answers(200, RefundPage), summary="List refunds")
@refuses(NotFound)
def list_refunds(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The refunds that the caller may see, newest first."""
    caller = who(request)
    with reading(caller):
        rows = visible_refunds(caller.actor)
        if state:
            rows = rows.filter(state=state)
        found, following = page(rows, by="requested_at", cursor=cursor, limit=limit)
        return {"items": [refund_out(refund, caller) for refund in found], "next": following}


@router.get("/refunds/{ref}", response=answers(200, RefundOut), summary="Show a refund")
def show_refund(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The refund with what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_refund(caller.actor, ref))


@router.post("/refunds/{ref}/actions/{action}", response=answers(200, RefundOut), summary="Act on a refund")
@refuses(*OF_REFUNDS)
@idempotent(required=True)
def act_on_refund(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the refund's actions, for instance `retry`."""
    caller = who(request)
    refund = act(caller, "refund", action, ref, body)
    with reading(caller):
        return _whole(caller, refund)


def _whole(caller: Caller, refund: Refund) -> dict[str, Any]:
    return refund_out(refund, caller, available(REFUND, refund, caller.actor, values_of(refund, caller.at)))
