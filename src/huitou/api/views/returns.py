"""Goods on their way back: shown and acted on."""

from typing import Any

from django.http import HttpRequest
from ninja import Body, Router

from huitou.api.auth import Caller
from huitou.api.idempotent import idempotent
from huitou.api.paging import Limit, page
from huitou.api.reading import reading
from huitou.api.refusals import OF_RETURNS, refuses
from huitou.api.schemas.returns import ReturnOut, ReturnPage, return_out
from huitou.api.views.common import act, answers, who
from huitou.core.actions import available
from huitou.core.errors import NotFound
from huitou.core.flow.texts import time_left
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn

router = Router()


@router.get("/returns", response=answers(200, ReturnPage), summary="List returns")
@refuses(NotFound)
def list_returns(
    request: HttpRequest, state: str | None = None, cursor: str | None = None, limit: Limit = 50
) -> dict[str, Any]:
    """The returns that the caller may see, newest first."""
    caller = who(request)
    with reading(caller):
        rows = visible_returns(caller.actor)
        found, following = page(rows.filter(state=state) if state else rows, by="opened_at", cursor=cursor, limit=limit)
        return {"items": [return_out(goods, caller) for goods in found], "next": following}


@router.get("/returns/{ref}", response=answers(200, ReturnOut), summary="Show a return")
def show_return(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The return with its lines and what the caller can do now."""
    caller = who(request)
    with reading(caller):
        return _whole(caller, access_return(caller.actor, ref))


@router.post("/returns/{ref}/actions/{action}", response=answers(200, ReturnOut), summary="Act on a return")
@refuses(*OF_RETURNS)
@idempotent(required=True)
def act_on_return(
    request: HttpRequest,
    ref: str,
    action: str,
    body: dict[str, Any] = Body(default_factory=dict),  # type: ignore[type-arg]  # noqa: B008
) -> dict[str, Any]:
    """Take one of the return's actions, for instance `hand_over`, `arrive`, `accept_goods`."""
    caller = who(request)
    goods = act(caller, "goods_return", action, ref, body)
    with reading(caller):
        return _whole(caller, goods)


def _whole(caller: Caller, goods: GoodsReturn) -> dict[str, Any]:
    values = {"shop": caller.shop.name, "left": time_left(goods.deadline_at, caller.at)}
    actions = available(GOODS_RETURN, goods, caller.actor, values)
    return return_out(goods, caller, list(goods.lines.order_by("order_line_id")), actions)
