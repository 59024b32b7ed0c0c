"""The floor of the benchmarks that read much: the very statements that our code sends, said again through psycopg."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

Statement = tuple[str, Any]


@contextmanager
def noted(statements: list[Statement]) -> Iterator[None]:
    """Note every SELECT of this thread's connection."""

    def note(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        text = sql if isinstance(sql, str) else sql.as_string()
        if text.lstrip().startswith("SELECT") and "set_config" not in text:
            statements.append((text, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield


def say_again(statements: list[Statement]) -> tuple[float, int]:
    """Seconds and rows: each statement sent, every row fetched, its JSON read. Inside `in_shop`."""
    begun, rows = time.perf_counter(), 0
    with connection.cursor() as cursor:
        for text, params in statements:
            # The driver's own cursor: no model, no converter of Django's.
            cursor.cursor.execute(text, params)
            rows += len(cursor.cursor.fetchall())
    return time.perf_counter() - begun, rows
