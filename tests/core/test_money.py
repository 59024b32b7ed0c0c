"""Money: exact minor units, honest allocation, people's formats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.core.money import (
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


def test_currencies_do_not_mix():
    with pytest.raises(CurrencyMismatch) as refused:
        Money(1, "EUR") + Money(1, "CNY")
    assert refused.value.params == {"left": "EUR", "right": "CNY"}


def test_a_float_is_refused():
    with pytest.raises(TypeError):
        Money(1.5, "EUR")


@pytest.mark.parametrize(("currency", "digits"), [("JPY", 0), ("CNY", 2), ("KWD", 3)])
def test_exponents_come_from_cldr(currency, digits):
    assert exponent(currency) == digits


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("128.00", "CNY", 12800), ("128", "JPY", 128), (" 1.234 ", "KWD", 1234)]
)
def test_amounts_are_read_exactly(text, currency, minor):
    assert parse_amount(text, currency) == Money(minor, currency)


@pytest.mark.parametrize("text", ["", "1.234", "1e30", "nan", "-inf", "12,50", "１２x"])
def test_what_is_no_amount_is_refused(text):
    with pytest.raises(AmountMalformed):
        parse_amount(text, "EUR")


def test_an_unknown_currency_is_refused():
    with pytest.raises(CurrencyUnknown):
        parse_amount("1", "XYZW")


@pytest.mark.parametrize(("locale", "text"), [("zh-hans", "¥128.00"), ("en", "CN¥128.00"), ("zh-hant", "CN¥128.00")])
def test_sums_are_written_as_people_write_them(locale, text):
    assert format_money(Money(12800, "CNY"), locale) == text
