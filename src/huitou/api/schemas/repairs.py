"""Goods at the workshop, and what covers the goods of an order."""

from collections.abc import Mapping, Sequence
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
from huitou.services.machine import REPAIR
from huitou.services.models import Repair, RepairLine, RepairNote
from huitou.services.warranty import Warranty


class RepairLineOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    title: str = Field(examples=["青瓷壶"])
    quantity: int


class QuoteLineOut(Schema):
    kind: str = Field(description="`part` or `labour`.", examples=["part"])
    name: str = Field(examples=["Lid"])
    amount: Amount


class NoteOut(Schema):
    """What the workshop wrote, and at which step."""

    at: datetime
    action: str = Field(examples=["note_work"])
    body: str = Field(examples=["Replaced the spring."])


class RepairOut(Wait):
    """`covered`: a warranty holds, so that it costs the buyer nothing. `held_by`: who has the goods now."""

    ref: str = Field(examples=["W-4QWX-8H2M"])
    state: str = Field(examples=["quoted"])
    sentence: str = Field(examples=["No guarantee covers this repair: it would cost €50.00."])
    covered: bool
    cover_until: datetime | None
    held_by: str = Field(description="`workshop`, `carrier`, `buyer` or `lost`.", examples=["workshop"])
    diagnosis: str = Field(examples=["impact"])
    outcome: str = Field(examples=["repaired"])
    quote: Amount
    quote_lines: list[QuoteLineOut]
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    opened_at: datetime
    silence_counts: bool | None = Field(
        default=None,
        description="While it is to be paid: whether the shop's silence would confirm the buyer's word (`say_paid`).",
    )
    paid_at: datetime | None
    finished_at: datetime | None
    returned_at: datetime | None
    provider: str | None = Field(
        default=None, description="The company that repairs it; null: the shop itself.",
        examples=["01920000-0000-7000-8000-000000000003"],
    )  # fmt: skip
    send_to: dict[str, str] | None = Field(
        default=None, description="Where the goods go home, for the company that is to send them.",
        examples=[{"city": "杭州"}],
    )  # fmt: skip
    lines: list[RepairLineOut] = Field(default_factory=list)
    notes: list[NoteOut] = Field(default_factory=list)
    actions: list[ActionOut] = Field(default_factory=list)


class RepairPage(Schema):
    items: list[RepairOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class ExtensionOut(Schema):
    repair: str = Field(examples=["W-4QWX-8H2M"])
    days: int


class WarrantyOut(Schema):
    """`until`: the first moment without cover. `by_law`: whether a law or the shop's policy reaches furthest."""

    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    starts_at: datetime
    until: datetime
    by_law: bool
    ground: str = Field(description="The article of the law, or the policy's rule.", examples=["eu-sgd-10"])
    extended_by: list[ExtensionOut]


def warranty_out(line: str, found: Warranty) -> dict[str, Any]:
    """A line's warranty."""
    assert found.ground is not None  # only lines that something covers are told of
    return {
        "line": line,
        "starts_at": found.starts_at,
        "until": found.until,
        "by_law": found.ground.by_law,
        "ground": found.ground.article,
        "extended_by": [{"repair": one.ref, "days": one.added.days} for one in found.history],
    }


def repair_values(repair: Repair, caller: Caller) -> dict[str, Any]:
    """What sentences and labels are filled with."""
    return {
        "shop": caller.shop.name,
        "left": time_left(repair.deadline_at, caller.at),
        "quote": format_money(repair.quote),
    }


def repair_out(
    repair: Repair,
    caller: Caller,
    lines: Sequence[RepairLine] = (),
    notes: Sequence[RepairNote] = (),
    actions: Sequence[Action] = (),
    send_to: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """A repair as the caller sees it. `lines` come with their order lines."""
    reader = caller.actor.role if caller.actor.role in (Role.BUYER, Role.PLATFORM) else Role.MERCHANT
    return {
        "ref": repair.ref,
        "state": repair.state,
        **wait_of(REPAIR, repair.state, repair.deadline_at),
        "sentence": sentence(REPAIR, repair.state, reader, repair_values(repair, caller)),
        "covered": repair.covered,
        "cover_until": repair.cover_until,
        "held_by": repair.custody.code,
        "diagnosis": repair.diagnosis,
        "outcome": repair.outcome,
        "quote": Amount.of(repair.quote_minor, repair.currency),
        "quote_lines": [
            {"kind": one["kind"], "name": one["name"], "amount": Amount.of(one["minor"], repair.currency)}
            for one in repair.quote_lines
        ],
        "carrier": repair.carrier,
        "tracking_number": repair.tracking_number,
        "opened_at": repair.opened_at,
        "paid_at": repair.paid_at,
        "finished_at": repair.finished_at,
        "returned_at": repair.returned_at,
        "provider": str(repair.provider_id) if repair.provider_id is not None else None,
        "send_to": send_to,
        "lines": [
            {"line": str(line.order_line_id), "title": line.order_line.title, "quantity": line.quantity}
            for line in lines
        ],
        "notes": [{"at": note.at, "action": note.action, "body": note.body} for note in notes],
        "actions": [ActionOut.of(action) for action in actions],
    }
