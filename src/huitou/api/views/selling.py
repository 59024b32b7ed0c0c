"""What goes with a product, told by the shop; and what selling beside parcels brought."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.orders import Strict
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden
from huitou.retention.attribution import Group
from huitou.retention.queries.attribution import sold
from huitou.retention.verbs import tell_pairs
from huitou.retention.verbs.selling import MOST_OTHERS, SellingRulesInvalid

router = Router()


class PairsIn(Strict):
    """The shop's own word of what goes with a product; it goes before what is counted from orders."""

    product: str = Field(max_length=120, examples=["teapot"], description="As the catalogue names it.")
    others: list[str] = Field(
        max_length=MOST_OTHERS, examples=[["cup", "tea"]], description="The best first; none takes the word back."
    )


class PairsOut(Schema):
    """How many stand now."""

    product: str = Field(examples=["teapot"])
    kept: int = Field(examples=[2])


class GroupOut(Schema):
    """People, how many of them ordered again in time, and for how much, net of refunds and without shipping."""

    people: int
    ordered: int
    net_minor: int = Field(examples=[128_000])


class SoldOut(Schema):
    """One kind of offer in the last 90 days. The difference is of the shares that ordered again; null where too few."""

    block: str = Field(examples=["products"])
    currency: str = Field(examples=["CNY"])
    shown: GroupOut
    held_out: GroupOut
    clicked: int
    difference_per_mille: int | None = Field(examples=[21], description="Shown less held out, of 1000 people.")
    low_per_mille: int | None = Field(examples=[4], description="95 % bounds.")
    high_per_mille: int | None = Field(examples=[37])


@router.put("/recommendations", response=answers(200, PairsOut), summary="Say what goes with a product")
@refuses(Forbidden, SellingRulesInvalid)
@idempotent(required=False)
def put_recommendations(request: HttpRequest, body: PairsIn) -> dict[str, Any]:
    """Replaces what the shop said of this product before."""
    caller = who(request)
    kept = tell_pairs(product=body.product.strip(), others=body.others, actor=caller.actor, at=caller.at)
    return {"product": body.product.strip(), "kept": kept}


@router.get("/recommendations/figures", response=answers(200, list[SoldOut]), summary="What selling brought")
@refuses(Forbidden)
def selling_figures(request: HttpRequest) -> list[dict[str, Any]]:
    """Those who saw it beside those held out for comparison."""
    caller = who(request)
    caller.actor.require("settings.view")
    with reading(caller):
        found = sold(caller.shop, caller.at)
    return [
        {
            "block": block,
            "currency": caller.shop.currency,
            "shown": _group(one.shown),
            "held_out": _group(one.held),
            "clicked": one.clicked,
            "difference_per_mille": _per_mille(one.effect.difference),
            "low_per_mille": _per_mille(one.effect.low),
            "high_per_mille": _per_mille(one.effect.high),
        }
        for block, one in found.items()
    ]


def _per_mille(share: float | None) -> int | None:
    return None if share is None else round(1000 * share)


def _group(group: Group) -> dict[str, int]:
    return {"people": group.people, "ordered": group.ordered, "net_minor": group.net_minor}
