"""A policy document that cannot be meant is refused, with an error that names the rule."""

from __future__ import annotations

from typing import Any

import pytest

from huitou.policies import presets
from huitou.policies.rules import DocumentRefused, Problem, read
from huitou.policies.rules.writing import write

from .builders import bare, offer, rule


def problems(document: Any) -> list[tuple[str, str]]:
    """(code, where) of everything that is wrong."""
    with pytest.raises(DocumentRefused) as refused:
        read(document)
    return [(problem.code, problem.where) for problem in refused.value.problems]


def test_the_smallest_document_is_read() -> None:
    document = read(bare())
    assert document.rules[0].rule_id == "any"
    assert document.rules[0].when.stages == {"delivered"}
    assert len(document.rules[0].when.reasons) == 10


def test_one_error_whole() -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(bare(rules=[rule("shoes", [offer(days=-1)])]))
    assert refused.value.problems == (
        Problem(
            "out_of_bounds",
            "2.1 shoes",
            '"%(name)s" must be a whole number from %(low)s to %(high)s',
            {"name": "days", "low": 0, "high": 3650},
        ),
    )
    assert str(refused.value) == '2.1 shoes: "days" must be a whole number from 0 to 3650'


EMPTY = {
    "no rules": (bare(rules=[]), [("empty", "document")]),
    "a rule without offers": (bare(rules=[{"id": "x", "when": {}}]), [("empty", "2.1 x")]),
    "a rule with no reason": (bare(rules=[rule("x", reasons=[])]), [("empty", "2.1 x")]),
    "no price fits": (bare(rules=[rule("x", price={"from_minor": 500, "below_minor": 500})]), [("empty", "2.1 x")]),
    "an exclusion of everything": (
        bare(exclusions=[{"id": "out", "because": "digital", "goods": {}}]),
        [("empty", "3.1 out")],
    ),
    "not an object": ("policy", [("not_an_object", "document")]),
    "null": (None, [("not_an_object", "document")]),
}


@pytest.mark.parametrize(("document", "expected"), EMPTY.values(), ids=EMPTY)
def test_empty_documents_and_rules_are_refused(document, expected) -> None:
    found = problems(document)
    assert set(expected) <= set(found)


MALFORMED = {
    "unknown schema": (bare(schema="huitou.policy/9"), ("unknown_word", "document")),
    "a misspelt field": (bare(exclusion=[]), ("unknown_field", "document")),
    "a misspelt condition": (bare(rules=[rule("x", category=["a"])]), ("unknown_field", "2.1 x")),
    "an unknown reason": (bare(rules=[rule("x", reasons=["bored"])]), ("unknown_word", "2.1 x")),
    "an unknown kind": (bare(rules=[rule("x", [offer("gift")])]), ("unknown_word", "2.1 x")),
    "no region that is left out": (bare(serves={"without": [{"country": "CN"}]}), ("missing", "serves")),
    "a region of a country that is not delivered to": (
        bare(serves={"countries": ["SG"], "without": [{"country": "CN", "regions": ["Tibet"]}]}),
        ("contradictory", "serves"),
    ),
    "a country that the policy leaves out": (
        bare(markets=["SG"], serves={"countries": ["SG", "MY"]}),
        ("contradictory", "serves"),
    ),
    "an unknown field of the places": (bare(serves={"planet": "Mars"}), ("unknown_field", "serves")),
    "an unknown clock": (bare(rules=[rule("x", [offer(clock="purchase")])]), ("unknown_word", "2.1 x")),
    "true as a number": (bare(rules=[rule("x", [offer(days=True)])]), ("out_of_bounds", "2.1 x")),
    "a fraction of a day": (bare(rules=[rule("x", [offer(days=1.5)])]), ("out_of_bounds", "2.1 x")),
    "a fee above the price": (
        bare(rules=[rule("x", [offer(restocking_basis_points=10_001)])]),
        ("out_of_bounds", "2.1 x"),
    ),
    "a text as a list": (bare(rules=[rule("x", categories="cups")]), ("not_a_list", "2.1 x")),
    "a country by name": (bare(country="China"), ("not_a_country", "document")),
    "a currency by name": (bare(currency="yuan"), ("not_a_currency", "document")),
    "an unknown zone": (bare(timezone="Mars/Olympus"), ("not_a_timezone", "document")),
    "a path as a zone": (bare(timezone="../../etc/passwd"), ("not_a_timezone", "document")),
    "no one pays": (bare(return_shipping={}), ("missing", "return_shipping")),
    "a fee of the shop's": (
        bare(
            return_shipping=bare()["return_shipping"]
            | {"carrier": {"by": "merchant", "way": "shop_label", "fee_minor": 5}}
        ),
        ("contradictory", "return_shipping.carrier"),
    ),
    "a label without a price": (
        bare(return_shipping=bare()["return_shipping"] | {"buyer": {"by": "buyer", "way": "shop_label"}}),
        ("contradictory", "return_shipping.buyer"),
    ),
    "an exclusion of faults": (
        bare(exclusions=[{"id": "out", "because": "digital", "goods": {"skus": ["1"]}, "reasons": ["defective"]}]),
        ("unknown_word", "3.1 out"),
    ),
    "no answer in an hour": (bare(terms={"answer_hours": 0}), ("out_of_bounds", "terms")),
    "a holiday that is no day": (bare(calendar={"holidays": ["2026-02-30"]}), ("not_a_day", "calendar")),
    "an article nobody passed": (
        bare(rules=[rule("x") | {"basis": ["cn-cpl-99"]}]),
        ("unknown_word", "2.1 x"),
    ),
}


