"""Calls that were not believed: kept for a while as they came, and tried again when somebody has mended the secret.

Called by the door for pushes, the desk and the API. Nobody has vouched for these bytes: they are few, small and short-
lived, and nothing of them counts before an adapter has verified them anew.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import F

from huitou.core.actors import Actor
from huitou.core.errors import NotFound
from huitou.core.events import canonical
from huitou.core.verbs import verb
from huitou.core.webhooks import Called
from huitou.parcels.models import RefusedPush

KEPT_DAYS: Final = 30
LARGEST_KEPT: Final = 64 * 1024
# Of one source; whoever knocks more often is only counted in the log.
MOST_KEPT: Final = 100
LONGEST_HEADER: Final = 400
# In which of its headers a source can sign, or say which event it is.
_SIGNING: Final = ("hmac", "sign", "hash", "webhook", "content-type", "topic", "event", "delivery", "source")


@verb
def keep_refused(*, actor: Actor, at: datetime, code: str, called: Called, reason: str) -> RefusedPush | None:
    """Keep the call; the same call again is counted. None where the source has too many already."""
    signed = _signed(called)
    # With what signs it: else a forger could put the same bytes here first, and a true call would be lost.
    digest = hashlib.sha256(canonical(signed).encode() + called.body).digest()
    rows = RefusedPush.objects.filter(source=code)
    rows.filter(received_at__lt=at - timedelta(days=KEPT_DAYS)).delete()
    if rows.filter(body_hash=digest).update(times=F("times") + 1, received_at=at, reason=reason[:80]):
        return None
    if rows.count() >= MOST_KEPT:
        return None
    row, _made = RefusedPush.objects.get_or_create(
        shop_id=actor.shop_id, source=code, body_hash=digest,
        defaults={
            "reason": reason[:80],
            "headers": signed,
            "body": called.body if len(called.body) <= LARGEST_KEPT else b"",
            "size": len(called.body),
            "received_at": at,
        },
    )  # fmt: skip
    return row


def called_again(row: RefusedPush, at: datetime) -> Called:
    """The call as it came, for its adapter. Raises NotFound for one that was too large to keep."""
    if len(row.body) != row.size:
        raise NotFound()
    return Called(headers=dict(row.headers), body=bytes(row.body), at=at)


def drop_refused(key: UUID) -> None:
    """It was believed after all. Inside a verb."""
    RefusedPush.objects.filter(pk=key).delete()


def _signed(called: Called) -> dict[str, str]:
    return {
        name: value[:LONGEST_HEADER]
        for name, value in called.headers.items()
        if any(part in name for part in _SIGNING) and name not in ("cookie", "authorization")
    }  # fmt: skip
