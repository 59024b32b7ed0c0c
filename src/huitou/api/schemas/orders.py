"""Orders in and out, and what can be done with their lines."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import AwareDatetime, ConfigDict, Field, field_validator

from huitou.api.schemas.common import Amount
from huitou.core.whole_sums import whole_sum
from huitou.orders.models import Line, Order
from huitou.parcels.models import Parcel
from huitou.policies.rules.verdict import Ground, LineOptions, Verdict
from huitou.policies.rules.vocabulary import BECAUSE
from huitou.policies.texts import kind_label, reason_label, say


class Strict(Schema):
    """An input: unknown fields are refused, so that a typing error is not silently ignored."""

    model_config = ConfigDict(extra="forbid")
    _whole_sums = field_validator("*", mode="before", check_fields=False)(whole_sum)


class CustomerIn(Strict):
    external_id: str = Field(min_length=1, max_length=120, examples=["c-102"])
    email: str = Field(default="", max_length=254, examples=["buyer@example.com"])
    name: str = Field(default="", max_length=120, examples=["陈小暖"])
    phone: str = Field(default="", max_length=40, examples=["+8613800000000"])
    locale: str = Field(default="", max_length=10, examples=["zh-hans"])
    segments: list[str] | None = Field(
        default=None, max_length=20, examples=[["vip"]],
        description="The groups of the customer from now on; leave it out where you do not know.",
    )  # fmt: skip


class LineIn(Strict):
    external_id: str = Field(min_length=1, max_length=120, examples=["1"])
    title: str = Field(min_length=1, max_length=300, examples=["青瓷主人杯"])
    quantity: int = Field(ge=1, le=1_000_000, examples=[2])
    unit_price_minor: int = Field(ge=0, le=10**13, examples=[16800])
    sku: str = Field(default="", max_length=120)
    variant: str = Field(default="", max_length=200)
    category: str = Field(default="", max_length=120)
    image: str = Field(default="", max_length=500)
    discount_minor: int = Field(default=0, ge=0, le=10**13, examples=[3000])
    tax_minor: int = Field(default=0, ge=0, le=10**13)
    shipping_minor: int = Field(default=0, ge=0, le=10**13, examples=[1200])
    traits: list[str] | None = Field(
        default=None, max_length=20, examples=[["custom_made"]],
        description="What the goods are; without it the shop's marks count. " + ", ".join(BECAUSE),
    )  # fmt: skip
    confirmed: list[str] | None = Field(
        default=None, max_length=20, examples=[["custom_made"]],
        description="Exclusions from returns that the buyer expressly confirmed at this purchase.",
    )  # fmt: skip


class PaymentIn(Strict):
    external_id: str = Field(min_length=1, max_length=120, examples=["pay-1"])
    method: str = Field(max_length=40, examples=["card"])
    captured_minor: int = Field(ge=0, le=10**13, examples=[31800])
    paid_at: AwareDatetime = Field(examples=["2026-11-01T10:00:00+08:00"])
    gateway: str = Field(default="", max_length=40, examples=["offline"])


class PromotionIn(Strict):
    """What was given for reaching a sum. Its shares are already in the discounts of the lines, by their prices."""

    title: str = Field(min_length=1, max_length=120, examples=["满 300 减 30"])
    tiers: list[tuple[int, int]] = Field(
        min_length=1, max_length=20, examples=[[[30000, 3000]]],
        description="Pairs of minor units: goods at their price from, and what is off then.",
    )  # fmt: skip
    kind: str = Field(default="discount", pattern="^(discount|free_shipping)$")
    lines: list[str] = Field(
        default_factory=list, max_length=500, examples=[["1"]], description="Lines that count; empty: all."
    )  # fmt: skip


class ParcelIn(Strict):
    external_id: str = Field(min_length=1, max_length=120, examples=["p-1"])
    carrier: str = Field(default="", max_length=60, examples=["sf"])
    tracking_number: str = Field(default="", max_length=80, examples=["SF1402938475610"])
    shipped_at: AwareDatetime | None = Field(default=None, examples=["2026-11-03T10:00:00+08:00"])
    delivered_at: AwareDatetime | None = Field(default=None, examples=["2026-11-05T15:20:00+08:00"])
    promised_at: AwareDatetime | None = Field(default=None, examples=["2026-11-06T23:59:00+08:00"])


class OrderIn(Strict):
    """An order of the shop's own system. (source, external_id) names it: the same twice is one order."""

    source: str = Field(min_length=1, max_length=40, examples=["shop"])
    external_id: str = Field(min_length=1, max_length=120, examples=["100234"])
    number: str = Field(min_length=1, max_length=80, examples=["100234"])
    currency: str = Field(min_length=3, max_length=3, examples=["CNY"])
    placed_at: AwareDatetime = Field(examples=["2026-11-01T10:00:00+08:00"])
    state: str = Field(default="paid", pattern="^(placed|paid|cancelled)$")
    customer: CustomerIn
    lines: list[LineIn] = Field(min_length=1, max_length=500)
    payments: list[PaymentIn] = Field(default_factory=list, max_length=50)
    parcels: list[ParcelIn] = Field(default_factory=list, max_length=200)
    country: str = Field(default="", max_length=2, examples=["CN"])
    region: str = Field(default="", max_length=80)
    locale: str = Field(default="", max_length=10)
    tax_included: bool = True
    promotions: list[PromotionIn] = Field(default_factory=list, max_length=20)
    invoice_number: str = Field(
        default="", max_length=40, examples=["26312000000012345678"],
        description="Of the tax invoice that the buyer got; a red-letter invoice refers to it.",
    )  # fmt: skip
    discount_codes: list[str] = Field(
        default_factory=list, max_length=20, examples=[["TEA-10"]], description="That the buyer entered."
    )


