"""The arithmetic of a warranty: what a repair adds, under which law, and never less than was promised."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.services.cover import ENDLESS, MOMENT
from huitou.services.diagnoses import custody
from huitou.services.machine import REPAIR
from huitou.services.showing import last_of
from huitou.services.warranty import Ground, Limits, Mended, warranty

DAY = timedelta(days=1)
START = datetime(2026, 8, 3, 12, tzinfo=UTC)
CHINA = Ground(True, "cn-3g-11", START + 366 * DAY, pauses=True)
EUROPE = Ground(True, "eu-sgd-10", START + 731 * DAY, extends=366 * DAY)
BRITAIN = Ground(True, "uk-cra-23", START + 2192 * DAY)


def mended(ref: str, after: int, took: int) -> Mended:
    return Mended(ref, START + after * DAY, START + (after + took) * DAY)


def test_in_china_the_time_at_the_workshop_is_not_counted():
    found = warranty(START, [CHINA], [mended("W-1", 10, 12), mended("W-2", 100, 5)])
    assert found.until == START + (366 + 17) * DAY
    assert [(one.ref, one.added.days) for one in found.history] == [("W-1", 12), ("W-2", 5)]


def test_in_the_union_a_repair_adds_twelve_months_once():
    found = warranty(START, [EUROPE], [mended("W-1", 10, 12), mended("W-2", 100, 5)])
    assert found.until == START + (731 + 366) * DAY
    assert [one.ref for one in found.history] == ["W-1"]


def test_where_the_law_says_nothing_a_repair_adds_nothing():
    assert warranty(START, [BRITAIN], [mended("W-1", 10, 12)]).until == BRITAIN.until


def test_a_repair_within_the_time_that_an_earlier_one_added_counts():
    found = warranty(START, [CHINA], [mended("W-2", 370, 3), mended("W-1", 300, 10)])
    assert found.until == START + (366 + 13) * DAY


def test_a_repair_after_the_end_revives_nothing():
    found = warranty(START, [CHINA], [mended("W-1", 366, 10)])
    assert (found.until, found.history) == (CHINA.until, ())


def test_the_promise_that_reaches_furthest_counts():
    shop = Ground(False, "2", START + 1_000 * DAY, pauses=True)
    found = warranty(START, [CHINA, shop], [])
    assert (found.ground, found.until) == (shop, shop.until)


def test_what_has_no_end_names_no_last_day():
    endless = warranty(START, [Ground(False, "2.5", START + ENDLESS, pauses=True)], [mended("a", 3, 2)])
    assert (last_of(endless), last_of(warranty(START, [CHINA], []))) == (None, START + 366 * DAY - MOMENT)


def test_nothing_promised_covers_nothing():
    found = warranty(START, [], [mended("W-1", 1, 1)])
    assert not found.covers(START)


def test_the_last_moment_is_covered_and_the_end_is_not():
    found = warranty(START, [CHINA], [])
    assert found.covers(CHINA.until - timedelta(microseconds=1))
    assert not found.covers(CHINA.until)


grounds = st.lists(
    st.builds(
        Ground,
        st.booleans(),
        st.sampled_from(["a", "b"]),
        st.integers(1, 2_500).map(lambda days: START + days * DAY),
        st.booleans(),
        st.sampled_from([timedelta(), 366 * DAY]),
    ),
    max_size=4,
)
repairs = st.lists(
    st.builds(
        lambda number, after, took: mended(f"W-{number:04}", after, took),
        st.integers(0, 9_999), st.integers(0, 3_000), st.integers(0, 400),
    ),
    max_size=6,
    unique_by=lambda one: one.ref,
)  # fmt: skip


@given(grounds, repairs, st.randoms())
def test_repairs_never_shorten_and_their_order_of_telling_does_not_matter(promised, done, random):
    found = warranty(START, promised, done)
    assert all(found.until >= ground.until for ground in promised)
    shuffled = list(done)
    random.shuffle(shuffled)
    assert warranty(START, promised, shuffled) == found
    assert found.until == (found.ground.until if found.ground else START) + sum(
        (one.added for one in found.history), timedelta()
    )


@given(grounds, repairs, st.integers(0, 3_000), st.integers(0, 400))
def test_one_more_repair_never_takes_cover_away(promised, done, after, took):
    before = warranty(START, promised, done)
    assert warranty(START, promised, [*done, mended("X", after, took)]).until >= before.until


@pytest.mark.parametrize(
    ("limits", "repairs_done", "days", "spent"),
    [
        (Limits(2, 30), 1, 30, False),
        (Limits(2, 30), 2, 3, True),
        (Limits(2, 30), 1, 31, True),
        (Limits(1), 0, 400, False),
        (Limits(1), 1, 0, True),
        (Limits(), 9, 900, False),
    ],
)
def test_when_the_shop_has_had_its_chances(limits, repairs_done, days, spent):
    assert limits.spent(repairs_done, days * DAY) is spent


def test_of_every_state_it_is_known_who_has_the_goods():
    holders = {state: custody(state, shipped=False).code for state in REPAIR.states}
    assert holders == {
        "diagnosing": "workshop", "repairing": "workshop", "quoted": "workshop", "to_send_back": "workshop",
        "failed": "workshop", "awaiting_payment": "workshop", "payment_said": "workshop", "unclaimed": "workshop",
        "payment_to_check": "workshop", "on_the_way": "carrier",
        "traced": "carrier", "returned": "buyer",
    }  # fmt: skip
    assert custody("failed", shipped=True).code == "lost"
