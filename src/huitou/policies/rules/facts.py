"""What a policy is asked about: the facts of an order, and the wish of a buyer.

Filled by `cases` from orders, parcels and customers, by the API's verdict, and by replay from history.
Must never hold names, addresses or contacts: customers appear as counts and segments only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from huitou.policies.rules import codec


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """The buyer as the rules may see them. `returns`: cases with goods back in the last 365 days."""

    segments: tuple[str, ...] = ()
    orders: int = 0
    returns: int = 0
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class LineFacts:
    """One order line. Sums are minor units of the order's currency, for the whole bought quantity.

    `available`: pieces that are neither in an open case nor returned. `traits`: what the goods are, in the
    words of `vocabulary.BECAUSE` (e.g. `custom_made`). `confirmed`: grounds of exclusion that the buyer
    expressly confirmed at purchase. `shipped_at`/`delivered_at`: this line's own parcel where it is known;
    otherwise the order's hold. `covered_until`: the first moment without warranty, where repairs have lengthened one.
    """

    line_id: str
    quantity: int
    available: int
    unit_price_minor: int
    total_minor: int
    shipping_minor: int = 0
    category: str = ""
    sku: str = ""
    traits: tuple[str, ...] = ()
    confirmed: tuple[str, ...] = ()
    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    covered_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One order at any moment of its life; `evaluate` reads only what had happened by its `at`.

    `delivered_at` is the delivery of the *last* outbound parcel, None while one is still on the way.
    """

    order_number: str
    currency: str
    country: str
    placed_at: datetime
    lines: tuple[LineFacts, ...]
    region: str = ""
    shipped_at: datetime | None = None
    promised_at: datetime | None = None
    delivered_at: datetime | None = None
    customer: CustomerFacts = CustomerFacts()

    def line(self, line_id: str) -> LineFacts | None:
        """Return the line with this id, or None when the order has no such line."""
        return next((line for line in self.lines if line.line_id == line_id), None)

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form that is stored with a case so that its verdict can be computed again."""
        return codec.to_json(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read `to_json`'s form back. Raises: MalformedJson."""
        return codec.from_json(cls, value)


@dataclass(frozen=True, slots=True)
class WishLine:
    """Some pieces of one line with the buyer's reason. `opened`: None where the buyer was not asked.

    `kind`: where it differs from the wish's.
    """

    line_id: str
    quantity: int
    reason: str
    opened: bool | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the buyer asks for. `evidence`: codes of `vocabulary.EVIDENCE` already handed in."""

    kind: str
    lines: tuple[WishLine, ...]
    evidence: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return codec.to_json(self)  # type: ignore[no-any-return]

    @classmethod
    def from_json(cls, value: Any) -> Self:
        """Read `to_json`'s form back. Raises: MalformedJson."""
        return codec.from_json(cls, value)
