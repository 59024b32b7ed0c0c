"""The one clock. Delivery and jobs ask `now()`; everything below is passed `at`.

The clock can be moved in tests (`moved`) and in the demo (`shift`, kept in the database, so that the web and the
worker agree). A real installation never moves it.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import caches
from django.utils import timezone

_moved: ContextVar[timedelta] = ContextVar("huitou_clock_moved", default=timedelta(0))
_SHIFT_KEY = "huitou.clock.shift.seconds"
_shift_seen: tuple[float, timedelta] = (0.0, timedelta(0))


def now() -> datetime:
    """The present moment, aware, in UTC; shifted where the installation allows that."""
    return timezone.now() + _moved.get() + _shift()


def shift(by: timedelta) -> timedelta:
    """Move the whole installation's clock forward by `by` and return the total shift. Only for a movable clock."""
    if not settings.HUITOU_CLOCK_MOVABLE:
        raise RuntimeError("the clock of this installation cannot be moved")
    if by < timedelta(0):
        raise ValueError("the clock never goes back")
    global _shift_seen
    total = _stored_shift() + by
    caches["default"].set(_SHIFT_KEY, int(total.total_seconds()), timeout=None)
    _shift_seen = (time.monotonic(), total)
    return total


@contextmanager
def moved(by: timedelta) -> Iterator[None]:
    """Within this block (and this thread) the clock stands `by` later; blocks add up."""
    token = _moved.set(_moved.get() + by)
    try:
        yield
    finally:
        _moved.reset(token)


def forget_shift() -> None:
    """Read the stored shift anew at the next question; for tests, which empty the database in between."""
    global _shift_seen
    _shift_seen = (0.0, timedelta(0))


def _shift() -> timedelta:
    global _shift_seen
    if not settings.HUITOU_CLOCK_MOVABLE:
        return timedelta(0)
    seen_at, value = _shift_seen
    if time.monotonic() - seen_at > settings.HUITOU_CLOCK_KEPT_SECONDS:
        value = _stored_shift()
        _shift_seen = (time.monotonic(), value)
    return value


def _stored_shift() -> timedelta:
    return timedelta(seconds=int(caches["default"].get(_SHIFT_KEY, 0)))
