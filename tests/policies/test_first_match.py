"""The first rule that fits decides, and no rule is without effect: both checked against a plain search."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.policies.rules import CustomerFacts, DocumentRefused, evaluate, read
from huitou.policies.rules.document import Document
from huitou.policies.rules.matching import Point, first_rule, holds
from huitou.policies.rules.vocabulary import REASONS, STAGES
from tests.seeds import examples

from .builders import bare, facts, line, moment, offer, rule, wish
from .strategies import CATEGORIES, COUNTRIES, PRICES, REGIONS, SEGMENTS, documents, raw_documents


def every_point() -> Iterator[Point]:
    """Every case that the small vocabularies can tell apart; a customer may be in several segments."""
    segment_sets = [
        frozenset(),
        *(frozenset({s.casefold()}) for s in SEGMENTS),
        frozenset(s.casefold() for s in SEGMENTS),
    ]
    for category, region, country, segments, price in product(
        ["lamps", *CATEGORIES], ["", *REGIONS], ["US", *COUNTRIES], segment_sets, [*PRICES, None]
    ):
        yield Point(category.casefold(), "s-2", region.casefold(), country, segments, price, frozenset(), frozenset())


POINTS = list(every_point())


def deciding(document: Document) -> set[str]:
    """The rules that decide somewhere, by walking through all cases."""
    return {
        found[1].rule_id
        for point in POINTS
        if not document.markets or point.country in document.markets
        for reason in REASONS
        for stage in STAGES
        if (found := first_rule(document, point, reason, stage)) is not None  # type: ignore[arg-type]
    }


@settings(max_examples=examples(10, 25), deadline=None)
@given(raw_documents(exclusions=None).filter(lambda raw: len(raw["rules"]) > 1))
def test_a_rule_is_refused_as_unreachable_exactly_when_a_search_never_meets_it(raw) -> None:
    try:
        read(raw)
        refused = set()
    except DocumentRefused as error:
        refused = {problem.where.split()[1] for problem in error.problems}
    document = read_unchecked(raw)
    assert refused == {rule.rule_id for rule in document.rules} - deciding(document)


def read_unchecked(raw) -> Document:
    """Read without the checks between rules, as if the check were not there."""
    from huitou.policies.rules import reading

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "check", lambda _: [])
        return read(raw)


@settings(max_examples=examples(16, 40), deadline=None)
@given(documents, st.sampled_from(POINTS), st.sampled_from(sorted(REASONS)), st.sampled_from(sorted(STAGES)))
def test_the_first_rule_that_fits_decides(document, point, reason, stage) -> None:
    fitting = [
        (place, found)
        for place, found in enumerate(document.rules, start=1)
        if reason in found.when.reasons and holds(found.when, point, stage)
    ]
    assert first_rule(document, point, reason, stage) == (fitting[0] if fitting else None)


def test_a_later_rule_is_not_asked_when_the_first_ones_window_is_over() -> None:
    document = read(bare(rules=[rule("vip", [offer(days=2)], segments=["VIP"]), rule("rest", [offer(days=30)])]))
    at = moment("2026-05-10T12:00:00+08:00")
    vip = evaluate(document, facts(customer=CustomerFacts(segments=("vip",))), wish(), at)
    other = evaluate(document, facts(), wish(), at)
    assert [(ground.rule, ground.code) for ground in vip.reasons] == [("2.1", "window_over")]
    assert other.allowed
    assert other.reasons[0].rule == "2.2"


@pytest.mark.parametrize(("price", "number"), [(4999, "2.1"), (5000, "2.2"), (9999, "2.2"), (10_000, "2.3")])
def test_a_price_band_includes_its_lower_edge_only(price, number) -> None:
    rules = [
        rule("small", price={"below_minor": 5000}),
        rule("middle", price={"from_minor": 5000, "below_minor": 10_000}),
        rule("large", price={"from_minor": 10_000}),
    ]
    order = facts(line(unit_price_minor=price))
    verdict = evaluate(read(bare(rules=rules)), order, wish(), moment("2026-05-02T12:00:00+08:00"))
    assert verdict.reasons[0].rule == number
