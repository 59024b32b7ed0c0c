"""Goods on their way to the buyer again: replacements."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Amount, Wait, wait_of
from huitou.core.actions import Action
from huitou.core.actors import Role
from huitou.core.flow.texts import sentence, time_left
from huitou.core.money import format_money
from huitou.logistics.models import Replacement, ReplacementLine
from huitou.logistics.replacing import REPLACEMENT


class ReplacementLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"], description="The order line it stands for.")
    quantity: int
    variant: str | None = Field(description="Null: the same again.", examples=["01920000-0000-7000-8000-000000000002"])
    sku: str | None = Field(examples=["CUP-L"])


class ReplacementOut(Wait):
    """`difference` is what the buyer pays on top before it goes out."""

    ref: str = Field(examples=["X-4QWX-8H2M"])
    state: str = Field(examples=["to_ship"])
    sentence: str = Field(examples=["Send the replacement within 1 day and enter the tracking number."])
    difference: Amount
    silence_counts: bool | None = Field(
        default=None,
        description="While it is to be paid: whether the shop's silence would confirm the buyer's word (`say_paid`).",
    )
    delays: int
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    lines: list[ReplacementLineOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)


class ReplacementPage(Schema):
    items: list[ReplacementOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def replacement_values(replacement: Replacement, caller: Caller) -> dict[str, Any]:
    """What sentences and labels are filled with."""
    return {
        "shop": caller.shop.name,
        "left": time_left(replacement.deadline_at, caller.at),
        "difference": format_money(replacement.difference),
    }


def lines_of(replacement: Replacement) -> list[ReplacementLine]:
    """Its lines with their variants."""
    return list(replacement.lines.select_related("variant").order_by("order_line_id"))


def replacement_out(
    replacement: Replacement,
    caller: Caller,
    lines: list[ReplacementLine] | None = None,
    actions: list[Action] | None = None,
) -> dict[str, Any]:
    """A replacement as the caller sees it."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    return {
        "ref": replacement.ref,
        "state": replacement.state,
        **wait_of(REPLACEMENT, replacement.state, replacement.deadline_at),
        "sentence": sentence(REPLACEMENT, replacement.state, reader, replacement_values(replacement, caller)),
        "difference": Amount.of(replacement.difference_minor, replacement.currency),
        "delays": replacement.delays,
        "carrier": replacement.carrier,
        "tracking_number": replacement.tracking_number,
        "opened_at": replacement.opened_at,
        "shipped_at": replacement.shipped_at,
        "delivered_at": replacement.delivered_at,
        "lines": [
            {
                "line": str(line.order_line_id),
                "quantity": line.quantity,
                "variant": str(line.variant_id) if line.variant_id else None,
                "sku": line.variant.sku if line.variant else None,
            }
            for line in lines or ()
        ],
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