class InvoiceIn(Strict):
    number: str = Field(max_length=40, examples=["26312000000012345678"])


class LineOut(Schema):
    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    external_id: str = Field(examples=["1"])
    title: str = Field(examples=["青瓷主人杯"])
    variant: str = Field(examples=["天青"])
    sku: str = Field(examples=["CUP-1"])
    category: str = Field(examples=["tableware"])
    quantity: int
    available: int = Field(description="Pieces that are neither in an open case nor returned.")
    traits: list[str] = Field(examples=[["custom_made"]], description="What the goods are, as it stood at purchase.")
    confirmed: list[str] = Field(examples=[["custom_made"]], description="What the buyer confirmed at purchase.")
    unit_price: Amount
    discount: Amount
    tax: Amount
    shipping: Amount


class ParcelOut(Schema):
    ref: str = Field(examples=["P-7K2M-Q4XT"])
    direction: str = Field(examples=["outbound"])
    carrier: str = Field(examples=["sf"])
    tracking_number: str = Field(examples=["SF1402938475610"])
    state: str = Field(examples=["delivered"])
    shipped_at: datetime | None
    delivered_at: datetime | None


class OrderOut(Schema):
    id: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    number: str = Field(examples=["100234"])
    source: str = Field(examples=["shop"])
    external_id: str = Field(examples=["100234"])
    state: str = Field(examples=["paid"])
    placed_at: datetime
    country: str = Field(examples=["CN"])
    currency: str = Field(examples=["CNY"])
    total: Amount
    policy_version: str | None = Field(examples=["01920000-0000-7000-8000-000000000001"])
    invoice_number: str = Field(examples=["26312000000012345678"])
    lines: list[LineOut] = Field(default_factory=list)
    parcels: list[ParcelOut] = Field(default_factory=list)


class OrderPage(Schema):
    items: list[OrderOut]
    next: str | None = Field(description="The cursor of the next page, null on the last.", examples=["MjAyNi0xMS0…"])


class GroundOut(Schema):
    """One reason in words; `rule` is its number on the policy page."""

    rule: str = Field(examples=["2.1"])
    code: str = Field(examples=["within_window"])
    text: str = Field(examples=["Within 7 days of delivery you can return it without giving a reason."])


class LineTermsOut(Schema):
    """What one line's own rule takes off or gives back; `rule` is "" where no rule gives the wish."""

    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    rule: str = Field(examples=["2.1"])
    allowed: bool
    entitled: bool
    restocking_basis_points: int
    outbound_shipping_refunded: bool


class VerdictOut(Schema):
    """What the policy says: `entitled` is a right, `automatic` needs no person, `goodwill_possible` may be asked."""

    allowed: bool
    entitled: bool
    automatic: bool
    goodwill_possible: bool
    until: datetime | None
    return_shipping_by: str = Field(examples=["buyer"])
    return_fee: Amount
    restocking_basis_points: int = Field(description="The best of the lines; each line goes by its own.")
    lines: list[LineTermsOut]
    evidence: list[str] = Field(examples=[["photo"]])
    evidence_missing: list[str] = Field(examples=[[]])
    reasons: list[GroundOut]
    still: list[GroundOut]


