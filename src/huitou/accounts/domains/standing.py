"""How a claimed host stands after a look, and when the next one comes. Pure: no Django, no clock, no net.

pending → proven → lost, and back to proven when the records are there again; pending → expired.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

CLAIM_LASTS = timedelta(days=14)
DAILY = timedelta(days=1)
WHILE_FAILING = timedelta(hours=6)
# A proven host is lost only after both: mistakes in DNS are mended within days, and one look proves little.
LOST_AFTER = timedelta(days=3)
LOST_AFTER_LOOKS = 4
# So soon the next look comes, by the age of the claim.
EAGER = ((timedelta(hours=1), timedelta(minutes=5)), (DAILY, timedelta(minutes=15)), (CLAIM_LASTS, timedelta(hours=1)))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a look changes. `state`: pending, proven, lost or expired."""

    state: str
    claimed_at: datetime
    expires_at: datetime
    next_look_at: datetime | None = None
    proven_at: datetime | None = None
    failing_since: datetime | None = None
    failures: int = 0
    lost_at: datetime | None = None


def after_look(before: Standing, *, good: bool, at: datetime) -> Standing:
    """`good`: the owner's token is there, the host leads here, and no other shop has it."""
    if good:
        return replace(
            before, state="proven", proven_at=before.proven_at if before.state == "proven" else at,
            next_look_at=at + DAILY, failing_since=None, failures=0, lost_at=None,
        )  # fmt: skip
    if before.state == "proven":
        return _failing(before, at)
    if before.state == "pending" and at >= before.expires_at:
        return replace(before, state="expired", next_look_at=None)
    if before.state == "pending":
        return replace(before, next_look_at=at + _patience(at - before.claimed_at))
    return replace(before, next_look_at=at + DAILY if before.state == "lost" else None)


def _failing(before: Standing, at: datetime) -> Standing:
    since, failures = before.failing_since or at, before.failures + 1
    if at - since >= LOST_AFTER and failures >= LOST_AFTER_LOOKS:
        return replace(
            before, state="lost", lost_at=at, next_look_at=at + DAILY, failing_since=since, failures=failures
        )
    return replace(before, next_look_at=at + WHILE_FAILING, failing_since=since, failures=failures)


def _patience(age: timedelta) -> timedelta:
    return next((wait for until, wait in EAGER if age < until), EAGER[-1][1])
