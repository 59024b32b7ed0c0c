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
from huitou.core.actors import Role
from huitou.core.errors import NotFound
from huitou.core.flow.texts import time_left
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.labels import label_of
from huitou.logistics.machine import GOODS_RETURN, WITH_BUYER
from huitou.logistics.models import GoodsReturn

router = Router()
# A label may name the buyer and where they live: nobody else's business, neither who checks goods nor who rules.
LABEL_READERS = (Role.BUYER, Role.MERCHANT)


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
        return whole_return(caller, access_return(caller.actor, ref))


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
        return whole_return(caller, goods)


def whole_return(caller: Caller, goods: GoodsReturn) -> dict[str, Any]:
    """The return with its lines, its label, and what the caller can do now. Inside `reading`."""
    values = {"shop": caller.shop.name, "left": time_left(goods.deadline_at, caller.at)}
    actions = available(GOODS_RETURN, goods, caller.actor, values)
    lines = list(goods.lines.select_related("order_line").order_by("order_line_id"))
    label = label_of(goods, caller.at) if goods.state in WITH_BUYER and caller.actor.role in LABEL_READERS else None
    return return_out(goods, caller, lines, actions, label)
