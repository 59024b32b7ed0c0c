"""Random documents, orders and wishes over small vocabularies, so that conditions really meet and overlap."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from huitou.policies.rules import CustomerFacts, Document, DocumentRefused, LineFacts, OrderFacts, Wish, WishLine, read
from huitou.policies.rules.vocabulary import CLOCK_STAGES, EVIDENCE, FAULT_REASONS, KINDS, REASONS

from .builders import bare, moment

CATEGORIES = ("Cups", "Shoes", "Books")
REGIONS = ("North", "South")
COUNTRIES = ("CN", "DE")
SEGMENTS = ("VIP", "Staff")
PRICES = (0, 1000, 5000, 20000)
TRAITS = ("custom_made", "opened_hygiene", "digital", "activated")
ZERO = moment("2026-03-01T12:00:00+08:00")


def some(pool: Any) -> st.SearchStrategy[list[str]]:
    """A non-empty part of a pool."""
    return st.lists(st.sampled_from(sorted(pool)), min_size=1, max_size=len(pool), unique=True)


def perhaps(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A value, more often none."""
    return st.one_of(st.none(), st.none(), strategy)


@st.composite
def offers(draw: st.DrawFn, stages: frozenset[str], reasons: list[str]) -> list[dict[str, Any]]:
    kinds = [code for code, kind in KINDS.items() if not (kind.goods_return and "not_shipped" in stages)]
    clocks = sorted(clock for clock, possible in CLOCK_STAGES.items() if stages <= possible)
    found = []
    for kind in draw(some(kinds)):
        clock = draw(st.sampled_from(clocks))
        window: dict[str, Any] = {"clock": clock}
        if clock in ("delivery", "promise") and draw(st.booleans()):
            window["days"] = draw(st.integers(0, 40))
        right = draw(st.booleans())
        offer: dict[str, Any] = {"kind": kind, "window": window, "right": right}
        if draw(st.booleans()):
            offer["evidence"] = draw(some(EVIDENCE))
        if not right and draw(st.booleans()):
            offer["automatic"] = draw(automatic())
        if KINDS[kind].goods_return and not set(reasons) & FAULT_REASONS and draw(st.booleans()):
            offer["restocking_basis_points"] = draw(st.integers(1, 3000))
        if draw(st.booleans()):
            offer["return_shipping"] = draw(shipping)
        offer["outbound_shipping_refunded"] = draw(st.booleans())
        found.append(offer)
    return found


@st.composite
def automatic(draw: st.DrawFn) -> dict[str, Any]:
    conditions = {
        "max_value_minor": draw(perhaps(st.integers(1, 30_000))),
        "segments": draw(perhaps(some(SEGMENTS))),
        "min_orders": draw(perhaps(st.integers(1, 5))),
        "max_returns": draw(perhaps(st.integers(0, 3))),
        "evidence": draw(perhaps(some(EVIDENCE))),
    }
    return {name: value for name, value in conditions.items() if value is not None}


shipping = st.sampled_from(
    [
        {"by": "buyer", "way": "own_label"},
        {"by": "buyer", "way": "shop_label", "fee_minor": 900},
        {"by": "merchant", "way": "shop_label"},
        {"by": "merchant", "way": "receiver_pays"},
    ]
)


@st.composite
def rules(draw: st.DrawFn, name: str) -> dict[str, Any]:
    possible = [frozenset(["delivered"])] * 3 + [frozenset(["in_transit"]), frozenset(["not_shipped", "in_transit"])]
    stages = draw(st.sampled_from(possible))
    reasons = draw(some(REASONS))
    edges = sorted(draw(st.lists(st.sampled_from(PRICES), min_size=2, max_size=2, unique=True)))
    when = {
        "reasons": reasons,
        "stages": sorted(stages),
        "categories": draw(perhaps(some(CATEGORIES))),
        "countries": draw(perhaps(some(COUNTRIES))),
        "regions": draw(perhaps(some(REGIONS))),
        "segments": draw(perhaps(some(SEGMENTS))),
        "price": draw(perhaps(st.just({"from_minor": edges[0], "below_minor": edges[1]}))),
    }
    given_when = {key: value for key, value in when.items() if value is not None}
    return {"id": name, "when": given_when, "offers": draw(offers(stages, reasons))}


@st.composite
def exclusions(draw: st.DrawFn, name: str) -> dict[str, Any]:
    trait = draw(st.sampled_from(TRAITS))
    goods = draw(
        st.sampled_from([{"traits": [trait]}, {"categories": ["Books"]}, {"skus": ["S-1"], "traits": [trait]}])
    )
    return {
        "id": name,
        "because": trait,
        "goods": goods,
        "if_opened": draw(st.booleans()),
        "needs_confirmation": draw(st.booleans()),
    }


