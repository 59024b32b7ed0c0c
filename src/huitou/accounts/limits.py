"""Rate limits, counted in PostgreSQL so that every process shares them. Called before the guarded work.

A count is one atomic upsert in a transaction of its own: what the caller does afterwards cannot take it back.
It must never be called inside another transaction, and it keeps no address, only a keyed digest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from huitou.accounts.digests import keyed_digest
from huitou.accounts.models.attempt_count import AttemptCount
from huitou.core.errors import HuitouError


class TooManyTries(HuitouError):
    """A limit is used up. ``minutes`` is how long to wait, rounded up."""

    code = "too_many_tries"
    status: ClassVar[int] = 429
    message = _("That was tried too often. Please wait %(minutes)s minutes and try again.")


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``times`` within a window that starts with the first attempt and lasts ``window``."""

    kind: str
    times: int
    window: timedelta


COUNT = """
INSERT INTO accounts_attempt_count AS seen (kind, digest, window_started_at, window_ends_at, count)
VALUES (%(kind)s, %(digest)s, %(at)s, %(end)s, 1)
ON CONFLICT (kind, digest) DO UPDATE SET
    count = CASE WHEN seen.window_ends_at <= %(at)s THEN 1 ELSE seen.count + 1 END,
    window_started_at = CASE WHEN seen.window_ends_at <= %(at)s THEN %(at)s ELSE seen.window_started_at END,
    window_ends_at = CASE WHEN seen.window_ends_at <= %(at)s THEN %(end)s ELSE seen.window_ends_at END
RETURNING count, window_ends_at
"""


def count(checks: Iterable[tuple[Limit, str]], *, at: datetime) -> None:
    """Count one attempt against every (limit, key); all are counted even if the first is used up.

    Raises: TooManyTries, with the longest wait of the limits that are used up.
    """
    # One order for everybody, so that two attempts with the same keys never wait for each other in a circle.
    ordered = sorted(checks, key=lambda check: (check[0].kind, check[1]))
    over: list[datetime] = []
    with transaction.atomic(durable=True), connection.cursor() as cursor:
        for limit, key in ordered:
            cursor.execute(COUNT, _row(limit, key, at))
            seen, ends_at = cursor.fetchone()
            if seen > limit.times:
                over.append(ends_at)
    if over:
        raise TooManyTries(minutes=_minutes(max(over) - at))


def forget_old(*, at: datetime, keep: timedelta = timedelta(days=1)) -> int:
    """Delete counters whose window ended longer than ``keep`` ago; returns how many."""
    return AttemptCount.objects.filter(window_ends_at__lt=at - keep).delete()[0]


def _row(limit: Limit, key: str, at: datetime) -> dict[str, Any]:
    digest = keyed_digest(f"limit.{limit.kind}", key)
    return {"kind": limit.kind, "digest": digest, "at": at, "end": at + limit.window}


def _minutes(wait: timedelta) -> int:
    return max(1, -int(-wait.total_seconds() // 60))
