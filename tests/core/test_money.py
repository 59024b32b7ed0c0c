"""Money: exact minor units, honest allocation, people's formats."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from huitou.core.money import (
    LARGEST_MINOR,
    AmountMalformed,
    CurrencyMismatch,
    CurrencyUnknown,
    Money,
    allocate,
    exponent,
    format_money,
    parse_amount,
    portion,
)


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30).filter(sum))
def test_allocated_parts_add_up_and_are_fair(minor, weights):
    parts = allocate(minor, weights)
    assert sum(parts) == minor
    total = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * total - minor * weight) < total


@given(st.integers(-(10**12), 10**12), st.integers(0, 10**6), st.integers(1, 10**6))
def test_a_portion_is_never_off_by_more_than_half_a_unit(minor, part, whole):
    assert abs(2 * (portion(minor, part, whole) * whole - minor * part)) <= whole


def test_ties_go_to_the_earlier_weight():
    assert allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocate(-100, [1, 1, 1]) == [-34, -33, -33]


def test_the_largest_remainder_goes_before_the_earlier_weight():
    assert allocate(1, [1, 2]) == [0, 1]
    assert Money(-1, "EUR").allocate([1, 2]) == [Money(0, "EUR"), Money(-1, "EUR")]
    assert (allocate(0, [1, 2]), allocate(5, [1])) == ([0, 0], [5])
    # By what is left over of each, not by who gets most; who has no weight gets nothing.
    assert (allocate(4, [3, 2]), allocate(5, [0, 3, 0])) == ([2, 2], [0, 5, 0])


@pytest.mark.parametrize(
    ("minor", "whole", "half"), [(1, 2, 1), (3, 2, 2), (-1, 2, -1), (-3, 2, -2), (1, 3, 0), (0, 1, 0)]
)
def test_halves_are_rounded_away_from_zero(minor, whole, half):
    assert Money(minor, "EUR").portion(1, whole) == Money(half, "EUR")


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1], [1, -1], [-1, -1]])
def test_nothing_is_split_by_weights_that_are_none(weights):
    with pytest.raises(ValueError, match="weights"):
        allocate(100, weights)


@pytest.mark.parametrize("whole", [0, -1])
def test_no_portion_of_nothing(whole):
    with pytest.raises(ValueError, match="positive whole"):
        portion(100, 1, whole)


def test_sums_are_added_taken_off_and_compared():
    one, two = Money(1, "EUR"), Money(2, "EUR")
    assert (one + two, one - two, -two) == (Money(3, "EUR"), Money(-1, "EUR"), Money(-2, "EUR"))
    assert (one < two, two < two, two < one) == (True, False, False)
    assert (one <= two, two <= two, two <= one) == (True, True, False)
    assert (bool(Money.zero("EUR")), bool(one), bool(-one)) == (False, True, True)


@pytest.mark.parametrize("mixed", ["__add__", "__sub__", "__lt__", "__le__"])
def test_currencies_do_not_mix(mixed):
    with pytest.raises(CurrencyMismatch) as refused:
        getattr(Money(1, "EUR"), mixed)(Money(1, "CNY"))
    assert refused.value.params == {"left": "EUR", "right": "CNY"}


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        Money(1.5, "EUR")


@pytest.mark.parametrize("minor", [True, "1"])
def test_what_only_looks_whole_is_refused(minor):
    with pytest.raises(TypeError):
        Money(minor, "EUR")


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("CNY", 2), ("KWD", 3)])
def test_exponents_come_from_cldr(currency, digits):
    assert exponent(currency) == digits


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("128.00", "CNY", 12800), ("128", "JPY", 128), (" 1.234 ", "KWD", 1234)]
)
def test_amounts_are_read_exactly(text, currency, minor):
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.234",
        "1e30",
        "nan",
        "snan",
        "inf",
        "-inf",
        "12,50",
        "１２x",
        "1e999999",
        "-1e999999",
        "1e-1000050",
        f"0.{40 * '9'}",
    ],
)
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(AmountMalformed):
        parse_amount(text, "EUR")


@pytest.mark.parametrize("sign", [1, -1])
def test_no_amount_is_above_the_largest(sign):
    assert parse_amount(str(sign * LARGEST_MINOR), "JPY") == Money(sign * LARGEST_MINOR, "JPY")
    whole = str(sign * LARGEST_MINOR // 100)
    assert parse_amount(whole, "EUR") == Money(sign * LARGEST_MINOR, "EUR")
    for text, currency in ((str(sign * (LARGEST_MINOR + 1)), "JPY"), (f"{whole}.01", "EUR")):
        with pytest.raises(AmountMalformed):
            parse_amount(text, currency)
    assert LARGEST_MINOR == 10**15


def test_an_unknown_currency_is_refused():
    with pytest.raises(CurrencyUnknown):
        parse_amount("1", "XYZW")
    with pytest.raises(CurrencyUnknown):
        Money(1, "XYZW")


@pytest.mark.parametrize(("locale", "text"), [("zh-hans", "¥128.00"), ("en", "CN¥128.00"), ("zh-hant", "CN¥128.00")])
def test_sums_are_written_as_people_write_them(locale, text):
    assert format_money(Money(12800, "CNY"), locale) == text


def test_a_sum_is_written_with_its_own_decimals_in_the_language_that_is_active():
    assert (format_money(Money(128, "JPY"), "en"), format_money(Money(-1234, "KWD"), "en")) == ("¥128", "-KWD1.234")
    with translation.override("zh-hans"):
        assert format_money(Money(12800, "CNY")) == "¥128.00"
    with translation.override(None):
        assert format_money(Money(12800, "CNY")) == "CN¥128.00"
