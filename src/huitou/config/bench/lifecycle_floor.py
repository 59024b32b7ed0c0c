"""The floor of `bench lifecycle` and `bench deadlines`: writes, recorded from our own code, in plain psycopg.

Business rows, events, ledger rows, answers kept and job rows, in the same transactions; no reads, no rules, no ORM.
"""

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import psycopg
from django.conf import settings
from django.db import connection
from psycopg.types.json import Json, Jsonb

from huitou.core.ids import new_id

WRITES = ("INSERT", "UPDATE", "DELETE")
DEFER, DROP_JOB = "procrastinate_defer_jobs", "DELETE FROM procrastinate_jobs"
OPENING, TELLING = "huitou.shop", "pg_notify"
# What is unique to a lifecycle: ids and Idempotency-Keys, references, keys of refunds, Message-IDs.
UNIQUE = re.compile(
    r"(?P<id>[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})"
    r"|(?P<hex>\b[0-9a-f]{32}\b)"  # ids in arrays that `core.bulk` writes
    r"|(?P<ref>\b[A-Z]{1,3}-[0-9A-Z]{4}-?[0-9A-Z]{4}\b)|(?P<key>huitou-[0-9a-f]{48})|(?P<mail>\.[a-z2-7]{16}@)"
)
Statement = tuple[str, Any]


@dataclass
class Recording:
    """What was said to the database. `transactions`: its writes, by the commits they belong to."""

    statements: int = 0
    web_statements: int = 0
    notifications: int = 0
    transactions: list[list[Statement]] = field(default_factory=list)

    @property
    def writes(self) -> int:
        return sum(len(one) for one in self.transactions)

    @property
    def commits(self) -> int:
        return len(self.transactions)


# Numbered without gaps per shop, so it cannot be written again as it was; the floor is that one write faster.
NUMBERED = 'INSERT INTO "logistics_stockmessage"'


@contextmanager
def recorded(recording: Recording) -> Iterator[None]:
    """Write down every statement of this thread's connection."""
    inside = False

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        nonlocal inside
        text = sql if isinstance(sql, str) else sql.as_string()
        recording.statements += 1
        atomic = connection.in_atomic_block
        if not atomic or OPENING in text or not inside:
            recording.transactions.append([])
        inside = atomic
        if TELLING in text:
            recording.notifications += 1
        if NUMBERED in text:
            return execute(sql, params, many, context)
        if text.lstrip().startswith(WRITES) or DEFER in text:
            recording.transactions[-1].append((text, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield
    recording.transactions = [one for one in recording.transactions if one]


def written_for(recording: Recording, ids: Mapping[UUID, UUID]) -> list[list[Statement]]:
    """The recorded writes once more, by transaction; before the clock runs. `ids`: whose rows they are now."""
    renamed = _Renaming(ids)
    return [
        [(sql, params if sql.startswith(DROP_JOB) else renamed(params or [])) for sql, params in transaction]
        for transaction in recording.transactions
    ]


def replayer(shop_id: UUID) -> Callable[[list[list[Statement]]], None]:
    """`replay(transactions)`: says them, on a connection of its own."""
    facts = settings.DATABASES["default"]
    session = psycopg.connect(
        host=facts["HOST"], port=facts.get("PORT") or None, user=facts["USER"], password=facts.get("PASSWORD") or None,
        dbname=facts["NAME"], prepare_threshold=0,
    )  # fmt: skip
    session.execute("SELECT set_config('huitou.shop', %s, false)", [str(shop_id)])
    session.commit()

    def replay(transactions: list[list[Statement]]) -> None:
        jobs: Iterator[int] = iter(())
        for transaction in transactions:
            with session.cursor() as cursor:
                for sql, params in transaction:
                    given = [next(jobs)] if sql.startswith(DROP_JOB) else params
                    cursor.execute(sql, given, prepare=True)
                    if DEFER in sql:
                        jobs = iter([*jobs, *(row[0] for row in cursor.fetchall())])
            session.commit()

    return replay


class _Renaming:
    """Gives every other id, reference, key and digest that was recorded a fresh one, the same wherever it stands."""

    def __init__(self, ids: Mapping[UUID, UUID]) -> None:
        self._words: dict[str, str] = {str(old): str(new) for old, new in ids.items()}
        self._digests: dict[bytes, bytes] = {}

    def __call__(self, value: Any) -> Any:
        match value:
            case UUID():
                return UUID(self._word(str(value), "id"))
            case str():
                if len(value) < 9:
                    return value
                return UNIQUE.sub(lambda found: self._word(found.group(), found.lastgroup or ""), value)
            case bytes() if len(value) >= 16:
                return self._digests.setdefault(value, secrets.token_bytes(len(value)))
            case Jsonb() | Json():
                return type(value)(self(value.obj), dumps=value.dumps)
            case dict():
                return {key: self(inner) for key, inner in value.items()}
            case list():
                return [self(inner) for inner in value]
            case tuple():
                return type(value)(*map(self, value)) if hasattr(value, "_fields") else tuple(map(self, value))
        return value

    def _word(self, old: str, shape: str) -> str:
        if shape == "hex":
            return UUID(self._word(str(UUID(old)), "id")).hex
        if old not in self._words:
            self._words[old] = _fresh(old, shape)
        return self._words[old]


def _fresh(old: str, shape: str) -> str:
    match shape:
        case "id":
            return str(new_id())
        case "ref":
            return f"{old.split('-')[0]}-{secrets.token_hex(2).upper()}-{secrets.token_hex(2).upper()}"
        case "key":
            return "huitou-" + secrets.token_hex(24)
    return "." + secrets.token_hex(8).translate(str.maketrans("0189", "ghij")) + "@"
