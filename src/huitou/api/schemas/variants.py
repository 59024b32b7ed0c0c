"""What the shop sells now, in and out: exchanges choose from it."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.common import Amount
from huitou.api.schemas.orders import Strict
from huitou.orders.models import Variant


class VariantIn(Strict):
    """One article. `product` groups the variants of one product; without it the title does."""

    sku: str = Field(min_length=1, max_length=120, examples=["CUP-L"])
    title: str = Field(min_length=1, max_length=300, examples=["青瓷主人杯"])
    price_minor: int = Field(ge=0, le=10**13, examples=[18800])
    currency: str = Field(min_length=3, max_length=3, examples=["CNY"])
    product: str = Field(default="", max_length=120, examples=["cup"])
    name: str = Field(default="", max_length=200, examples=["大号"])
    category: str = Field(default="", max_length=120, examples=["tableware"])
    image: str = Field(default="", max_length=500)
    stock: int | None = Field(
        default=None, ge=0, le=2_000_000_000, examples=[12],
        description="Pieces in the house, promised ones included; null where you do not count them.",
    )  # fmt: skip
    weight_grams: int | None = Field(
        default=None, gt=0, le=1_000_000, examples=[420],
        description="One piece as it is sent; null where it is not known. Delivery tariffs by weight go by it.",
    )  # fmt: skip


class VariantsIn(Strict):
    variants: list[VariantIn] = Field(min_length=1, max_length=1_000)


class VariantOut(Schema):
    """`free` is what can still be promised: stock less `reserved`, null where stock is not counted."""

    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    sku: str = Field(examples=["CUP-L"])
    product: str = Field(examples=["cup"])
    title: str = Field(examples=["青瓷主人杯"])
    name: str = Field(examples=["大号"])
    category: str = Field(examples=["tableware"])
    image: str = Field(examples=["https://shop.example.com/cup-l.jpg"])
    price: Amount
    stock: int | None = Field(description="For the shop's own people.")
    reserved: int | None = Field(description="Promised to open exchanges; for the shop's own people.")
    free: int | None
    weight_grams: int | None = Field(examples=[420])
    updated_at: datetime


class VariantPage(Schema):
    items: list[VariantOut]
    next: str | None = Field(examples=["MjAyNi0xMS0wMVQ…"])


class SavedOut(Schema):
    """What became of the list. `held`: articles of which fewer are left than are promised to open exchanges."""

    new: int
    changed: int
    unchanged: int
    held: list[str] = Field(examples=[[]])


def variant_out(variant: Variant, *, of_shop: bool) -> dict[str, Any]:
    """A variant as JSON; `of_shop`: with what only the shop's people know."""
    return {
        "id": str(variant.pk),
        **{name: getattr(variant, name) for name in ("sku", "product", "title", "name", "category", "image")},
        "price": Amount.of(variant.price_minor, variant.currency),
        "stock": variant.stock if of_shop else None,
        "weight_grams": variant.weight_grams,
        "reserved": variant.reserved if of_shop else None,
        "free": variant.free,
        "updated_at": variant.updated_at,
    }
