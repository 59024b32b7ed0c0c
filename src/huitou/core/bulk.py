"""Many rows in one statement, for imports: columns as arrays that the database unnests, keys as one array to join.

Called by writers of thousands of rows, where an object per row is too slow. It passes row-level security like any
other statement (COPY into a secured table is refused by PostgreSQL), and needs no temporary table.
"""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model

Row = Sequence[Any]
Values = Sequence[Any]


def insert_rows(model: type[Model], fields: tuple[str, ...], rows: Sequence[Row], conflict: str = "") -> int:
    """Insert rows of the named fields; how many. Without an ON CONFLICT clause in `conflict` a clash raises
    IntegrityError.
    """
    if not rows:
        return 0
    kinds = [_kind(model, name) for name in fields]
    arrays = [_array(kind, column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(f"{_insertion(model, fields)} {conflict}", arrays)
        return int(cursor.rowcount)


def insert_returning(model: type[Model], fields: tuple[str, ...], rows: Sequence[Row], back: str) -> list[Any]:
    """Insert few rows, and what the database has put into the column `back` of each, in the order of the rows.

    `fields` begin with `id`. A clash raises IntegrityError.
    """
    kinds = [_kind(model, name) for name in fields]
    arrays = [_array(kind, column) for kind, column in zip(kinds, zip(*rows, strict=True), strict=True)]
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(f"{_insertion(model, fields)} RETURNING id, {quote(_column(model, back))}", arrays)
        found = dict(cursor.fetchall())
    return [found[row[0]] for row in rows]


def update_rows(model: type[Model], fields: tuple[str, ...], rows: Sequence[Model]) -> None:
    """Write the named fields of rows of the open shop, which the caller has locked, in one statement."""
    if not rows:
        return
    kinds = [_kind(model, name) for name in ("id", *fields)]
    columns = [
        [_prepared(model, name, getattr(row, _attribute(model, name))) for row in rows] for name in ("id", *fields)
    ]
    arrays = [_array(kind, column) for kind, column in zip(kinds, columns, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_change(model, fields), [*arrays, rows[0].shop_id])  # type: ignore[attr-defined]


def look_up(
    model: type[Model], fields: tuple[str, ...], key: str, values: Values, **equal: str
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
    kind = _kind(model, key)
    statement = (
        f"SELECT {names} FROM unnest(%s::{kind}[]) AS wanted(key) "  # noqa: S608
        f"JOIN {quote(model._meta.db_table)} t ON t.{quote(_column(model, key))} = wanted.key{kept}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_array(kind, list(dict.fromkeys(values))), *equal.values()])
        return list(cursor.fetchall())


@cache
def _insertion(model: type[Model], fields: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_column(model, name)) for name in fields)
    arrays = ", ".join(f"%s::{_kind(model, name)}[]" for name in fields)
    return f"INSERT INTO {quote(model._meta.db_table)} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608


@cache
def _change(model: type[Model], fields: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    names = [quote(_column(model, name)) for name in fields]
    settings = ", ".join(f"{name} = new.{name}" for name in names)
    arrays = ", ".join(f"%s::{_kind(model, name)}[]" for name in ("id", *fields))
    return (
        f"UPDATE {quote(model._meta.db_table)} AS row SET {settings} "  # noqa: S608
        f"FROM unnest({arrays}) AS new(id, {', '.join(names)}) WHERE row.id = new.id AND row.shop_id = %s"
    )


def _prepared(model: type[Model], name: str, value: Any) -> Any:
    """JSON as its text; everything else as it is."""
    return json.dumps(value) if _kind(model, name) == "jsonb" and value is not None else value


def _attribute(model: type[Model], name: str) -> str:
    return str(_field(model, name).attname)


def _column(model: type[Model], name: str) -> str:
    return str(_field(model, name).column)


@cache
def _kind(model: type[Model], name: str) -> str:
    """The column's type in the database; texts go without length, the column itself refuses what is too long."""
    kind = str(_field(model, name).db_type(connection)).partition("(")[0]
    return "text" if kind == "varchar" else kind


def _field(model: type[Model], name: str) -> "Field[Any, Any]":
    return cast("Field[Any, Any]", model._meta.get_field(name))


def _array(kind: str, values: Values) -> str:
    """PostgreSQL's own writing of an array. Built here because the driver's takes a tenth of an import's time."""
    write = _WRITERS.get(kind, _text)
    return "{" + ",".join(["NULL" if value is None else write(value) for value in values]) + "}"


def _text(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _moment(value: datetime) -> str:
    return f'"{value.isoformat()}"'


def _bytes(value: bytes) -> str:
    return f'"\\\\x{value.hex()}"'


def _uuid(value: UUID) -> str:
    return value.hex


_WRITERS: dict[str, Callable[[Any], str]] = {
    "uuid": _uuid,
    "smallint": str,
    "integer": str,
    "bigint": str,
    "boolean": str,
    "bytea": _bytes,
    "timestamp with time zone": _moment,
}