class ChoiceOut(Schema):
    kind: str = Field(examples=["return_and_refund"])
    label: str = Field(examples=["Return and refund"])
    verdict: VerdictOut


class ReasonOut(Schema):
    reason: str = Field(examples=["no_longer_wanted"])
    label: str = Field(examples=["No longer wanted"])
    choices: list[ChoiceOut]


class LineVerdictOut(Schema):
    line: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    available: int
    reasons: list[ReasonOut]


class OrderVerdict(Schema):
    order: str = Field(examples=["100234"])
    policy_version: str = Field(examples=["01920000-0000-7000-8000-000000000001"])
    lines: list[LineVerdictOut]


def order_out(order: Order, lines: list[Line] | None = None, parcels: list[Parcel] | None = None) -> dict[str, Any]:
    """An order as JSON; with lines and parcels where they are given."""
    return {
        "id": str(order.pk),
        "number": order.number,
        "source": order.source,
        "external_id": order.external_id,
        "state": order.state,
        "placed_at": order.placed_at,
        "country": order.country,
        "currency": order.currency,
        "total": Amount.of(order.total_minor, order.currency),
        "policy_version": str(order.policy_version_id) if order.policy_version_id else None,
        "invoice_number": order.invoice_number,
        "lines": [_line_out(line, order.currency) for line in lines or ()],
        "parcels": [parcel_out(parcel) for parcel in parcels or ()],
    }


def _line_out(line: Line, currency: str) -> dict[str, Any]:
    return {
        "id": str(line.pk),
        "external_id": line.external_id,
        "title": line.title,
        "variant": line.variant,
        "sku": line.sku,
        "category": line.category,
        "quantity": line.quantity,
        "available": line.available,
        "traits": line.traits,
        "confirmed": line.confirmed,
        "unit_price": Amount.of(line.unit_price_minor, currency),
        "discount": Amount.of(line.discount_minor, currency),
        "tax": Amount.of(line.tax_minor, currency),
        "shipping": Amount.of(line.shipping_minor, currency),
    }


def parcel_out(parcel: Parcel) -> dict[str, Any]:
    """A parcel as JSON."""
    return {
        "ref": parcel.ref,
        "direction": parcel.direction,
        "carrier": parcel.carrier,
        "tracking_number": parcel.tracking_number,
        "state": parcel.state,
        "shipped_at": parcel.shipped_at,
        "delivered_at": parcel.delivered_at,
    }


def verdict_out(verdict: Verdict, currency: str) -> dict[str, Any]:
    """A verdict in words, in the active language."""
    return {
        "allowed": verdict.allowed,
        "entitled": verdict.entitled,
        "automatic": verdict.automatic,
        "goodwill_possible": verdict.goodwill_possible,
        "until": verdict.until,
        "return_shipping_by": verdict.return_shipping_by,
        "return_fee": Amount.of(verdict.return_fee_minor, currency),
        "restocking_basis_points": verdict.restocking_basis_points,
        "lines": [
            {
                "line": line.line_id,
                "rule": line.rule,
                "allowed": line.allowed,
                "entitled": line.entitled,
                "restocking_basis_points": line.restocking_basis_points,
                "outbound_shipping_refunded": line.outbound_shipping_refunded,
            }
            for line in verdict.lines
        ],
        "evidence": list(verdict.evidence),
        "evidence_missing": list(verdict.evidence_missing),
        "reasons": [_ground_out(ground) for ground in verdict.reasons],
        "still": [_ground_out(ground) for ground in verdict.still],
    }


def options_out(line: LineOptions, currency: str) -> dict[str, Any]:
    """Everything that can be done with a line, by reason."""
    return {
        "line": line.line_id,
        "available": line.available,
        "reasons": [
            {
                "reason": option.reason,
                "label": reason_label(option.reason),
                "choices": [
                    {
                        "kind": choice.kind,
                        "label": kind_label(choice.kind),
                        "verdict": verdict_out(choice.verdict, currency),
                    }
                    for choice in option.choices
                ],
            }
            for option in line.reasons
        ],
    }


def _ground_out(ground: Ground) -> dict[str, Any]:
    return {"rule": ground.rule, "code": ground.code, "text": say(ground)}
