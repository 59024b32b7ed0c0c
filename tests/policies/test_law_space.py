"""The proof "policy >= law" held against two second opinions, and against shortfalls that were planted.

The cells of `rules.space` against all points of the space; the comparison against single buyers who ask at random; and
against a search through everything that a small document tells apart, which knows neither cells nor boxes.
"""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from huitou.policies import presets
from huitou.policies.law import book
from huitou.policies.law.compare import compare
from huitou.policies.law.statute import NoReason
from huitou.policies.rules import CustomerFacts, LineFacts, OrderFacts, Wish, WishLine, evaluate, read
from huitou.policies.rules.matching import Point, first_rule
from huitou.policies.rules.space import DIMENSIONS, FOREIGN, OTHER, Space, cells, points
from huitou.policies.rules.vocabulary import BUYER_REASONS, REASONS, STAGES
from tests.seeds import examples

from .strategies import CATEGORIES, PRICES, REGIONS, SEGMENTS, ZERO, raw_documents, reachable

TODAY = date(2026, 7, 1)
DAY = timedelta(days=1)
LANDS = {"CN": "cn", "TW": "tw", "DE": "eu", "GB": "uk", "KR": "kr", "BR": "br"}


# The cells are the whole space, and each of them is one answer


@settings(max_examples=examples(10, 40), deadline=None)
@given(raw_documents(country="CN", markets=None))
def test_the_cells_are_the_space_and_one_rule_decides_in_each(raw) -> None:
    document = reachable(raw)
    assume(document is not None)
    space = Space.of(document, countries=("CN",)).narrowed(country=("CN",))
    found = list(cells(document, "CN", REASONS, STAGES))
    for point in product(*map(sorted, space)):
        holding = [cell for cell in found if all(value in cell[n] for n, value in enumerate(point))]
        assert len(holding) == 1, dict(zip(DIMENSIONS, point, strict=True))
    for cell in found:
        assert len({_rule_at(document, point) for point in product(*map(sorted, cell))}) == 1


def _rule_at(document: Any, values: tuple[str, ...]) -> int:
    reason, stage, country, category, region, segment, price = values
    segments = frozenset({segment} - {OTHER})
    sum_ = None if price == FOREIGN else int(price)
    point = Point(category, "", region, country, segments, sum_, frozenset(), frozenset())
    found = first_rule(document, point, reason, stage)  # type: ignore[arg-type]
    return found[0] if found else 0


def test_a_document_without_conditions_is_one_cell_for_each_side() -> None:
    document = read(presets.load("cn"))
    assert len(list(points(document, "CN", BUYER_REASONS, ("delivered",)))) == len(BUYER_REASONS)


# Single buyers who ask at random


def documents_near_the_law() -> Any:
    return raw_documents(country="CN", markets=None, exclusions=None, serves=None, calendar={})


@settings(max_examples=examples(30, 100), deadline=None)
@given(documents_near_the_law(), st.data())
def test_what_passes_gives_every_buyer_seven_days(raw, data) -> None:
    raw["rules"] = [lawful(rule) for rule in raw["rules"]] + presets.load("cn")["rules"][2:4]
    document = reachable(raw)
    assume(document is not None)
    below = [problem for problem in compare(document, TODAY) if problem.where.startswith(("2.", "rules"))]
    order = data.draw(buyers)
    delivered = order.delivered_at.astimezone(document.zone).replace(hour=0, minute=0, second=0)
    at = data.draw(st.sampled_from([order.delivered_at, delivered + 8 * DAY - timedelta(microseconds=1)]))
    for reason in BUYER_REASONS:
        back = evaluate(document, order, Wish("return_and_refund", (WishLine("a", 1, reason),)), at)
        kept = evaluate(document, order, Wish("refund_only", (WishLine("a", 1, reason),)), at)
        assert below or back.entitled or kept.entitled


