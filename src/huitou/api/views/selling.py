"""Selling beside parcels: the rules, what goes with a product, coupons; and what it brought."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router
from ninja.responses import Status

from huitou.api.idempotent import idempotent
from huitou.api.reading import reading
from huitou.api.refusals import refuses
from huitou.api.schemas.selling import (
    CouponIn,
    CouponOut,
    PairsIn,
    PairsOut,
    SellingIn,
    SellingOut,
    SoldOut,
    coupon_out,
    selling_out,
)
from huitou.api.views.common import answers, who
from huitou.core.errors import Forbidden, NotFound
from huitou.retention.attribution import Group
from huitou.retention.models import Coupon
from huitou.retention.offering import rules_of_shop
from huitou.retention.queries.attribution import sold, uses_of
from huitou.retention.queries.coupons import SHOWN, coupons
from huitou.retention.verbs import add_coupon, close_coupon, set_selling, tell_pairs
from huitou.retention.verbs.selling import CouponCodesTaken, CouponInvalid, ProductLinkForeign, SellingRulesInvalid

router = Router()
SEE = "settings.view"


@router.get("/recommendations/rules", response=answers(200, SellingOut), summary="Show what may be recommended")
@refuses(Forbidden)
def show_selling(request: HttpRequest) -> dict[str, Any]:
    """The shop's rules; those that hold where it has set none."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        return selling_out(rules_of_shop(caller.shop.pk))


@router.put("/recommendations/rules", response=answers(200, SellingOut), summary="Set what may be recommended")
@refuses(Forbidden, ProductLinkForeign, SellingRulesInvalid)
@idempotent(required=False)
def put_selling(request: HttpRequest, body: SellingIn) -> dict[str, Any]:
    """The whole of the rules; buyers see it from now on."""
    caller = who(request)
    return selling_out(set_selling(**body.model_dump(), actor=caller.actor, at=caller.at))


@router.get("/coupons", response=answers(200, list[CouponOut]), summary="The newest coupons")
@refuses(Forbidden)
def list_coupons(request: HttpRequest) -> list[dict[str, Any]]:
    """At most 50, those that are given first; without the codes of lists."""
    caller = who(request)
    caller.actor.require(SEE)
    with reading(caller):
        found = list(coupons()[:SHOWN])
        used = uses_of(caller.shop, [one.pk for one in found])
        return [coupon_out(one, caller.shop.currency, used.get(one.pk)) for one in found]


@router.post("/coupons", response=answers(201, CouponOut), summary="Add a coupon")
@refuses(Forbidden, CouponInvalid, CouponCodesTaken)
@idempotent(required=False)
def create_coupon(request: HttpRequest, body: CouponIn) -> Status[dict[str, Any]]:
    """One code for everybody, or a list of codes of which each is given to one customer."""
    caller = who(request)
    made = add_coupon(**body.model_dump(), actor=caller.actor, at=caller.at)
    return Status(201, _read(request, made))


@router.post("/coupons/{coupon}/end", response=answers(200, CouponOut), summary="Stop giving a coupon")
@refuses(Forbidden, NotFound)
@idempotent(required=False)
def end_coupon(request: HttpRequest, coupon: UUID) -> dict[str, Any]:
    """It is given to nobody any more; codes that were given stay their owners'."""
    caller = who(request)
    return _read(request, close_coupon(coupon=coupon, actor=caller.actor, at=caller.at))


def _read(request: HttpRequest, coupon: Coupon) -> dict[str, Any]:
    caller = who(request)
    with reading(caller):
        return coupon_out(coupons().get(pk=coupon.pk), caller.shop.currency, None)


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
    caller.actor.require(SEE)
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
