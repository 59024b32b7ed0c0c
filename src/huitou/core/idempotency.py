"""Idempotency keys of calls that come in: the first answer is stored and replayed; another content is an error.

Called by the API around a verb; a step of its own transaction, so that a crash in between is seen as under way.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.models import IdempotentCall
from huitou.core.tenancy import in_shop

# A call that has been under way for longer was cut off; its key may be used again, the verb's own keys guard effects.
CUT_OFF = timedelta(minutes=2)


class KeyReused(HuitouError):
    """The key came before with another content."""

    code = "idempotency_key_reused"
    status = 422
    message = _("This Idempotency-Key was used for another request. Send a new key for a new request.")


class StillUnderWay(HuitouError):
    """The first call with this key has not ended."""

    code = "idempotency_under_way"
    message = _("The first request with this Idempotency-Key is still under way. Ask again in a few seconds.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer."""

    status: int
    body: bytes
    content_type: str


def fingerprint(*parts: bytes) -> bytes:
    """SHA-256 over the request's method, path and body."""
    return hashlib.sha256(b"\x00".join(parts)).digest()


def begin(shop_id: UUID, source: str, key: str, content: bytes, at: datetime) -> Answer | None:
    """Claim the key: None = go on and `finish`; an Answer = replay it. Raises KeyReused, StillUnderWay."""
    with in_shop(shop_id):
        try:
            with transaction.atomic():
                IdempotentCall.objects.create(
                    shop_id=shop_id, source=source, key=key, fingerprint=content, started_at=at
                )
            return None
        except IntegrityError:
            call = IdempotentCall.objects.select_for_update().get(source=source, key=key)
        if bytes(call.fingerprint) != content:
            raise KeyReused()
        if call.status is not None:
            return Answer(call.status, bytes(call.response), call.content_type)
        if at - call.started_at < CUT_OFF:
            raise StillUnderWay()
        call.started_at = at
        call.save(update_fields=["started_at"])
        return None


def finish(shop_id: UUID, source: str, key: str, answer: Answer) -> None:
    """Keep the answer for replays; an answer of 409, 429 or 5xx frees the key instead."""
    with in_shop(shop_id):
        calls = IdempotentCall.objects.filter(source=source, key=key)
        if answer.status in (409, 429) or answer.status >= 500:
            calls.delete()
        else:
            calls.update(status=answer.status, response=answer.body, content_type=answer.content_type)
