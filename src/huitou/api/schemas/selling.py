"""Rules of recommending, pairs, coupons and what they brought, as programs read and write them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.orders import Strict
from huitou.retention.models import Coupon, SellingRules
from huitou.retention.queries.attribution import Used
from huitou.retention.verbs.selling import MOST_CODES, MOST_NAMED, MOST_OTHERS

Names = list[str]


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


class SellingIn(Strict):
    """All rules of recommending; what is left out is off or empty."""

    recommends: bool = Field(examples=[True])
    product_link: str = Field(
        default="", max_length=300, examples=["https://shop.example.com/search?q={sku}"],
        description="Where a product is bought: in the shop's own website, with {product} or {sku}.",
    )  # fmt: skip
    pinned: Names = Field(default=[], max_length=MOST_NAMED, examples=[["tea"]], description="Always first.")
    excluded: Names = Field(default=[], max_length=MOST_NAMED, examples=[["gift-card"]], description="Never shown.")
    hold_out_percent: int = Field(default=10, examples=[10], description="Customers who see nothing, for comparison.")
    days: int = Field(default=7, examples=[7], description="So long an order counts afterwards.")


class SellingOut(Schema):
    """The rules as they hold."""

    recommends: bool
    product_link: str = Field(examples=["https://shop.example.com/search?q={sku}"])
    pinned: Names = Field(examples=[["tea"]])
    excluded: Names = Field(examples=[["gift-card"]])
    hold_out_percent: int
    days: int


class CouponIn(Strict):
    """A coupon: either one `code` for everybody, or `codes` that are given once each."""

    title: str = Field(max_length=120, examples=["10 % off your next order"], description="In the shop's own words.")
    terms: str = Field(default="", max_length=300, examples=["Not for gift cards."])
    code: str = Field(default="", max_length=60, examples=["TEA10"])
    codes: list[str] = Field(default=[], max_length=MOST_CODES, examples=[[]])
    starts_on: date = Field(examples=["2026-11-22"], description="Days of the shop's zone, both included.")
    ends_on: date = Field(examples=["2026-12-31"])
    least_minor: int = Field(default=0, examples=[10_000], description="Beside orders of at least so much.")
    on_page: bool = Field(default=True, description="On the parcel's page.")
    in_mail: bool = Field(default=False, description="In the mail that a parcel has left: that is advertising.")


class CouponOut(Schema):
    """A coupon. `codes` counts the single-use ones, `given` those of them that a customer has."""

    id: UUID
    title: str = Field(examples=["10 % off your next order"])
    terms: str = Field(examples=["Not for gift cards."])
    code: str = Field(examples=["TEA10"], description="The shared one; empty where there is a list.")
    codes: int
    given: int
    starts_on: date = Field(examples=["2026-11-22"])
    ends_on: date = Field(examples=["2026-12-31"])
    least_minor: int
    currency: str = Field(examples=["CNY"])
    on_page: bool
    in_mail: bool
    made_at: datetime
    closed_at: datetime | None = Field(description="From when it is given to nobody any more.")
    used_orders: int | None = Field(description="Orders that named a code of it; null where it was not counted.")
    used_net_minor: int | None = Field(description="Their sum without shipping, less what was paid back.")


def selling_out(rules: SellingRules) -> dict[str, Any]:
    """The rules as they are answered."""
    names = ("recommends", "product_link", "pinned", "excluded", "hold_out_percent", "days")
    return {name: getattr(rules, name) for name in names}


def coupon_out(coupon: Coupon, currency: str, used: Used | None) -> dict[str, Any]:
    """A coupon of `queries.coupons`, with its counts."""
    names = (
        "id", "title", "terms", "code", "starts_on", "ends_on", "least_minor", "on_page", "in_mail", "made_at",
        "closed_at",
    )  # fmt: skip
    return {name: getattr(coupon, name) for name in names} | {
        "codes": coupon.number,  # type: ignore[attr-defined]  # counted by the query
        "given": coupon.given,  # type: ignore[attr-defined]
        "currency": currency,
        "used_orders": used.orders if used else None,
        "used_net_minor": used.net_minor if used else None,
    }
