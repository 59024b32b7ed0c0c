"""Rate limits: exact under a race, gone after their window, and not given back by a failure."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection

from huitou.accounts.limits import Limit, TooManyTries, count, forget_old
from huitou.accounts.models import AttemptCount

FIVE_AN_HOUR = Limit("test", times=5, window=timedelta(hours=1))


def test_the_sixth_try_within_the_hour_is_refused_with_the_wait(database, clock):
    at = clock.now()
    for _ in range(5):
        count([(FIVE_AN_HOUR, "anna")], at=at)

    with pytest.raises(TooManyTries) as refused:
        count([(FIVE_AN_HOUR, "anna")], at=at + timedelta(minutes=14, seconds=30))

    assert refused.value.status == 429
    assert refused.value.params == {"minutes": 46}
    count([(FIVE_AN_HOUR, "berta")], at=at)  # another key has its own count


def test_after_the_window_the_count_starts_anew(database, clock):
    at = clock.now()
    for _ in range(5):
        count([(FIVE_AN_HOUR, "anna")], at=at)

    later = at + timedelta(hours=1)
    for _ in range(5):
        count([(FIVE_AN_HOUR, "anna")], at=later)
    with pytest.raises(TooManyTries):
        count([(FIVE_AN_HOUR, "anna")], at=later)


def test_a_failure_of_the_caller_gives_no_try_back(database, clock):
    at = clock.now()
    for _ in range(5):
        with pytest.raises(ZeroDivisionError):
            _count_and_fail(at)

    with pytest.raises(TooManyTries):
        count([(FIVE_AN_HOUR, "anna")], at=at)


@pytest.mark.race
def test_of_32_threads_exactly_five_get_through(database, clock):
    at = clock.now()

    def one_try(_number: int) -> bool:
        try:
            count([(FIVE_AN_HOUR, "anna"), (Limit("wide", 1000, timedelta(hours=1)), "anna")], at=at)
        except TooManyTries:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(32) as pool:
        passed = list(pool.map(one_try, range(32)))

    assert sum(passed) == 5
    assert AttemptCount.objects.get(kind="wide").count == 32


def test_no_address_is_stored_and_old_counters_are_deleted(database, clock):
    at = clock.now()
    count([(FIVE_AN_HOUR, "anna@example.com")], at=at)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_attempt_count t")
        assert "anna" not in cursor.fetchone()[0]

    assert forget_old(at=at + timedelta(hours=24)) == 0
    assert forget_old(at=at + timedelta(hours=26)) == 1


def _count_and_fail(at):
    count([(FIVE_AN_HOUR, "anna")], at=at)
    raise ZeroDivisionError
