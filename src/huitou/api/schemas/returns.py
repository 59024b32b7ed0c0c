"""Goods on their way back."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Wait, wait_of
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, ReturnLine


class ReturnLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    quantity: int
    good: int
    wrong: int
    damaged: int
    missing: int
    disposition: str = Field(examples=["restock"])


class ReturnOut(Wait):
    ref: str = Field(examples=["B-4QWX-8H2M"])
    state: str = Field(examples=["on_the_way"])
    sentence: str = Field(examples=["The goods are on their way to you."])
    way: str = Field(examples=["own_parcel"])
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    handed_over_at: datetime | None
    arrived_at: datetime | None
    inspected_at: datetime | None
    lines: list[ReturnLineOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)


class ReturnPage(Schema):
    items: list[ReturnOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def return_out(
    goods: GoodsReturn, caller: Caller, lines: list[ReturnLine] | None = None, actions: list[Action] | None = None
) -> dict[str, Any]:
    """A return as the caller sees it."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    values = {"shop": caller.shop.name, "left": time_left(goods.deadline_at, caller.at)}
    return {
        "ref": goods.ref,
        "state": goods.state,
        **wait_of(GOODS_RETURN, goods.state, goods.deadline_at),
        "sentence": sentence(GOODS_RETURN, goods.state, reader, values),
        "way": goods.way,
        "carrier": goods.carrier,
        "tracking_number": goods.tracking_number,
        "opened_at": goods.opened_at,
        "handed_over_at": goods.handed_over_at,
        "arrived_at": goods.arrived_at,
        "inspected_at": goods.inspected_at,
        "lines": [
            {
                "line": str(line.order_line_id),
                "quantity": line.quantity,
                "good": line.good,
                "wrong": line.wrong,
                "damaged": line.damaged,
                "missing": line.missing,
                "disposition": line.disposition,
            }
            for line in lines or ()
        ],
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
