"""The pure parts: which requests are visits, what two rates say, what figures advise."""

from datetime import date

import pytest

from huitou.retention.advice import Advice, Code, Measured, advise
from huitou.retention.visits import is_visit
from huitou.retention.wismo import Rate, Verdict, around, compare

PHONE = {"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) MicroMessenger/8.0.50"}


@pytest.mark.parametrize(
    ("method", "headers", "counts"),
    [
        ("GET", PHONE, True),
        ("GET", PHONE | {"Sec-Fetch-Dest": "document"}, True),
        ("HEAD", PHONE, False),
        ("POST", PHONE, False),
        ("GET", {}, False),
        ("GET", PHONE | {"Sec-Purpose": "prefetch;prerender"}, False),
        ("GET", PHONE | {"Purpose": "prefetch"}, False),
        ("GET", PHONE | {"HX-Request": "true"}, False),
        ("GET", PHONE | {"Sec-Fetch-Dest": "image"}, False),
        ("GET", {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"}, False),
        ("GET", {"User-Agent": "WhatsApp/2.23.20.0"}, False),
        ("GET", {"User-Agent": "python-requests/2.31"}, False),
    ],
)
def test_only_people_are_counted(method, headers, counts):
    assert is_visit(method, headers) is counts


def test_two_rates_are_compared_only_where_there_is_enough():
    assert compare(Rate(30, 99), Rate(5, 500)).verdict == Verdict.TOO_FEW
    assert compare(Rate(4, 500), Rate(5, 500)).verdict == Verdict.TOO_FEW
    assert compare(Rate(40, 500), Rate(15, 500), days=13).verdict == Verdict.TOO_FEW
    assert compare(Rate(40, 500), Rate(36, 500)).verdict == Verdict.SAME
    assert compare(Rate(15, 500), Rate(40, 500)).verdict == Verdict.MORE
    fewer = compare(Rate(40, 500), Rate(15, 500))
    assert fewer.verdict == Verdict.FEWER
    # Exact binomial bounds of the same counts are 0.19 and 0.69.
    assert (round(fewer.ratio, 3), round(fewer.low, 2), round(fewer.high, 2)) == (0.383, 0.21, 0.69)
    assert Rate(3, 0).per_hundred is None


def test_both_sides_of_a_beginning_are_equally_long_and_known():
    began, known = date(2026, 6, 1), date(2026, 5, 20)
    assert around(began, date(2026, 11, 1), known_since=known) == (
        (date(2026, 5, 20), began), (began, date(2026, 6, 13)),
    )  # fmt: skip
    assert around(began, date(2026, 6, 4), known_since=known)[1] == (began, date(2026, 6, 4))
    assert around(began, date(2026, 11, 1), known_since=date(2025, 1, 1))[0][0] == date(2026, 4, 6)
    assert around(began, date(2026, 6, 1), known_since=known) is None
    assert around(began, date(2026, 7, 1), known_since=date(2026, 6, 1)) is None


def test_advice_stands_on_enough_or_is_not_given():
    assert list(advise(Measured(visits={"ready": 99}, late_parcels=19, late_thrice=19, echoes={"a": (99, 99)}))) == []
    worse = compare(Rate(15, 500), Rate(40, 500))
    assert list(
        advise(
            Measured(
                visits={"ready": 30, "announced": 24, "moving": 46}, late_parcels=29, late_thrice=12, unanswered=2,
                lately=worse, echoes={"portal.shipped": (200, 17), "lanes.trouble": (100, 4)},
            )
        )
    ) == [
        Advice(Code.UNANSWERED, 2, 2),
        Advice(Code.MORE_QUESTIONS, 161, 500),
        Advice(Code.LATE_COME_BACK, 41, 29),
        Advice(Code.AT_POINT, 30, 100),
        Advice(Code.AFTER_MESSAGE, 8, 200, "portal.shipped"),
    ]  # fmt: skip
