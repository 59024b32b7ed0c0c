"""How returned goods come in, what becomes of them, and those that go back to the buyer."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Wait, wait_of
from huitou.api.schemas.orders import Strict
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.logistics.models import SendBack, StockMessage
from huitou.logistics.sending_back import SEND_BACK
from huitou.logistics.verbs import Disposal, Finding


class StoreIn(Strict):
    """`code`: as the buyer shows it. `findings`: only where something is wrong; none: all pieces are good."""

    code: str = Field(max_length=60, examples=["B-4QWX-8H2M-7K3F9QXM2B"])
    place: UUID | None = None
    findings: list[Finding] = Field(default_factory=list, max_length=200)
    damaged_basis_points: int = Field(default=10_000, ge=0, le=10_000)


class DisposalsIn(Strict):
    disposals: list[Disposal] = Field(min_length=1, max_length=200)


class SlotOut(Schema):
    """A time in which the courier calls; `slot` is what `book_pick_up` takes."""

    slot: datetime
    ends_at: datetime


class StockMessageOut(Schema):
    """What became of some pieces. `stock`: the catalogue's count afterwards, null where it counts none."""

    number: int = Field(examples=[42])
    at: datetime
    return_ref: str = Field(examples=["B-4QWX-8H2M"])
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    sku: str = Field(examples=["CUP-L"])
    quantity: int
    disposition: str = Field(examples=["restock"])
    stock: int | None = Field(examples=[7])


class StockMessages(Schema):
    """In the order of their numbers; `next` is the `after` of the next call, also where nothing is left."""

    items: list[StockMessageOut]
    next: int


class SendBackOut(Wait):
    ref: str = Field(examples=["T-4QWX-8H2M"])
    state: str = Field(examples=["to_send"])
    sentence: str = Field(examples=["Goods that you did not pay for are the buyer's."])
    return_ref: str = Field(examples=["B-4QWX-8H2M"])
    pieces: dict[str, int] = Field(
        description="Order line → pieces.", examples=[{"01920000-0000-7000-8000-000000000001": 1}]
    )
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class SendBackPage(Schema):
    items: list[SendBackOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def message_row(row: StockMessage) -> dict[str, Any]:
    """One stock message."""
    return {
        "number": row.number, "at": row.at, "return_ref": row.goods_return.ref, "line": str(row.order_line_id),
        "sku": row.sku, "quantity": row.quantity, "disposition": row.disposition, "stock": row.stock,
    }  # fmt: skip


def send_back_values(row: SendBack, caller: Caller) -> dict[str, Any]:
    """What sentences and labels are filled with."""
    return {"shop": caller.shop.name, "left": time_left(row.deadline_at, caller.at)}


def send_back_out(row: SendBack, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """Rejected goods as the caller sees them."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    return {
        "ref": row.ref,
        "state": row.state,
        **wait_of(SEND_BACK, row.state, row.deadline_at),
        "sentence": sentence(SEND_BACK, row.state, reader, send_back_values(row, caller)),
        "return_ref": row.goods_return.ref,
        "pieces": row.pieces,
        "carrier": row.carrier,
        "tracking_number": row.tracking_number,
        "opened_at": row.opened_at,
        "shipped_at": row.shipped_at,
        "delivered_at": row.delivered_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
