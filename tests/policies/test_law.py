"""A policy that gives less than the law is found, with the rule and the article; every preset gives enough."""

from __future__ import annotations

import copy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from huitou.policies import presets
from huitou.policies.law.articles import ARTICLES
from huitou.policies.law.compare import FLOORS, compare, floor_of
from huitou.policies.law.eu import MEMBERS
from huitou.policies.rules import CustomerFacts, LineFacts, OrderFacts, Wish, WishLine, evaluate, read
from huitou.policies.rules.vocabulary import BECAUSE, BUYER_REASONS

from .strategies import CATEGORIES, PRICES, REGIONS, SEGMENTS, ZERO, raw_documents, reachable

TODAY = date(2026, 7, 1)


def shortfalls(document: dict[str, Any], day: date = TODAY) -> list[tuple[str, str]]:
    """(where, article) of everything below the law."""
    return [(problem.where, problem.params["article"]) for problem in compare(read(document), day)]


def changed(code: str, place: int | None = None, **changes: Any) -> dict[str, Any]:
    """A preset with fields of its first offer in a rule changed, or with fields of the document changed."""
    document = copy.deepcopy(presets.load(code))
    if place is None:
        return document | changes
    document["rules"][place - 1]["offers"][0].update(changes)
    return document


@pytest.mark.parametrize("code", presets.CODES)
def test_presets_give_at_least_what_the_law_of_their_country_gives(code) -> None:
    assert compare(read(presets.load(code)), TODAY) == []


@pytest.mark.parametrize("country", ["CN", "TW", "DE", "FR", "IS", "GB", "KR", "BR", "US", "JP", "SG"])
def test_a_shop_anywhere_gets_a_preset_that_is_lawful_there(country) -> None:
    document = presets.preset_for(country, currency="USD", timezone="UTC")
    read_document = read(document)
    assert (read_document.country, read_document.currency, read_document.timezone) == (country, "USD", "UTC")
    assert compare(read_document, TODAY) == []


def test_sums_of_a_preset_are_left_out_in_another_currency() -> None:
    assert "max_value_minor" in str(presets.preset_for("CN", currency="CNY", timezone="Asia/Shanghai"))
    assert "max_value_minor" not in str(presets.preset_for("CN", currency="USD", timezone="Asia/Shanghai"))


@pytest.mark.parametrize("country", ["CN", "DE", "GB", "TW", "KR", "BR"])
def test_there_is_a_floor(country) -> None:
    floor = floor_of(country, TODAY)
    assert floor is not None
    assert floor.no_reason is not None


@pytest.mark.parametrize("country", ["US", "JP", "SG"])
def test_there_is_no_floor_that_we_know(country) -> None:
    assert floor_of(country, TODAY) is None


def test_floors_are_dated_without_overlap_and_name_known_words() -> None:
    assert len(MEMBERS) == 30
    for floor in FLOORS:
        assert floor.valid_until is None or floor.valid_from < floor.valid_until
        assert floor_of(next(iter(floor.countries)), floor.valid_from) is floor
        assert floor_of(next(iter(floor.countries)), floor.valid_from - timedelta(days=1)) is None
        assert floor.no_reason is not None
        assert set(floor.no_reason.exclusions) <= set(BECAUSE)
        named = {
            floor.no_reason.article,
            floor.no_reason.exclusions_article,
            floor.refund_article,
            floor.hand_over_article,
        }
        named |= {floor.fault.article} if floor.fault else set()
        assert named - {""} <= set(ARTICLES)
        for country in floor.countries:
            assert sum(country in other.countries for other in FLOORS) == 1, "a gap or an overlap in dates"


