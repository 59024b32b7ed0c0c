"""When windows open and end: local days, daylight saving, days off, and the last moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from huitou.policies.rules import evaluate, read

from .builders import bare, facts, line, moment, offer, rule, wish

MOMENT = timedelta(microseconds=1)


def until(document, **changes):
    """The end of the only window for an order with these facts, asked on the day of delivery."""
    order = facts(**changes)
    assert order.delivered_at is not None
    return evaluate(read(document), order, wish(), order.delivered_at).until


@pytest.mark.parametrize(
    ("zone", "delivered", "expected"),
    [
        # The day after signing is day 1, however early or late the parcel came (CN).
        ("Asia/Shanghai", "2026-05-01T00:00:00+08:00", "2026-05-08T23:59:59.999999+08:00"),
        ("Asia/Shanghai", "2026-05-01T23:59:59+08:00", "2026-05-08T23:59:59.999999+08:00"),
        # 17:00 UTC is already the next day in Shanghai.
        ("Asia/Shanghai", "2026-05-01T17:00:00+00:00", "2026-05-09T23:59:59.999999+08:00"),
        # Clocks go forward within the window: its end is local midnight all the same.
        ("Europe/Berlin", "2026-03-25T12:00:00+01:00", "2026-04-01T23:59:59.999999+02:00"),
        # Clocks go back at midnight of the last day (São Paulo, February 2019).
        ("America/Sao_Paulo", "2019-02-09T12:00:00-02:00", "2019-02-16T23:59:59.999999-03:00"),
        # Midnight does not exist on the day after the last one (São Paulo, November 2018).
        ("America/Sao_Paulo", "2018-10-27T12:00:00-03:00", "2018-11-03T23:59:59.999999-03:00"),
    ],
)
def test_a_window_ends_with_the_last_local_day(zone, delivered, expected) -> None:
    found = until(bare(timezone=zone), delivered_at=moment(delivered), placed_at=moment("2018-01-01T00:00:00+00:00"))
    assert found == moment(expected)


def test_the_last_moment_is_inside_and_the_next_is_not() -> None:
    document = read(bare(timezone="Asia/Shanghai"))
    last = moment("2026-05-08T23:59:59.999999+08:00")
    assert evaluate(document, facts(), wish(), last).allowed
    assert not evaluate(document, facts(), wish(), last + MOMENT).allowed


def test_a_window_of_no_days_ends_on_the_day_of_delivery() -> None:
    document = bare(timezone="Asia/Shanghai", rules=[rule("x", [offer(days=0)])])
    assert until(document) == moment("2026-05-01T23:59:59.999999+08:00")


def test_a_last_day_off_moves_to_the_next_working_day() -> None:
    calendar = {"last_day": "next_working_day", "days_off": ["saturday", "sunday"], "holidays": ["2026-05-11"]}
    document = bare(timezone="Asia/Shanghai", calendar=calendar)
    # Delivered on Saturday 2 May: day 7 is Saturday the 9th, Monday the 11th is a holiday.
    assert until(document, delivered_at=moment("2026-05-02T10:00:00+08:00")) == moment(
        "2026-05-12T23:59:59.999999+08:00"
    )
    assert until(document) == moment("2026-05-08T23:59:59.999999+08:00")
    assert until(bare(timezone="Asia/Shanghai"), delivered_at=moment("2026-05-02T10:00:00+08:00")) == moment(
        "2026-05-09T23:59:59.999999+08:00"
    )


def test_the_clock_starts_with_the_last_parcel() -> None:
    document = read(bare(timezone="Asia/Shanghai"))
    early = line(delivered_at=moment("2026-05-01T11:00:00+08:00"))
    at = moment("2026-05-03T12:00:00+08:00")
    one_still_coming = evaluate(document, facts(early, delivered_at=None), wish(), at)
    assert one_still_coming.allowed
    assert one_still_coming.until is None, "no time has run before the last parcel is there"
    assert evaluate(document, facts(early, delivered_at=None), wish(), moment("2026-08-01T12:00:00+08:00")).allowed
    all_there = evaluate(document, facts(early, delivered_at=moment("2026-05-02T11:00:00+08:00")), wish(), at)
    assert all_there.until == moment("2026-05-09T23:59:59.999999+08:00")


def test_a_line_whose_parcel_is_still_coming_is_not_delivered() -> None:
    document = read(bare(timezone="Asia/Shanghai"))
    order = facts(line("a"), line("b", delivered_at=moment("2026-05-01T11:00:00+08:00")), delivered_at=None)
    at = moment("2026-05-03T12:00:00+08:00")
    assert [g.code for g in evaluate(document, order, wish(), at).reasons] == ["window_not_begun"]
    assert evaluate(document, order, wish(line_id="b"), at).allowed


def test_a_purchase_long_ago_does_not_shorten_the_window() -> None:
    document = read(bare(timezone="Asia/Shanghai"))
    order = facts(placed_at=moment("2024-01-01T00:00:00+08:00"))
    assert evaluate(document, order, wish(), moment("2026-05-08T20:00:00+08:00")).allowed


def test_an_undelivered_parcel_is_late_from_the_day_after_the_promised_one() -> None:
    late = rule("late", [offer("refund_only", 10, "promise")], stages=["in_transit"], reasons=["not_received"])
    document = read(bare(timezone="Asia/Shanghai", rules=[late], terms={"promise_days": 5}))
    asked = wish("refund_only", "not_received")
    promised = facts(delivered_at=None, promised_at=moment("2026-04-28T18:00:00+08:00"))
    first = moment("2026-04-29T00:00:00+08:00")
    before = evaluate(document, promised, asked, first - MOMENT)
    assert (before.allowed, before.opens_at, before.goodwill_possible) == (False, first, False)
    assert [(g.rule, g.code) for g in before.reasons] == [("2.1", "not_due")]
    assert evaluate(document, promised, asked, first).until == moment("2026-05-08T23:59:59.999999+08:00")
    unpromised = facts(delivered_at=None)  # bought on 20 April, so 5 days later
    assert evaluate(document, unpromised, asked, first).until == moment("2026-05-05T23:59:59.999999+08:00")
