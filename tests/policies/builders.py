"""Short ways to a document, an order's facts and a wish, with one exact value changed at a time."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from typing import Any

from huitou.policies import presets
from huitou.policies.rules import CustomerFacts, Document, LineFacts, OrderFacts, Wish, WishLine, read


def moment(text: str) -> datetime:
    """An ISO time with offset."""
    found = datetime.fromisoformat(text)
    assert found.tzinfo is not None
    return found


def preset(code: str) -> Document:
    """A preset, read."""
    return read(presets.load(code))


def bare(**changes: Any) -> dict[str, Any]:
    """The smallest sound document, in UTC and CNY, with one rule."""
    document: dict[str, Any] = {
        "schema": "huitou.policy/1",
        "country": "SG",
        "currency": "CNY",
        "timezone": "UTC",
        "return_shipping": {
            "buyer": {"by": "buyer", "way": "own_label"},
            "merchant": {"by": "merchant", "way": "shop_label"},
            "carrier": {"by": "merchant", "way": "shop_label"},
        },
        "rules": [rule("any")],
    }
    return copy.deepcopy(document | changes)


def rule(name: str, offers: list[dict[str, Any]] | None = None, **when: Any) -> dict[str, Any]:
    """A rule: return and refund within 7 days unless other offers are given."""
    return {"id": name, "when": when, "offers": offers or [offer()]}


def offer(
    kind: str = "return_and_refund", days: int | None = 7, clock: str = "delivery", **more: Any
) -> dict[str, Any]:
    """An offer with a window."""
    window: dict[str, Any] = {"clock": clock}
    if days is not None and clock in ("delivery", "promise"):
        window["days"] = days
    return {"kind": kind, "window": window, **more}


def line(line_id: str = "a", **changes: Any) -> LineFacts:
    """Two cups at 40.00 each."""
    values: dict[str, Any] = {
        "line_id": line_id,
        "quantity": 2,
        "available": 2,
        "unit_price_minor": 4000,
        "total_minor": 8000,
        "category": "cups",
    }
    return LineFacts(**(values | changes))


def facts(*lines: LineFacts, **changes: Any) -> OrderFacts:
    """Bought 20 April 2026, shipped on the 22nd, delivered on 1 May at 11:00 in Shanghai."""
    values: dict[str, Any] = {
        "order_number": "4F7Q",
        "currency": "CNY",
        "country": "CN",
        "placed_at": moment("2026-04-20T09:00:00+08:00"),
        "shipped_at": moment("2026-04-22T09:00:00+08:00"),
        "delivered_at": moment("2026-05-01T11:00:00+08:00"),
        "lines": lines or (line(),),
        "customer": CustomerFacts(),
    }
    return OrderFacts(**(values | changes))


def wish(
    kind: str = "return_and_refund",
    reason: str = "no_longer_wanted",
    quantity: int = 1,
    *,
    line_id: str = "a",
    opened: bool | None = None,
    evidence: tuple[str, ...] = (),
) -> Wish:
    """One piece of line "a", no longer wanted."""
    return Wish(kind, (WishLine(line_id, quantity, reason, opened),), evidence)


LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
