"""Changes of orders: another address, a cancellation."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field, field_validator

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.changes.machine import ORDER_CHANGE
from huitou.changes.models import ChangeLine, NewAddress, OrderChange
from huitou.changes.models.new_address import FIELDS
from huitou.changes.values import say_change
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.whole_sums import whole_sum


class AddressIn(Schema):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(max_length=200, examples=["陈小暖"])
    street: str = Field(max_length=300, examples=["和平路 8 号"])
    city: str = Field(max_length=120, examples=["杭州"])
    region: str = Field(default="", max_length=80, examples=["浙江"])
    postcode: str = Field(default="", max_length=20, examples=["310000"])
    phone: str = Field(default="", max_length=40)


class CancelledLine(Schema):
    model_config = ConfigDict(extra="forbid")

    line: UUID = Field(examples=["01920000-0000-7000-8000-000000000001"])
    quantity: int = Field(ge=1, le=1_000_000)


class ChangeIn(Schema):
    """`address` for a change of address; `reason` and, for a part of the order, `lines` for a cancellation."""

    model_config = ConfigDict(extra="forbid")

    order: str = Field(max_length=120, examples=["1001"])
    kind: Literal["address", "cancellation"] = Field(examples=["address"])
    address: AddressIn | None = None
    reason: str = Field(default="", max_length=40, examples=["no_longer_wanted"])
    lines: list[CancelledLine] | None = Field(default=None, max_length=200)
    way: Literal["intercept", "refuse_at_door"] = "intercept"
    seen_difference_minor: int | None = Field(
        default=None, examples=[0], description="What delivery there costs more, as the preview's `difference` says."
    )
    _whole_sums = field_validator("*", mode="before")(whole_sum)


class ChangePreview(Schema):
    """What would happen: `confirm` (by a code), `at_once`, `answer` (of the shop), `intercept` (it has left)."""

    next: str = Field(examples=["at_once"])
    silence_agrees: bool
    has_left: bool
    refund: Amount | None
    difference: Amount = Field(
        description="What the new address costs more; below zero: less. Once it has left: what sending it again costs."
    )
    how_to_pay: str = Field(description="The shop's words on how it is paid.", examples=[""])


class ChangeLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    sku: str = Field(examples=["CUP"])
    quantity: int


class ChangeOut(Wait):
    ref: str = Field(examples=["A-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    kind: str = Field(examples=["address"])
    state: str = Field(examples=["changed"])
    sentence: str = Field(examples=["Done: the goods go to the new address. It stands on the order."])
    reason: str = Field(examples=["no_longer_wanted"])
    value: Amount
    offer: Amount | None
    difference: Amount = Field(description="What the new address costs more; below zero: less.")
    paid: Amount = Field(description="What of it the buyer has paid.")
    paid_unseen: bool = Field(description="Only the buyer's word says so: the shop did not look in time.")
    silence_counts: bool | None = Field(
        default=None,
        description="While it is to be paid: whether the shop's silence would confirm the buyer's word (`say_paid`).",
    )
    pay_link: str = Field(description="Where it is paid, if the shop said so.", examples=["https://pay.example.com/1"])
    case: str | None = Field(examples=["R-7F3K-Q2MX"])
    left_at: datetime | None
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    closed_at: datetime | None
    address: dict[str, str] | None = Field(default=None, examples=[{"city": "杭州"}])
    lines: list[ChangeLineOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)


class ChangePage(Schema):
    items: list[ChangeOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def change_out(
    change: OrderChange,
    caller: Caller,
    *,
    address: NewAddress | None = None,
    lines: list[ChangeLine] | None = None,
    actions: list[Action] | None = None,
) -> dict[str, Any]:
    """A change as the caller sees it."""
    reader = Role.BUYER if caller.actor.role == Role.BUYER else Role.MERCHANT
    offered = change.offer_minor
    return {
        "ref": change.ref,
        "order": change.order.number,
        "kind": change.kind,
        "state": change.state,
        **wait_of(ORDER_CHANGE, change.state, change.deadline_at),
        "sentence": say_change(change, reader, caller.shop, caller.at),
        "reason": change.reason,
        "value": Amount.of(change.value_minor, change.currency),
        "difference": Amount.of(change.difference_minor, change.currency),
        "paid": Amount.of(change.paid_minor, change.currency),
        "paid_unseen": change.paid_unseen,
        "pay_link": change.pay_link,
        "offer": Amount.of(offered, change.currency) if offered else None,
        "case": change.case.ref if change.case is not None else None,
        "left_at": change.left_at,
        "carrier": change.carrier,
        "tracking_number": change.tracking_number,
        "opened_at": change.opened_at,
        "closed_at": change.closed_at,
        "address": {name: getattr(address, name) for name in FIELDS} if address is not None else None,
        "lines": [
            {"line": str(line.order_line_id), "sku": line.order_line.sku, "quantity": line.quantity}
            for line in lines or ()
        ],
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
