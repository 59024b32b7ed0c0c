"""Laws of the evaluator that hold for every document, order, wish and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huitou.policies.rules import (
    Document,
    LineOptions,
    OrderFacts,
    Verdict,
    Wish,
    WishLine,
    evaluate,
    options,
    possible,
    read,
)
from huitou.policies.rules.vocabulary import REASONS
from huitou.policies.rules.writing import canonical, write
from tests.seeds import examples

from .builders import bare, facts, wish
from .strategies import documents, orders, times, wishes

many = settings(max_examples=examples(32, 80), deadline=None)


@many
@given(documents, orders(), wishes(), times, st.randoms())
def test_the_order_of_lines_does_not_matter(document, order, wish, at, random) -> None:
    shuffled_wish = replace(wish, lines=tuple(random.sample(wish.lines, len(wish.lines))))
    shuffled_order = replace(order, lines=tuple(random.sample(order.lines, len(order.lines))))
    assert evaluate(document, shuffled_order, shuffled_wish, at) == evaluate(document, order, wish, at)


def lengthened(document: Document, by: int) -> Document:
    """The same document with every window `by` days longer."""
    rules = tuple(
        replace(
            rule,
            offers=tuple(
                replace(offer, window=replace(offer.window, days=offer.window.days + by))
                if offer.window.days is not None
                else offer
                for offer in rule.offers
            ),
        )
        for rule in document.rules
    )
    return replace(document, rules=rules)


@many
@given(documents, orders(), wishes(), times, st.integers(1, 30))
def test_a_longer_window_never_refuses_what_a_shorter_one_gave(document, order, wish, at, by) -> None:
    shorter = evaluate(document, order, wish, at)
    longer = evaluate(lengthened(document, by), order, wish, at)
    if shorter.allowed:
        assert longer.allowed
        assert (longer.until is None) == (shorter.until is None)
        assert longer.entitled == shorter.entitled
        assert longer.until is None or longer.until >= shorter.until


@many
@given(documents, orders(), wishes(), times)
def test_until_lies_ahead_exactly_where_the_window_is_open(document, order, wish, at) -> None:
    verdict = evaluate(document, order, wish, at)
    for line in verdict.lines:
        codes = {ground.code for ground in line.reasons}
        if line.allowed:
            assert line.until is None or line.until >= at
            assert line.opens_at is None
        elif "window_over" in codes:
            assert line.until is not None
            assert line.until < at
        elif "not_due" in codes:
            assert line.opens_at is not None
            assert line.opens_at > at
        else:
            assert line.until is None
    if verdict.allowed:
        ends = [line.until for line in verdict.lines if line.until is not None]
        assert verdict.until == (min(ends) if ends else None)


@many
@given(documents, orders(), wishes(), times)
def test_a_verdict_is_coherent(document, order, wish, at) -> None:
    verdict = evaluate(document, order, wish, at)
    assert verdict.allowed == all(line.allowed for line in verdict.lines)
    assert not (verdict.allowed and verdict.goodwill_possible)
    assert verdict.allowed or not (verdict.entitled or verdict.automatic)
    assert not (verdict.automatic and verdict.evidence_missing)
    assert verdict.reasons, "a verdict always says why"
    assert not (verdict.allowed and verdict.still)
    assert verdict.return_fee_minor == 0 or verdict.return_shipping_by == "buyer"
    for line in verdict.lines:
        assert len(line.reasons) == 1 or line.allowed, "one rule refuses"


@many
@given(documents, orders(), wishes(), times)
def test_nothing_is_allowed_beyond_what_is_left_of_a_line(document, order, wish, at) -> None:
    asked: dict[str, int] = {}
    for item in wish.lines:
        asked[item.line_id] = asked.get(item.line_id, 0) + item.quantity
    left = {line.line_id: line.available for line in order.lines}
    if any(pieces > left.get(line_id, 0) for line_id, pieces in asked.items()):
        verdict = evaluate(document, order, wish, at)
        assert not verdict.allowed
        assert not verdict.goodwill_possible


@many
@given(documents, orders(), times)
def test_options_and_evaluate_agree(document, order, at) -> None:
    for found in options(document, order, at):
        assert found.available == 0 or {option.reason for option in found.reasons} == set(REASONS)
        for option in found.reasons:
            for choice in option.choices:
                item = WishLine(found.line_id, found.available, option.reason, None)
                asked = Wish(choice.kind, (item,), choice.verdict.evidence)
                assert evaluate(document, order, asked, at) == choice.verdict
    allowed = {
        (found.line_id, option.reason, choice.kind)
        for found in options(document, order, at)
        for option in found.reasons
        for choice in option.possible
    }
    assert possible(document, order, at) == allowed


@many
@given(documents, orders(), wishes(), times)
def test_everything_survives_json(document, order, wish, at) -> None:
    assert OrderFacts.from_json(order.to_json()) == order
    assert Wish.from_json(wish.to_json()) == wish
    verdict = evaluate(document, order, wish, at)
    assert Verdict.from_json(verdict.to_json()) == verdict
    for found in options(document, order, at):
        assert LineOptions.from_json(found.to_json()) == found


@many
@given(documents)
def test_a_document_is_read_as_it_was_written(document) -> None:
    written = write(document)
    assert read(written) == document
    assert canonical(write(read(written))) == canonical(written)


@many
@given(documents, orders(), wishes(), times)
def test_what_happens_later_is_not_known_earlier(document, order, wish, at) -> None:
    def seen(when: datetime | None) -> datetime | None:
        return when if when is not None and when <= at else None

    then = replace(order, delivered_at=seen(order.delivered_at), shipped_at=seen(order.shipped_at))
    assert evaluate(document, order, wish, at) == evaluate(document, then, wish, at)


def test_the_time_of_an_evaluation_needs_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        evaluate(read(bare()), facts(), wish(), datetime(2026, 5, 2))  # noqa: DTZ001