@pytest.mark.parametrize(("document", "expected"), MALFORMED.values(), ids=MALFORMED)
def test_malformed_documents_are_refused(document, expected) -> None:
    assert expected in problems(document)


CONTRADICTORY = {
    "two rules of one name": ([rule("x", reasons=["damaged"]), rule("x", reasons=["defective"])], "x"),
    "the same kind twice": ([rule("x", [offer(days=7), offer(days=9)])], "2.1 x"),
    "a delivery clock before delivery": ([rule("x", [offer("refund_only")], stages=["in_transit"])], "2.1 x"),
    "a promise clock after delivery": ([rule("x", [offer("refund_only", clock="promise")])], "2.1 x"),
    "goods back that never left": (
        [rule("x", [offer(clock="before_shipping")], stages=["not_shipped"])],
        "2.1 x",
    ),
    "a fee for the shop's own fault": (
        [rule("x", [offer(restocking_basis_points=500)], reasons=["no_longer_wanted", "defective"])],
        "2.1 x",
    ),
    "a fee without goods": (
        [rule("x", [offer("refund_only", restocking_basis_points=500)], reasons=["no_longer_wanted"])],
        "2.1 x",
    ),
    "a right with conditions": ([rule("x", [offer(right=True, automatic={"max_returns": 1})])], "2.1 x"),
    "the same conditions twice": ([rule("long"), rule("short", [offer(days=2)])], "2.2 short"),
}


@pytest.mark.parametrize(("rules", "where"), CONTRADICTORY.values(), ids=CONTRADICTORY)
def test_contradictions_are_refused(rules, where) -> None:
    found = problems(bare(rules=rules))
    assert [place for _, place in found] == [where]
    assert found[0][0] in {"contradictory", "doubled_name"}


def test_a_rule_that_can_never_decide_is_refused_with_those_before_it() -> None:
    rules = [
        rule("cheap", price={"below_minor": 5000}),
        rule("dear", price={"from_minor": 5000}),
        rule("shoes", [offer(days=30)], categories=["shoes"], price={"from_minor": 100}),
    ]
    with pytest.raises(DocumentRefused) as refused:
        read(bare(rules=rules))
    (problem,) = refused.value.problems
    assert (problem.code, problem.where) == ("unreachable", "2.3 shoes")
    assert problem.params == {"others": "2.1 cheap, 2.2 dear"}
    assert read(bare(rules=[rules[2], *rules[:2]])).rules[0].rule_id == "shoes"
    # Without a price it decides for orders in another currency, which the two before it pass over.
    assert read(bare(rules=[*rules[:2], rule("shoes", categories=["shoes"])])).rules[2].rule_id == "shoes"


def test_a_rule_behind_an_exclusion_is_refused() -> None:
    out = {"id": "underwear-out", "because": "shop_choice", "goods": {"categories": ["Underwear"]}}
    never = rule("underwear", categories=["underwear"], reasons=["no_longer_wanted"])
    assert problems(bare(rules=[never, rule("rest")], exclusions=[out])) == [("unreachable", "2.1 underwear")]
    read(bare(rules=[never, rule("rest")], exclusions=[out | {"if_opened": True}]))


def test_a_rule_for_a_country_outside_the_markets_is_refused() -> None:
    rules = [rule("france", countries=["FR"]), rule("rest")]
    assert problems(bare(markets=["CN"], rules=rules)) == [("unreachable", "2.1 france")]


def test_overlapping_rules_are_no_fault_because_the_first_decides() -> None:
    rules = [rule("shoes", categories=["shoes"]), rule("north", regions=["north"]), rule("rest")]
    assert [found.rule_id for found in read(bare(rules=rules)).rules] == ["shoes", "north", "rest"]


def test_all_faults_are_told_at_once() -> None:
    document = bare(country="?", rules=[rule("x", [offer("gift", days=-1)], reasons=["bored"])])
    assert {code for code, _ in problems(document)} == {"not_a_country", "unknown_word", "out_of_bounds"}
    assert len(problems(document)) == 4


def test_a_hundred_and_one_rules_are_too_many() -> None:
    assert ("too_many", "document") in problems(bare(rules=[rule(f"r{n}", skus=1) for n in range(101)]))


@pytest.mark.parametrize("code", presets.CODES)
def test_presets_are_read_and_written_as_they_are(code) -> None:
    document = read(presets.load(code))
    assert read(write(document)) == document
    assert write(document)["rules"] == write(read(write(document)))["rules"]


def test_the_shops_own_words_keep_their_capitals_but_match_without() -> None:
    document = read(bare(rules=[rule("shoes", categories=["Schuhe Größe"]), rule("rest")]))
    assert write(document)["rules"][0]["when"]["categories"] == ["Schuhe Größe"]
    assert "schuhe grösse" in document.rules[0].when.categories.folded