@pytest.mark.sweep
@settings(max_examples=examples(10, 30), deadline=None, phases=[Phase.explicit, Phase.generate])
@given(documents_near_the_law())
def test_what_is_found_is_really_too_little_for_somebody(raw) -> None:
    """No false alarm and nothing missed: the same answer as asking for everything that the document tells apart.

    Without a calendar, so that one weekday is as good as another. A failure is not shrunk: that would take minutes.
    """
    raw["rules"] = [lawful(rule) for rule in raw["rules"]] + presets.load("cn")["rules"][2:4]
    document = reachable(raw)
    assume(document is not None)
    proved = [p for p in compare(document, TODAY) if p.params.get("article") == "cn-cpl-25" and p.where != "terms"]
    assert bool(proved) == any(_denied(document, order) for order in _everybody())


def _everybody() -> list[OrderFacts]:
    choices = product(["lamps", *CATEGORIES], ["", *REGIONS], ["", *SEGMENTS], [*PRICES, 999, None])
    return [
        _order(category, region, (segment,) if segment else (), price) for category, region, segment, price in choices
    ]


def _denied(document: Any, order: OrderFacts) -> bool:
    """Whether a buyer with this order lacks a free right at the first or the last moment of seven days."""
    delivered = order.delivered_at
    assert delivered is not None
    last = delivered.astimezone(document.zone).replace(hour=0, minute=0, second=0) + 8 * DAY - timedelta(microseconds=1)
    for reason in BUYER_REASONS:
        kinds = [
            [evaluate(document, order, Wish(kind, (WishLine("a", 1, reason),)), at) for at in (delivered, last)]
            for kind in ("return_and_refund", "refund_only")
        ]
        if not any(
            all(v.entitled and not v.evidence and not v.restocking_basis_points for v in both) for both in kinds
        ):
            return True
    return False


def lawful(rule: dict[str, Any]) -> dict[str, Any]:
    """Raise a random rule to the law but for its days, which are one too few now and then."""
    offer = rule["offers"][0]
    for term in ("evidence", "automatic", "restocking_basis_points", "return_shipping"):
        offer.pop(term, None)
    offer["right"] = True
    if offer["window"]["clock"] == "delivery":
        offer["kind"] = "return_and_refund" if offer["kind"] != "refund_only" else "refund_only"
        if "days" in offer["window"]:
            offer["window"]["days"] = 7 if offer["window"]["days"] % 5 else 6
    rule["offers"] = [offer]
    return rule


def _order(category: str, region: str, segments: tuple[str, ...], price: int | None) -> OrderFacts:
    """`price`: None is a price in another currency, as high as any."""
    foreign, price = price is None, price or 5_000
    return OrderFacts(
        order_number="1",
        currency="USD" if foreign else "CNY",
        country="CN",
        region=region,
        placed_at=ZERO,
        shipped_at=ZERO,
        delivered_at=ZERO + DAY,
        lines=(LineFacts("a", 1, 1, price, price, category=category),),
        customer=CustomerFacts(segments=segments),
    )


buyers = st.builds(
    _order,
    st.sampled_from(["lamps", *CATEGORIES]),
    st.sampled_from(["", *REGIONS]),
    st.lists(st.sampled_from(SEGMENTS), max_size=2, unique=True).map(tuple),
    st.sampled_from([*PRICES, 999, None]),
)


# Negative control: a shortfall is planted, and must be found where it was planted


WHERE = {
    "a category": {"categories": ["Cups"]},
    "a region": {"regions": ["Xinjiang"]},
    "a segment": {"segments": ["Newcomers"]},
    "a band of prices": {"price": {"from_minor": 1999, "below_minor": 2000}},
    "one corner of all of them": {
        "categories": ["Cups"],
        "regions": ["Xinjiang"],
        "segments": ["Newcomers"],
        "price": {"from_minor": 1999, "below_minor": 2000},
        "reasons": ["does_not_fit"],
    },
}


