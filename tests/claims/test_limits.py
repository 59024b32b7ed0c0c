"""Until when carriers take claims: the shop's word first, then the earliest limit that holds, then a precaution."""

from datetime import date

import pytest

from huitou.claims.limits import LIMITS, WHATS, last_day, limits_of

SENT, PROMISED, CAME, FOUND = date(2026, 11, 1), date(2026, 11, 5), date(2026, 11, 4), date(2026, 11, 6)
DAYS = {"handed_over": SENT, "delivered": CAME, "promised": PROMISED}


def asked(carrier: str, what: str, origin: str = "CN", *, abroad: bool = False, days=DAYS, own: int | None = None):
    return last_day(
        carrier=carrier, what=what, origin=origin, abroad=abroad, days=days, found_on=FOUND, own_days=own
    )  # fmt: skip


@pytest.mark.parametrize(
    ("carrier", "what", "origin", "abroad", "day", "proof"),
    [
        ("dhl", "lost", "CN", True, date(2026, 12, 1), "carrier"),
        # The law's week is over before the carrier's month.
        ("dhl", "damaged", "DE", False, date(2026, 11, 11), "law"),
        ("dhl", "damaged", "DE", True, date(2026, 12, 1), "carrier"),
        ("gls", "damaged", "DE", False, date(2026, 11, 11), "law"),
        ("usps", "lost", "US", False, date(2026, 12, 31), "secondary"),
        ("ups", "damaged", "US", False, date(2027, 1, 3), "secondary"),
        ("ups", "damaged", "US", True, date(2026, 11, 18), "secondary"),
        ("sf", "lost", "CN", False, date(2026, 11, 20), "unknown"),
        ("dhl", "weight", "DE", False, date(2026, 11, 20), "unknown"),
    ],
)
def test_the_last_day(carrier, what, origin, abroad, day, proof):
    found = asked(carrier, what, origin, abroad=abroad)
    assert (found.day, found.proof) == (day, proof)
    assert bool(found.source) == (proof in ("carrier", "law", "secondary"))


def test_the_shops_word_goes_first_and_counts_from_its_own_day():
    assert asked("dhl", "lost", own=10).day == date(2026, 11, 11)
    assert asked("dhl", "damaged", own=10).day == date(2026, 11, 14)
    assert asked("dhl", "lost", own=10, days={}).day == date(2026, 11, 16)


def test_a_limit_whose_day_is_not_known_does_not_count():
    assert asked("dhl", "lost", days={"delivered": CAME}).proof == "unknown"


def test_where_a_carrier_takes_none_at_first_it_is_said():
    assert asked("usps", "lost", "US").first_day == date(2026, 11, 16)


def test_every_limit_names_its_source_and_day():
    assert all(row.source and row.proof in ("carrier", "law", "secondary") and row.days > 0 for row in LIMITS)
    assert {what for row in LIMITS for what in row.what} <= set(WHATS)
    assert [row.carrier for row in limits_of("dhl")] == ["dhl", "dhl", "", ""]