@st.composite
def raw_documents(draw: st.DrawFn, **fixed: Any) -> dict[str, Any]:
    """A document as JSON that may hold unreachable rules."""
    calendar = {"last_day": "next_working_day", "days_off": ["saturday", "sunday"], "holidays": ["2026-03-18"]}
    values = {
        "country": "SG",
        "timezone": draw(st.sampled_from(["Asia/Shanghai", "America/New_York", "Europe/Berlin"])),
        "markets": draw(st.sampled_from([None, None, ["CN", "DE"]])),
        "calendar": draw(st.sampled_from([{}, calendar])),
        "terms": {"goodwill_days": draw(st.sampled_from([0, 10, 90]))},
        "return_shipping": {side: draw(shipping) for side in ("buyer", "merchant", "carrier")},
        "rules": [draw(rules(f"rule-{n}")) for n in range(draw(st.integers(1, 6)))],
        "exclusions": [draw(exclusions(f"out-{n}")) for n in range(draw(st.integers(0, 2)))],
        "serves": draw(st.sampled_from([None, None, {"without": [{"country": "CN", "regions": ["South"]}]}])),
        "three_guarantees": draw(st.sampled_from([None, None, ["Cups", "Phones"]])),
    }
    return bare(**{key: value for key, value in (values | fixed).items() if value is not None})


def reachable(raw: dict[str, Any]) -> Document | None:
    """Read a document after taking out the rules that can never decide; None if nothing is left."""
    while raw["rules"]:
        try:
            return read(raw)
        except DocumentRefused as refused:
            if not {problem.code for problem in refused.problems} <= {"unreachable", "contradictory"}:
                raise
            named = {problem.where.split()[1] for problem in refused.problems}
            raw = raw | {"rules": [rule for rule in raw["rules"] if rule["id"] not in named]}
    return None


documents = raw_documents().map(reachable).filter(lambda document: document is not None)

times = st.integers(-5 * 24, 60 * 24).map(lambda hours: ZERO + timedelta(hours=hours))


@st.composite
def order_lines(draw: st.DrawFn, line_id: str) -> LineFacts:
    quantity = draw(st.integers(1, 4))
    price = draw(st.sampled_from([500, 1000, 4999, 5000, 30_000]))
    return LineFacts(
        line_id=line_id,
        quantity=quantity,
        available=draw(st.integers(0, quantity)),
        unit_price_minor=price,
        total_minor=price * quantity - draw(st.integers(0, 300)),
        category=draw(st.sampled_from([*CATEGORIES, "cups", "Lamps"])),
        sku=draw(st.sampled_from(["S-1", "S-2"])),
        traits=tuple(draw(st.lists(st.sampled_from(TRAITS), max_size=1))),
        confirmed=tuple(draw(st.lists(st.sampled_from(TRAITS), max_size=1))),
    )


@st.composite
def orders(draw: st.DrawFn) -> OrderFacts:
    shipped = draw(perhaps(st.just(ZERO + timedelta(days=1))))
    return OrderFacts(
        order_number="1",
        currency="CNY",
        country=draw(st.sampled_from([*COUNTRIES, "CN", "US"])),
        region=draw(st.sampled_from(["", "north", "South"])),
        placed_at=ZERO,
        shipped_at=shipped,
        promised_at=draw(perhaps(st.just(ZERO + timedelta(days=6)))),
        delivered_at=draw(st.one_of(st.none(), st.integers(1, 20).map(lambda d: ZERO + timedelta(days=d, hours=d)))),
        lines=tuple(draw(order_lines(name)) for name in "abc"[: draw(st.integers(1, 3))]),
        customer=CustomerFacts(
            segments=tuple(draw(st.lists(st.sampled_from(["vip", "Staff"]), max_size=2, unique=True))),
            orders=draw(st.integers(0, 6)),
            returns=draw(st.integers(0, 4)),
        ),
    )


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    chosen = draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=3))
    return Wish(
        kind=draw(st.sampled_from(sorted(KINDS))),
        lines=tuple(
            WishLine(
                line_id=line_id,
                quantity=draw(st.integers(0, 3)),
                reason=draw(st.sampled_from(sorted(REASONS))),
                opened=draw(st.sampled_from([None, True, False])),
            )
            for line_id in chosen
        ),
        evidence=tuple(draw(st.lists(st.sampled_from(sorted(EVIDENCE)), unique=True))),
    )
