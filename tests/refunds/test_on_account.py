"""A sheet that takes the place of another one of its cause: what that one has paid is paid of it. All pure."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from huitou.refunds.on_account import suffices
from huitou.refunds.sheet import LineFact, SheetFacts, compute

FACTS = SheetFacts("EUR", True, (LineFact("a", "Kettle", 2, 500, coming_back=2),), 1_000)
ANEW = replace(FACTS, instead_of=("s1",), account_minor=400)


def test_the_sum_stays_the_whole_one_and_says_what_was_paid_of_it() -> None:
    told = compute(ANEW).items[-1]
    assert (compute(ANEW).total_minor, compute(ANEW).lines) == (1_000, compute(FACTS).lines)
    assert (told.code, told.amount_minor, dict(told.params)) == ("on_account", 0, {"account_minor": 400})


@pytest.mark.parametrize(
    ("covered", "owed", "kept", "total"),
    [(900, 0, 0, 400), (500, 0, 0, 500), (0, 0, 500, 500), (300, 0, 500, 400), (700, 0, 500, 400), (0, 900, 0, 500)],
)
def test_neither_what_left_elsewhere_nor_a_debt_is_taken_from_what_was_paid(covered, owed, kept, total) -> None:
    facts = replace(ANEW, covered_minor=covered, owed_minor=owed, kept_minor=kept)
    assert compute(facts).total_minor == total


def test_where_little_is_left_a_debt_is_kept_back_of_the_rest_alone() -> None:
    assert compute(replace(ANEW, paid_minor=600, kept_minor=500)).total_minor == 400
    assert compute(replace(FACTS, paid_minor=600, kept_minor=500)).total_minor == 300


def test_facts_without_an_earlier_sheet_are_written_as_before() -> None:
    assert {"instead_of", "account_minor"}.isdisjoint(FACTS.to_json())
    for facts in (FACTS, ANEW):
        assert SheetFacts.from_json(facts.to_json()) == facts


@pytest.mark.parametrize(
    ("minor", "all_sheets", "instead_of", "enough"),
    [(9, False, (), False), (10, False, (), True), (11, False, (), False), (11, True, (), True),
     (11, False, ("s1",), True), (9, True, ("s1",), False)],
)  # fmt: skip
def test_more_than_the_sum_is_enough_only_of_what_earlier_sheets_paid(minor, all_sheets, instead_of, enough) -> None:
    sheet = SimpleNamespace(total_minor=10, instead_of=instead_of)
    assert suffices(minor, sheet, all_sheets=all_sheets) is enough