@pytest.mark.parametrize("country", LANDS)
def test_rules_that_all_ask_for_the_price_leave_orders_in_another_currency_without_the_right(country) -> None:
    document = presets.preset_for(country, currency="CNY", timezone="UTC")
    place = next(n for n, rule in enumerate(document["rules"]) if rule["id"] == "no-reason")
    low, high = copy.deepcopy(document["rules"][place]), copy.deepcopy(document["rules"][place])
    low["id"], low["when"] = "low", low["when"] | {"price": {"below_minor": 2000}}
    high["id"], high["when"] = "high", high["when"] | {"price": {"from_minor": 2000}}
    every = document["rules"]
    document["rules"] = [*every[:place], low, high, *every[place + 1 :]]
    (problem,) = [one for one in compare(read(document), TODAY) if one.where == "rules"]
    assert problem.params["article"] == book.in_force(country, "withdrawal", TODAY).article
    assert FOREIGN in problem.params["example"]
    document["rules"] = [*every[:place], low, *every[place:]]
    assert compare(read(document), TODAY) == [], "with a rule that asks for no price it is lawful"


@pytest.mark.parametrize(("currency", "fee"), [("CNY", 1500), ("USD", 0)])
def test_a_fee_is_not_taken_from_an_order_in_another_currency(currency, fee) -> None:
    document = presets.preset_for("CN", currency="CNY", timezone="UTC")
    document["return_shipping"]["buyer"] = {"by": "buyer", "way": "shop_label", "fee_minor": 1500}
    order = replace(_order("lamps", "", (), 5_000), currency=currency)
    said = evaluate(
        read(document), order, Wish("return_and_refund", (WishLine("a", 1, "no_longer_wanted"),)), ZERO + 2 * DAY
    )
    assert (said.allowed, said.entitled, said.return_fee_minor) == (True, True, fee)
    assert said.return_shipping_by == ("buyer" if fee else "merchant")


@pytest.mark.parametrize("country", LANDS)
@pytest.mark.parametrize("where", WHERE)
def test_one_day_too_few_in_one_place_is_found(country, where) -> None:
    document = presets.preset_for(country, currency="CNY", timezone="UTC")
    assert compare(read(document), TODAY) == []
    place = next(n for n, rule in enumerate(document["rules"]) if rule["id"] == "no-reason")
    planted = copy.deepcopy(document["rules"][place]) | {"id": "planted"}
    planted["when"] |= WHERE[where]
    days = planted["offers"][0]["window"]["days"]
    document["rules"].insert(place, planted)
    assert compare(read(document), TODAY) == [], "the same days are enough"
    planted["offers"][0]["window"]["days"] = days - 1
    (problem,) = compare(read(document), TODAY)
    assert problem.where == f"2.{place + 1} planted"
    assert problem.params["days"] == days
    assert problem.params["article"] == book.in_force(country, "withdrawal", TODAY).article


@pytest.mark.parametrize("country", LANDS)
def test_a_law_that_grows_by_one_day_is_felt_from_its_day_on(country, monkeypatch) -> None:
    document = read(presets.preset_for(country, currency="CNY", timezone="UTC"))
    old = book.in_force(country, "withdrawal", TODAY)
    assert isinstance(old.says, NoReason)
    change = date(2028, 2, 29)
    longer = replace(old, valid_from=change, says=replace(old.says, days=old.says.days + 1))
    others = [statute for statute in book.STATUTES if statute is not old]
    monkeypatch.setattr(book, "STATUTES", book.checked((*others, replace(old, valid_until=change), longer)))
    assert compare(document, change - DAY) == []
    assert [p.params["article"] for p in compare(document, change)] == [old.article]


CLOCKS = [
    ("cn", "inspect_days", 5), ("cn", "refund_days", 5), ("cn", "answer_hours", 361), ("eu", "hand_over_days", 13),
    ("eu", "refund_days", 12), ("eu", "notice_days", 15), ("uk", "notice_days", 15),
    ("eu", "promise_days", 31), ("uk", "inspect_days", 10), ("uk", "hand_over_days", 13),
    ("uk", "promise_days", 31), ("tw", "refund_days", 13), ("kr", "inspect_days", 2),
]  # fmt: skip


@pytest.mark.parametrize(("code", "clock", "value"), CLOCKS)
def test_each_clock_that_the_law_bounds_is_bounded(code, clock, value) -> None:
    document = presets.load(code)
    step = -1 if clock == "hand_over_days" else 1
    document["terms"][clock] = value - step
    assert compare(read(document), TODAY) == [], "one less is lawful"
    document["terms"][clock] = value
    assert [problem.where for problem in compare(read(document), TODAY)] == ["terms"]
