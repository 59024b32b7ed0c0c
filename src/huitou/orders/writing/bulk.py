"""Many rows in one statement: columns as arrays, unnested by the database. Used where a row per object is too slow.

It passes row-level security like any other INSERT (COPY into a secured table is refused by PostgreSQL).
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from django.db import connection
from django.db.models import Field, Model

Row = Sequence[Any]
# Array types by Django's column types; texts go without length, the column itself refuses what is too long.
_ARRAYS = {
    "uuid": "uuid[]",
    "text": "text[]",
    "integer": "bigint[]",
    "bigint": "bigint[]",
    "boolean": "boolean[]",
    "bytea": "bytea[]",
    "jsonb": "jsonb[]",
    "timestamp with time zone": "timestamptz[]",
}


def insert_rows(model: type[Model], fields: tuple[str, ...], rows: Sequence[Row], conflict: str = "") -> None:
    """Insert rows of the named fields. Without an ON CONFLICT clause in `conflict` a clash raises IntegrityError."""
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(f"{_statement(model, fields)} {conflict}", [list(column) for column in zip(*rows, strict=True)])


def look_up(
    model: type[Model], fields: tuple[str, ...], key: str, values: Sequence[Any], **equal: str
) -> list[tuple[Any, ...]]:
    """The named fields of the open shop's rows whose `key` is one of the values and whose `equal` fields are so.

    Joined to one array: an IN list of hundreds costs more to build than to run, and `= ANY(array)` in a prepared
    statement compares every row with every value.
    """
    if not values:
        return []
    quote = connection.ops.quote_name
    names = ", ".join(f"t.{quote(_column(model, name))}" for name in fields)
    kept = "".join(f" AND t.{quote(_column(model, name))} = %s" for name in equal)
    statement = (
        f"SELECT {names} FROM unnest(%s::{_array_of(model, key)}) AS wanted(key) "  # noqa: S608
        f"JOIN {quote(model._meta.db_table)} t ON t.{quote(_column(model, key))} = wanted.key{kept}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [list(dict.fromkeys(values)), *equal.values()])
        return list(cursor.fetchall())


def _array_of(model: type[Model], name: str) -> str:
    kind = str(_field(model, name).db_type(connection)).partition("(")[0]
    return _ARRAYS["text" if kind == "varchar" else kind]


def _column(model: type[Model], name: str) -> str:
    return str(_field(model, name).column)


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))


@cache
def _statement(model: type[Model], fields: tuple[str, ...]) -> str:
    columns = [connection.ops.quote_name(_column(model, name)) for name in fields]
    arrays = [f"%s::{_array_of(model, name)}" for name in fields]
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM unnest({', '.join(arrays)})"  # noqa: S608
