"""What buyers paid a shop by hand and get back."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from huitou.api.schemas.common import Amount
from huitou.orders.models import OwedByHand


class OwedOut(Schema):
    """`state`: `owed`, `given_back`, or `never_came`. `ref` names the change, exchange or repair it was paid for."""

    ref: str = Field(examples=["A-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    paid_for: str = Field(description="`change`, `exchange` or `repair`.", examples=["change"])
    state: str = Field(examples=["owed"])
    amount: Amount
    confirmed: bool = Field(description="A person of the shop had said that it came; else only the buyer says so.")
    owed_at: datetime
    due_at: datetime = Field(description="Until when the shop gives it back.")
    settled_at: datetime | None
    voucher: str = Field(description="How one sees that it is settled.", examples=["Transfer 4711"])


class OwedPage(Schema):
    items: list[OwedOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class VoucherIn(Schema):
    model_config = ConfigDict(extra="forbid")

    voucher: str = Field(
        max_length=4_000, description="For instance the number of the transfer. The buyer reads it.",
        examples=["Transfer 4711"],
    )  # fmt: skip


def owed_out(owed: OwedByHand) -> dict[str, Any]:
    """A debt as JSON. It comes with its order."""
    return {
        "ref": owed.ref,
        "order": owed.order.number,
        "paid_for": owed.paid_for,
        "state": owed.standing,
        "amount": Amount.of(owed.amount_minor, owed.currency),
        "confirmed": owed.confirmed,
        "owed_at": owed.owed_at,
        "due_at": owed.due_at,
        "settled_at": owed.settled_at,
        "voucher": owed.voucher,
    }
