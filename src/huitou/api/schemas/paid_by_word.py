"""Up to which sum of an order a shop's silence confirms that a buyer has paid it by hand."""

from typing import Any

from ninja import Schema
from pydantic import Field

from huitou.api.schemas.common import Amount
from huitou.api.schemas.orders import Strict
from huitou.core.money import Money


class SilenceLimitOut(Schema):
    """Words above it, and second ones, wait for a person of the shop."""

    up_to: Amount = Field(description="Of one order in all, in the shop's currency. Zero: silence never confirms.")


class SilenceLimitIn(Strict):
    """Counts for what buyers say from now on."""

    up_to_minor: int = Field(description="Whole minor units of the shop's currency.", examples=[20_000])


def silence_limit_out(limit: Money) -> dict[str, Any]:
    """The limit as JSON."""
    return {"up_to": Amount.of(limit.minor, limit.currency)}
