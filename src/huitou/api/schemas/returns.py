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
from huitou.logistics.codes import return_code
from huitou.logistics.machine import GOODS_RETURN
from huitou.logistics.models import GoodsReturn, LabelPurchase, Purchase, ReturnLabel, ReturnLine


class ReturnLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    sku: str = Field(examples=["CUP-L"])
    title: str = Field(examples=["Celadon cup"])
    quantity: int
    good: int
    wrong: int
    damaged: int
    missing: int
    disposition: str = Field(examples=["restock"])


class LabelOut(Schema):
    """`code` is what the carrier scans; `file`: there is one to print, at `/returns/{ref}/label`."""

    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    code: str = Field(examples=["LBL-0042"])
    instructions: str = Field(examples=["Hand it in at any counter of the carrier."])
    file: bool
    expires_at: datetime | None


class PurchaseOut(Schema):
    """What became of buying a label from a carrier, told to the shop alone. `state`: `asked`, `open`, `bought`,
    `refused`, `voiding`, `voided`, `kept`; `failure`: why it was refused.
    """

    state: str = Field(examples=["bought"])
    service: str = Field(examples=["easypost"])
    carrier: str = Field(examples=["USPS"])
    price_minor: int | None = Field(examples=[820])
    currency: str = Field(examples=["USD"])
    void_by: datetime | None = Field(description="Until when its money can be asked back.")
    failure: str = Field(examples=[""])


class ReturnOut(Wait):
    """`ways`: offered ones → what each costs the buyer, minor units of the shop's currency. `code`: what the
    buyer shows at the counter, told to the buyer alone. `pick_up_*`: when the courier calls.
    """

    ref: str = Field(examples=["B-4QWX-8H2M"])
    state: str = Field(examples=["on_the_way"])
    sentence: str = Field(examples=["The goods are on their way to you."])
    way: str = Field(examples=["own_parcel"])
    ways: dict[str, int] = Field(examples=[{"own_parcel": 0, "store": 0}])
    send_to: str = Field(examples=["Returns, 1 Bund, Shanghai"])
    code: str | None = Field(default=None, examples=["B-4QWX-8H2M-7K3F9QXM2B"])
    pick_up_starts_at: datetime | None = None
    pick_up_ends_at: datetime | None = None
    label: LabelOut | None = None
    label_purchase: PurchaseOut | None = None
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    handed_over_at: datetime | None
    arrived_at: datetime | None
    weight_grams: int | None = Field(description="What the parcel weighed when it came.", examples=[430])
    inspected_at: datetime | None
    lines: list[ReturnLineOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)


class ReturnPage(Schema):
    items: list[ReturnOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def return_out(
    goods: GoodsReturn,
    caller: Caller,
    lines: list[ReturnLine] | None = None,
    actions: list[Action] | None = None,
    label: ReturnLabel | None = None,
    purchase: LabelPurchase | None = None,
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
        "ways": goods.ways if caller.actor.role != Role.PROVIDER else {},
        "send_to": goods.send_to,
        "code": return_code(caller.shop.pk, goods.ref) if caller.actor.role == Role.BUYER else None,
        "pick_up_starts_at": goods.pick_up_starts_at,
        "pick_up_ends_at": goods.pick_up_ends_at,
        "label": _label(label),
        "label_purchase": _purchase(purchase),
        "carrier": goods.carrier,
        "tracking_number": goods.tracking_number,
        "opened_at": goods.opened_at,
        "handed_over_at": goods.handed_over_at,
        "arrived_at": goods.arrived_at,
        "weight_grams": goods.weight_grams,
        "inspected_at": goods.inspected_at,
        "lines": [
            {
                "line": str(line.order_line_id),
                "sku": line.order_line.sku,
                "title": line.order_line.title,
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


def _purchase(found: LabelPurchase | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "state": found.state, "service": found.service, "carrier": found.carrier, "currency": found.currency,
        "price_minor": found.price_minor if found.price else None, "void_by": found.void_by,
        "failure": found.failure_code if found.state == Purchase.REFUSED else "",
    }  # fmt: skip


def _label(label: ReturnLabel | None) -> dict[str, Any] | None:
    if label is None:
        return None
    return {
        "carrier": label.carrier, "tracking_number": label.tracking_number, "code": label.code,
        "instructions": label.instructions, "file": bool(label.content), "expires_at": label.expires_at,
    }  # fmt: skip
