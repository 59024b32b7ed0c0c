"""Cells of foreign files: amounts, quantities, times, text."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from huitou.orders.connectors.values import (
    Unreadable,
    clean,
    decimal_comma_in,
    read_amount,
    read_quantity,
    read_time,
    round_amount,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("128.00", "CNY", 12800),
        ("128", "CNY", 12800),
        ("¥1,234.50", "CNY", 123450),
        ("１２８．５", "CNY", 12850),
        ("\u200b99.90\ufeff", "CNY", 9990),
        ("(12.00)", "USD", -1200),
        ("-3.5", "USD", -350),
        ("\u22123.5", "USD", -350),
        ("US$ 7", "USD", 700),
        ("1500", "JPY", 1500),
        ("1.234", "KWD", 1234),
        ("0.1", "EUR", 10),
        ("1e2", "CNY", 10000),
        ("12.500", "EUR", 1250),
    ],
)
def test_amounts_are_exact(text, currency, minor):
    assert read_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "minor"), [("1.234,50", 123450), ("12,5", 1250), ("R$ 99,90", 9990), ("1.234", 123400), ("7", 700)]
)
def test_a_decimal_comma_is_read_where_the_file_writes_one(text, minor):
    assert read_amount(text, "BRL", decimal_comma=True) == minor


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount_malformed"),
        ("twelve", "amount_malformed"),
        ("12.3.4", "amount_malformed"),
        ("1,2345.00", "amount_malformed"),
        ("NaN", "amount_malformed"),
        ("Infinity", "amount_malformed"),
        ("1e30", "amount_out_of_range"),
        ("9" * 40, "amount_out_of_range"),
        ("0.001", "amount_too_fine"),
        (f"0.{40 * '9'}", "amount_too_fine"),
        ("1e-1000050", "amount_too_fine"),
    ],
)
def test_what_is_no_amount_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        read_amount(text, "CNY")
    assert refused.value.code == code


def test_twelve_fifty_is_no_amount_in_a_file_of_decimal_commas():
    with pytest.raises(Unreadable):
        read_amount("12.50", "EUR", decimal_comma=True)


@pytest.mark.parametrize(
    ("cells", "comma"),
    [(["12,50", "7", "1.234,00"], True), (["12.50", "1,234.00"], False), (["1,234"], False), ([], False)],
)
def test_the_decimal_mark_is_told_by_cells_that_leave_no_doubt(cells, comma):
    assert decimal_comma_in(cells) is comma


def test_a_price_finer_than_the_currency_is_rounded_and_said():
    assert round_amount("0.005", "GBP") == (1, True)
    assert round_amount("2.55", "GBP") == (255, False)
    # More digits than a decimal context holds: neither rounded unsaid, nor twice.
    assert round_amount("0." + "9" * 40, "GBP") == (100, True)
    assert round_amount("0.004" + "9" * 40, "GBP") == (0, True)
    assert round_amount("-0.005", "GBP") == (-1, True)
    assert round_amount("128.5", "JPY") == (129, True)


@pytest.mark.parametrize(("text", "pieces"), [("3", 3), ("3.0", 3), ("-2", -2), ("０５", 5), (" 4 ", 4)])
def test_quantities_are_whole(text, pieces):
    assert read_quantity(text) == pieces


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1.5", "quantity_not_whole"),
        ("1e30", "quantity_out_of_range"),
        ("many", "quantity_malformed"),
        ("nan", "quantity_out_of_range"),
    ],
)
def test_what_is_no_quantity_is_refused(text, code):
    with pytest.raises(Unreadable) as refused:
        read_quantity(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "dates", "moment"),
    [
        ("2026-05-01T08:00:00Z", "", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026-05-01 16:00:00", "", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026/5/1 16:00", "", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026年5月1日 16:00", "", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("1/5/2026 16:00", "dmy", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("5/1/2026 16:00", "mdy", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("31.12.2025 8:00", "", datetime(2025, 12, 31, 0, tzinfo=UTC)),
        ("2026-05-01", "", datetime(2026, 4, 30, 16, tzinfo=UTC)),
    ],
)
def test_times_become_moments(text, dates, moment):
    assert read_time(text, SHANGHAI, dates=dates) == moment


@pytest.mark.parametrize(
    ("text", "zone", "code"),
    [
        ("2026-05-01 16:00:00", None, "time_without_zone"),
        ("5/4/2026", SHANGHAI, "time_ambiguous"),
        ("yesterday", SHANGHAI, "time_malformed"),
        ("2026-02-30", SHANGHAI, "time_malformed"),
        ("31/31/2026", SHANGHAI, "time_malformed"),
        ("0001-01-01T00:00:00Z", SHANGHAI, "time_out_of_range"),
    ],
)
def test_what_is_no_moment_is_refused(text, zone, code):
    with pytest.raises(Unreadable) as refused:
        read_time(text, zone)
    assert refused.value.code == code


def test_text_loses_what_nobody_sees():
    assert clean("  青瓷\u200b杯\ufeff \x00\t A  ") == "青瓷杯 A"
    assert clean("x" * 400) == "x" * 300
