"""Idempotency keys of calls that come in: the first answer is stored and replayed; another content is an error.

Called by the API around a verb. The answer is kept in the verb's own transaction: either both are there or neither,
so a call that was cut off anywhere can be repeated with its key and takes effect once.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError
from huitou.core.ids import new_id
from huitou.core.models import Shop
from huitou.core.writing import writing

# Answers that another try may change: they are not kept, and the key stays free.
PASSING = (401, 409, 413, 415, 429)


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
    """An answer; `replayed` when it was given before."""

    status: int
    body: bytes
    content_type: str
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call that came in: `shop` is whose it is, by key or by the row that was read just now; `source` who sent it;
    `content` the fingerprint of all that it says.
    """

    shop: Shop | UUID
    source: str
    key: str
    content: bytes
    at: datetime

    @property
    def shop_id(self) -> UUID:
        """Its key."""
        return self.shop.pk if isinstance(self.shop, Shop) else self.shop


class _Undone(Exception):
    """Takes a refusal out of the transaction, so that nothing of the call stays."""

    def __init__(self, answer: Answer) -> None:
        super().__init__()
        self.answer = answer


class _Overtaken(Exception):
    """The same call was answered elsewhere between our look and our answer."""


def fingerprint(*parts: bytes) -> bytes:
    """SHA-256 over the request's method, path and body."""
    return hashlib.sha256(b"\x00".join(parts)).digest()


def answer_once(call: Call, do: Callable[[], Answer]) -> Answer:
    """`do()` inside one transaction with the keeping of its answer, or the answer that the key got before.

    A refusal (400 and above) takes back whatever was written. Verbs within `do` join the transaction.
    Raises KeyReused, StillUnderWay.
    """
    try:
        with writing(call.shop):
            known = _look(call)
            if known is not None:
                return known
            answer = do()
            if answer.status >= 400:
                raise _Undone(answer)
            if not _keep(call, answer):
                raise _Overtaken()
            return answer
    except _Undone as undone:
        return _refused(call, undone.answer)
    except _Overtaken:
        return _refused(call, None)


def _refused(call: Call, answer: Answer | None) -> Answer:
    """Keep a refusal, unless the same call was answered meanwhile: then that answer counts."""
    with writing(call.shop):
        known = _look(call)
        if known is not None:
            return known
        if answer is None:
            raise StillUnderWay()
        if answer.status not in PASSING and answer.status < 500:
            _keep(call, answer)
    return answer


def _look(call: Call) -> Answer | None:
    """The kept answer; None when the key is new and now ours until the transaction ends."""
    lock = int.from_bytes(fingerprint(call.shop_id.bytes, call.source.encode(), call.key.encode())[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s), fingerprint, status, response, content_type "
            "FROM (SELECT) AS one LEFT JOIN core_idempotentcall ON shop_id = %s AND source = %s AND key = %s",
            [lock, call.shop_id, call.source, call.key],
        )
        ours, content, status, body, content_type = cursor.fetchone()
    if content is not None:
        if bytes(content) != call.content:
            raise KeyReused()
        return Answer(status, bytes(body), content_type, replayed=True)
    if not ours:
        raise StillUnderWay()
    return None


def _keep(call: Call, answer: Answer) -> bool:
    """Store the answer; False where the key has one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_idempotentcall (id, shop_id, source, key, fingerprint, status, response, content_type, "
            "started_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (shop_id, source, key) DO NOTHING",
            [new_id(), call.shop_id, call.source, call.key, call.content, answer.status, answer.body,
             answer.content_type, call.at],
        )  # fmt: skip
        return bool(cursor.rowcount)
