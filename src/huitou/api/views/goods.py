"""What the shop's goods are, for orders that come without saying it; and which groups a customer belongs to."""

from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.orders import Strict
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden, NotFound
from huitou.orders.access import access_order
from huitou.orders.models import Customer, ProductTraits
from huitou.orders.verbs import mark_product, set_segments, unmark_product
from huitou.orders.verbs.mark_product import ProductNameMissing, TooManyMarks, TraitUnknown
from huitou.orders.verbs.set_segments import SegmentMalformed
from huitou.policies.rules.vocabulary import BECAUSE
from huitou.policies.texts import because_label

router = Router()
Scope = Literal["sku", "category"]


class ProductIn(Strict):
    """An article or a category, named as orders name it."""

    scope: Scope = Field(examples=["category"])
    name: str = Field(min_length=1, max_length=120, examples=["earrings"])


class MarkIn(ProductIn):
    traits: list[str] = Field(max_length=len(BECAUSE), examples=[["opened_hygiene"]], description=", ".join(BECAUSE))


class TraitOut(Schema):
    code: str = Field(examples=["opened_hygiene"])
    label: str = Field(examples=["opened goods that hygiene forbids to take back"])


class MarkOut(Schema):
    """`traits` go to the lines of orders that come from `changed_at` on without saying it themselves."""

    scope: str = Field(examples=["category"])
    name: str = Field(examples=["earrings"])
    traits: list[TraitOut]
    removed: bool
    changed_at: datetime


class SegmentsIn(Strict):
    segments: list[str] = Field(max_length=20, examples=[["vip"]])


class SegmentsOut(Schema):
    """The groups of the customer who placed the order; policies name them in their conditions."""

    order: str = Field(examples=["100234"])
    segments: list[str] = Field(examples=[["vip"]])


@router.get("/goods/marks", response=answers(200, list[MarkOut]), summary="What goods are")
@refuses(Forbidden)
def list_marks(request: HttpRequest) -> list[dict[str, Any]]:
    """Every mark of the shop, by scope and name."""
    caller = who(request)
    caller.actor.require("settings.view")
    with reading(caller):
        rows = ProductTraits.objects.filter(removed=False).order_by("scope", "name_key")
        return [mark_out(mark) for mark in rows[: ProductTraits.MOST]]


@router.post("/goods/marks", response=answers(200, MarkOut), summary="Say what goods are")
@refuses(Forbidden, TraitUnknown, ProductNameMissing, TooManyMarks)
@idempotent(required=False)
def mark_goods(request: HttpRequest, body: MarkIn) -> dict[str, Any]:
    """For orders that come from now on and do not say it themselves; orders that are there keep what they have."""
    caller = who(request)
    return mark_out(mark_product(**body.model_dump(), actor=caller.actor, at=caller.at))


@router.post("/goods/marks/remove", response=answers(200, MarkOut), summary="Take a mark away")
@refuses(Forbidden, NotFound)
@idempotent(required=False)
def unmark_goods(request: HttpRequest, body: ProductIn) -> dict[str, Any]:
    """Orders from now on go by the category's mark, or by none."""
    caller = who(request)
    return mark_out(unmark_product(**body.model_dump(), actor=caller.actor, at=caller.at))


@router.get("/orders/{ref}/segments", response=answers(200, SegmentsOut), summary="A customer's groups")
@refuses(Forbidden)
def show_segments(request: HttpRequest, ref: str) -> dict[str, Any]:
    """The groups of the customer who placed the order. For the shop's people only."""
    caller = who(request)
    with reading(caller):
        order = access_order(caller.actor, ref)
        caller.actor.require("customers.view")
        segments = Customer.objects.values_list("segments", flat=True).get(pk=order.customer_id)
        return {"order": order.number, "segments": segments}


@router.post("/orders/{ref}/segments", response=answers(200, SegmentsOut), summary="Set a customer's groups")
@refuses(Forbidden, SegmentMalformed)
@idempotent(required=False)
def write_segments(request: HttpRequest, ref: str, body: SegmentsIn) -> dict[str, Any]:
    """Replace the groups of the customer who placed the order. What was judged before stays as it was."""
    caller = who(request)
    with reading(caller):
        order = access_order(caller.actor, ref)
    customer = set_segments(customer_id=order.customer_id, segments=body.segments, actor=caller.actor, at=caller.at)
    return {"order": order.number, "segments": customer.segments}


def mark_out(mark: ProductTraits) -> dict[str, Any]:
    """A mark as JSON."""
    return {
        "scope": mark.scope,
        "name": mark.name,
        "traits": [{"code": code, "label": because_label(code)} for code in mark.traits],
        "removed": mark.removed,
        "changed_at": mark.changed_at,
    }
