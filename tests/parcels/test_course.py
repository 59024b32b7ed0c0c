"""The same reports make the same course, in whatever order and however often they come."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huitou.parcels.course import (
    ANNOUNCED,
    COLLECTED,
    DELIVERED,
    IN_TRANSIT,
    LOST,
    RETURNED,
    STATES,
    Scan,
    course_of,
    of_this_parcel,
)

START = datetime(2026, 5, 1, tzinfo=UTC)


def scan(state, hours):
    return Scan(state, START + timedelta(hours=hours))


SCANS = st.lists(st.builds(scan, st.sampled_from(STATES), st.integers(0, 9)), max_size=8)


@pytest.mark.parametrize(
    ("scans", "state", "delivered"),
    [
        ([], ANNOUNCED, None),
        ([scan(ANNOUNCED, 5)], ANNOUNCED, None),
        ([scan(COLLECTED, 1), scan(ANNOUNCED, 5)], COLLECTED, None),
        ([scan(DELIVERED, 9), scan(COLLECTED, 1), scan(IN_TRANSIT, 4)], DELIVERED, 9),
        ([scan(DELIVERED, 3), scan(IN_TRANSIT, 5)], IN_TRANSIT, None),
        ([scan(DELIVERED, 3), scan(IN_TRANSIT, 5), scan(DELIVERED, 8)], DELIVERED, 8),
        ([scan(DELIVERED, 3), scan(IN_TRANSIT, 3)], DELIVERED, 3),
        ([scan(LOST, 5), scan(DELIVERED, 8)], DELIVERED, 8),
        ([scan(COLLECTED, 1), scan(LOST, 5)], LOST, None),
        ([scan(DELIVERED, 3), scan(RETURNED, 9)], RETURNED, None),
    ],
)
def test_the_last_thing_that_occurred_decides(scans, state, delivered):
    course = course_of(scans)
    assert course.state == state
    assert course.delivered_at == (None if delivered is None else START + timedelta(hours=delivered))


@given(SCANS, st.randoms())
def test_arrival_does_not_matter(scans, random):
    shuffled = scans * 2
    random.shuffle(shuffled)
    assert course_of(shuffled) == course_of(scans)


@given(SCANS)
def test_a_parcel_left_before_it_came(scans):
    course = course_of(scans)
    if course.delivered_at:
        assert course.shipped_at is not None
        assert course.shipped_at <= course.delivered_at
    assert (course.delivered_at is None) == (course.state != DELIVERED)


@pytest.mark.parametrize(
    ("before", "days", "ours"),
    [(LOST, 31, False), (LOST, 20, True), (IN_TRANSIT, 91, False), (IN_TRANSIT, 80, True), (DELIVERED, 31, False)],
)
def test_a_number_that_was_given_out_anew_revives_no_old_parcel(before, days, ours):
    told = [scan(COLLECTED, 0), scan(before, 5), scan(COLLECTED, 5 + days * 24), scan(DELIVERED, 9 + days * 24)]
    assert of_this_parcel(told, begins_at=START) == [True, True, ours, ours]