BELOW = {
    "CN, six days": (changed("cn", 3, window={"clock": "delivery", "days": 6}), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, on the shop's consent": (changed("cn", 3, right=False), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, a restocking fee": (changed("cn", 3, restocking_basis_points=500), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, only with a photo": (changed("cn", 3, evidence=["photo"]), [("2.3 no-reason", "cn-cpl-25")]),
    "CN, money after eight days": (
        changed("cn", terms={"inspect_days": 4, "refund_days": 4}),
        [("terms", "cn-cpl-25")],
    ),
    "CN, faults for five days only": (
        changed("cn", 4, window={"clock": "delivery", "days": 5}),
        [("2.4 faulty-or-wrong", "cn-cpl-24")],
    ),
    "CN, the buyer pays for a fault": (
        changed("cn", 4, return_shipping={"by": "buyer", "way": "own_label"}),
        [("2.4 faulty-or-wrong", "cn-cpl-24")],
    ),
    "CN, no returns of sale goods": (
        changed("cn", exclusions=[{"id": "sale", "because": "shop_choice", "goods": {"categories": ["sale"]}}]),
        [("3.1 sale", "cn-7d-measures")],
    ),
    "CN, opened goods without confirmation": (
        changed("cn", exclusions=[{"id": "o", "because": "unsealed_safety", "goods": {"traits": ["unsealed_safety"]}}]),
        [("3.1 o", "cn-7d-measures")],
    ),
    "EU, the delivery is not refunded": (
        changed("eu", 4, outbound_shipping_refunded=False),
        [("2.4 no-reason", "eu-crd-9")],
    ),
    "EU, ten days to send": (changed("eu", terms={"hand_over_days": 10}), [("terms", "eu-crd-14")]),
    "EU, ends on a Sunday": (changed("eu", calendar={}), [("calendar", "eu-1182-3")]),
    "EU, sealed hygiene goods": (
        changed("eu", exclusions=[{"id": "h", "because": "opened_hygiene", "goods": {"traits": ["opened_hygiene"]}}]),
        [("3.1 h", "eu-crd-16")],
    ),
    "EU, a year for faults": (
        changed(
            "eu",
            rules=[
                rule
                if rule["id"] != "faulty-or-wrong"
                else rule
                | {"offers": [offer | {"window": {"clock": "delivery", "days": 365}} for offer in rule["offers"]]}
                for rule in presets.load("eu")["rules"]
            ],
        ),
        [("2.5 faulty-or-wrong", "eu-sgd-10")],
    ),
    "UK, thirteen days": (changed("uk", 4, window={"clock": "delivery", "days": 13}), [("2.4 no-reason", "uk-ccr-29")]),
    "TW, the buyer pays the way back": (
        changed("tw", 3, return_shipping={"by": "buyer", "way": "own_label"}),
        [("2.3 no-reason", "tw-cpa-19")],
    ),
    "KR, four days for the money": (
        changed("kr", terms={"inspect_days": 1, "refund_days": 3}),
        [("terms", "kr-eca-18")],
    ),
    "BR, six days": (changed("br", 3, window={"clock": "delivery", "days": 6}), [("2.3 no-reason", "br-cdc-49")]),
}


@pytest.mark.parametrize(("document", "expected"), BELOW.values(), ids=BELOW)
def test_less_than_the_law_is_found_with_rule_and_article(document, expected) -> None:
    assert shortfalls(document) == expected


def test_a_gap_between_rules_is_found() -> None:
    document = presets.load("cn")
    document["rules"][2]["when"]["categories"] = ["cups", "plates"]
    (problem,) = compare(read(document), TODAY)
    assert (problem.where, problem.params["article"]) == ("rules", "cn-cpl-25")
    assert problem.params["example"].startswith("reason ")


def test_a_short_rule_for_one_region_is_found_behind_a_generous_one() -> None:
    document = presets.load("cn")
    short = copy.deepcopy(document["rules"][2]) | {"id": "xinjiang"}
    short["when"]["regions"] = ["Xinjiang"]
    short["offers"][0]["window"]["days"] = 3
    document["rules"].insert(2, short)
    assert shortfalls(document) == [("2.3 xinjiang", "cn-cpl-25")]


def test_a_rule_for_another_country_is_not_measured_by_the_law_of_this_one() -> None:
    document = presets.load("cn")
    abroad = copy.deepcopy(document["rules"][2]) | {"id": "abroad"}
    abroad["when"]["countries"] = ["US"]
    abroad["offers"][0]["window"]["days"] = 3
    document["rules"].insert(2, abroad)
    assert shortfalls(document) == []


def test_every_market_that_the_policy_names_is_measured_by_its_own_law() -> None:
    document = presets.load("us") | {"markets": ["US", "TW"]}
    assert ("2.3 no-reason", "tw-cpa-19") in shortfalls(document)
    assert shortfalls(document | {"markets": ["US"]}) == []


def test_a_law_counts_only_from_its_date() -> None:
    document = changed("cn", 3, window={"clock": "delivery", "days": 6})
    assert shortfalls(document, date(2014, 3, 14)) == []
    assert shortfalls(document, date(2014, 3, 15)) == [("2.3 no-reason", "cn-cpl-25")]


generous = raw_documents(country="CN", markets=None, exclusions=None)


@settings(max_examples=150, deadline=None)
@given(generous, st.data())
def test_what_passes_the_comparison_gives_every_buyer_seven_days(raw, data) -> None:
    """The comparison works on boxes; here single buyers ask, at the last moment that the law gives."""
    raw["rules"] = [lawful(rule) for rule in raw["rules"]] + presets.load("cn")["rules"][2:4]
    document = reachable(raw)
    assume(document is not None)
    below = [problem for problem in compare(document, TODAY) if problem.where.startswith(("2.", "rules"))]
    order = data.draw(buyers)
    last = (ZERO + timedelta(days=1)).astimezone(document.zone).replace(hour=0, minute=0, second=0)
    at = last + timedelta(days=7)
    for reason in BUYER_REASONS:
        verdict = evaluate(document, order, Wish("return_and_refund", (WishLine("a", 1, reason),)), at)
        kept = evaluate(document, order, Wish("refund_only", (WishLine("a", 1, reason),)), at)
        assert below or verdict.entitled or kept.entitled


def lawful(rule: dict[str, Any]) -> dict[str, Any]:
    """Raise most of a random rule to the law, so that many documents pass and the rest fail for one thing."""
    for offer in rule["offers"]:
        offer.pop("evidence", None)
        offer.pop("automatic", None)
        offer.pop("restocking_basis_points", None)
        offer.pop("return_shipping", None)
        offer["right"] = True
        if offer["window"]["clock"] == "delivery" and offer["window"].get("days", 7) < 5:
            offer["window"]["days"] = 7
    return rule


@st.composite
def _buyers(draw: st.DrawFn) -> OrderFacts:
    price = draw(st.sampled_from([*PRICES, 999]))
    item = LineFacts("a", 1, 1, price, price, category=draw(st.sampled_from(["lamps", *CATEGORIES])))
    return OrderFacts(
        order_number="1",
        currency="CNY",
        country="CN",
        region=draw(st.sampled_from(["", *REGIONS])),
        placed_at=ZERO,
        shipped_at=ZERO,
        delivered_at=ZERO + timedelta(days=1),
        lines=(item,),
        customer=CustomerFacts(segments=tuple(draw(st.lists(st.sampled_from(SEGMENTS), max_size=2, unique=True)))),
    )


buyers = _buyers()
