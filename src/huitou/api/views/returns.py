"""Goods on their way back: shown and acted on."""

from typing import Any

from ninja import Router

from huitou.api.auth import Caller
from huitou.api.refusals import OF_RETURNS
from huitou.api.schemas.returns import ReturnOut, ReturnPage, return_out
from huitou.api.views.rows import Operation, Rows, add_operations
from huitou.core.actions import available
from huitou.core.actors import Role
from huitou.core.flow.texts import time_left
from huitou.logistics.access import access_return, visible_returns
from huitou.logistics.labels import label_of, purchase_of
from huitou.logistics.lines import lines_of
from huitou.logistics.machine import GOODS_RETURN, WITH_BUYER
from huitou.logistics.models import GoodsReturn

router = Router()
# A label may name the buyer and where they live: nobody else's business, neither who checks goods nor who rules.
LABEL_READERS = (Role.BUYER, Role.MERCHANT)


def whole_return(caller: Caller, goods: GoodsReturn) -> dict[str, Any]:
    """The return with its lines, its label, and what the caller can do now. Inside `reading`."""
    values = {"shop": caller.shop.name, "left": time_left(goods.deadline_at, caller.at)}
    actions = available(GOODS_RETURN, goods, caller.actor, values)
    lines = lines_of(goods)
    label = label_of(goods, caller.at) if goods.state in WITH_BUYER and caller.actor.role in LABEL_READERS else None
    purchase = purchase_of(goods) if caller.actor.role == Role.MERCHANT else None
    return return_out(goods, caller, lines, actions, label, purchase)


add_operations(
    router,
    Rows(
        machine="goods_return",
        path="returns",
        visible=visible_returns,
        access=access_return,
        brief=return_out,
        whole=whole_return,
        out=ReturnOut,
        page_out=ReturnPage,
        refusals=OF_RETURNS,
        lists=Operation(
            id="list_returns",
            summary="List returns",
            told="The returns that the caller may see, newest first.",
        ),
        shows=Operation(
            id="show_return", summary="Show a return", told="The return with its lines and what the caller can do now."
        ),
        acts=Operation(
            id="act_on_return",
            summary="Act on a return",
            told="Take one of the return's actions, for instance `hand_over`, `arrive`, `accept_goods`.",
        ),
    ),
)
