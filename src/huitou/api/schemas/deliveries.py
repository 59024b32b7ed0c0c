"""Wishes for the delivery of parcels."""

from datetime import date, datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict, Field

from huitou.api.auth import Caller
from huitou.api.schemas.common import ActionOut, Wait, wait_of
from huitou.changes.deliveries.machine import DELIVERY_REQUEST
from huitou.changes.deliveries.queries import say_delivery
from huitou.changes.deliveries.wishes import Wish
from huitou.changes.models import DeliveryRequest
from huitou.core.actions import Action
from huitou.core.actors import Role


class DeliveryIn(Schema):
    """`words` or `day`, as the wish needs them; `liability_seen` where the buyer takes something on with it."""

    model_config = ConfigDict(extra="forbid")

    parcel: str = Field(max_length=16, examples=["P-7F3K-Q2MX"])
    wish: Wish = Field(examples=["instructions"])
    words: str = Field(default="", max_length=300, examples=["Gate code 2580"])
    day: date | None = Field(default=None, examples=["2026-11-25"])
    liability_seen: bool = Field(
        default=False,
        description="The buyer was told that the parcel then counts as delivered when it is left there, and agrees.",
    )


class DeliveryOut(Wait):
    ref: str = Field(examples=["L-4QWX-8H2M"])
    order: str = Field(examples=["1001"])
    parcel: str = Field(examples=["P-7F3K-Q2MX"])
    wish: str = Field(examples=["safe_place"])
    state: str = Field(examples=["to_arrange"])
    sentence: str = Field(examples=["The carrier is being asked. Without its answer in 30 minutes it is your task."])
    words: str = Field(examples=["In the box beside the door"])
    day: date | None = Field(examples=["2026-11-25"])
    liability: bool = Field(description="The buyer took on that it counts as delivered there.")
    why: str = Field(examples=["late"], description="Why it cannot be done.")
    opened_at: datetime
    closed_at: datetime | None
    actions: list[ActionOut] = Field(default_factory=list)


class DeliveryPage(Schema):
    items: list[DeliveryOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


def delivery_out(request: DeliveryRequest, caller: Caller, actions: list[Action] | None = None) -> dict[str, Any]:
    """A wish as the caller sees it. It comes with order, parcel and words."""
    reader = Role.BUYER if caller.actor.role == Role.BUYER else Role.MERCHANT
    words = getattr(request, "words", None)
    return {
        "ref": request.ref,
        "order": request.order.number,
        "parcel": request.parcel.ref,
        "wish": request.kind,
        "state": request.state,
        **wait_of(DELIVERY_REQUEST, request.state, request.deadline_at),
        "sentence": say_delivery(request, reader, caller.shop, caller.at),
        # A link from a mail may have been passed on: it does not show a gate code.
        "words": words.text if words is not None and caller.actor.order_ids is None else "",
        "day": request.day,
        "liability": request.liability,
        "why": request.why,
        "opened_at": request.opened_at,
        "closed_at": request.closed_at,
        "actions": [ActionOut.of(action) for action in actions or ()],
    }
