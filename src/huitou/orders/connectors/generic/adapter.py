"""Reads any delimited text or JSON Lines file in which a row is a line of an order and the columns have names.

Rows of one order need not stand together: they are brought together on disk first.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from huitou.core.errors import Invalid
from huitou.orders.connectors.generic.headers import AMOUNTS, FIELDS, map_columns, missing_fields
from huitou.orders.connectors.generic.mapping import SheetRow, draft_order
from huitou.orders.connectors.protocol import ColumnsMissing, ReadOptions
from huitou.orders.connectors.spool import Spool
from huitou.orders.connectors.table import Row, header_of, read_table
from huitou.orders.connectors.textfile import head_of, open_text
from huitou.orders.connectors.values import clean, decimal_comma_in
from huitou.orders.drafts import Record, Reject, Remark, Where

SAMPLE = 500
NESTED = ("lines", "items", "line_items", "products")
LONGEST = 500
# With so many columns of an order a table is meant to be one, though others are missing.
FEW_KNOWN = 2


class FieldUnknown(Invalid):
    """`--map` names a field that orders do not have, or a column that the file does not have."""

    code = "import_field_unknown"
    message = _("--map %(field)s=%(column)s cannot be used. Fields are: %(fields)s. Columns of the file: %(columns)s.")


@dataclass(frozen=True, slots=True)
class Generic:
    """A table with a header row (comma, semicolon, tab or bar), or JSON Lines."""

    name: str = "generic"

    def recognises(self, path: Path) -> bool:
        head = head_of(path)
        names = _json_names(head) if _is_json(head) else header_of(head)
        return not missing_fields(map_columns(names, {}))

    def lacks(self, path: Path) -> ColumnsMissing | None:
        """What keeps a table of orders from being read: some columns are known, and others are not there."""
        head = head_of(path)
        names = _json_names(head) if _is_json(head) else header_of(head)
        known = map_columns(names, {})
        return _columns_missing(path, names, missing_fields(known)) if len(known) >= FEW_KNOWN else None

    def read(self, paths: Sequence[Path], options: ReadOptions) -> Iterator[Record]:
        """Every order of all files together. Raises FileMissing, ColumnsMissing, FieldUnknown."""
        with Spool() as spool:
            decimal_comma = False
            remarks: list[Remark] = []
            for number, path in enumerate(paths):
                rejects: list[Reject] = []
                reading = _JsonLines(path, options) if _is_json(head_of(path)) else _Delimited(path, options)
                decimal_comma = decimal_comma or decimal_comma_in(reading.amounts())
                spool.add(_keyed(reading.rows(rejects, remarks), str(number), rejects))
                yield from rejects
            for _key, entries in spool.groups():
                rows = [
                    SheetRow(Where(paths[int(file)].name, line), dict(zip(FIELDS, cells, strict=True)))
                    for file, line, cells in entries
                ]
                yield from draft_order(rows, options, decimal_comma=decimal_comma, remarks=remarks)
                remarks = []


def _keyed(
    rows: Iterator[tuple[Where, list[str]]], file: str, rejects: list[Reject]
) -> Iterator[tuple[str, str, int, list[str]]]:
    for where, cells in rows:
        if cells[0]:
            yield cells[0], file, where.line, cells
        else:
            rejects.append(Reject(where, "order_id_missing"))


class _Delimited:
    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.options = options

    def amounts(self) -> list[str]:
        """Some cells of amounts, to see how decimals are written."""
        with read_table(self.path) as table:
            places = _places(table.header, self.options, self.path)
            wanted = [places[field] for field in AMOUNTS if field in places]
            rows = [row for row in islice(table, SAMPLE) if isinstance(row, Row)]
            return [row.cells[place] for row in rows for place in wanted]

    def rows(self, rejects: list[Reject], remarks: list[Remark]) -> Iterator[tuple[Where, list[str]]]:
        with read_table(self.path) as table:
            remarks.extend(table.remarks())
            places = _places(table.header, self.options, self.path)
            order = [places.get(field) for field in FIELDS]
            for row in table:
                if isinstance(row, Row):
                    cells = ["" if place is None else clean(row.cells[place], LONGEST) for place in order]
                    yield table.where(row.line), cells
                else:
                    rejects.append(row)


def _places(header: Sequence[str], options: ReadOptions, path: Path) -> dict[str, int]:
    mapped = _mapped(header, options, path)
    return {field: header.index(column) for field, column in mapped.items()}


def _mapped(names: Sequence[str], options: ReadOptions, path: Path) -> dict[str, str]:
    known = {name.casefold() for name in names}
    for field, column in options.mapping.items():
        if field not in FIELDS or column.casefold() not in known:
            raise FieldUnknown(field=field, column=column, fields=", ".join(FIELDS), columns=", ".join(names)[:300])
    mapped = map_columns(names, options.mapping)
    if missing := missing_fields(mapped):
        raise _columns_missing(path, names, missing)
    return mapped


def _columns_missing(path: Path, names: Sequence[str], missing: Sequence[str]) -> ColumnsMissing:
    return ColumnsMissing(file=path.name, missing=", ".join(missing), found=", ".join(names)[:300])


class _JsonLines:
    """Each line an object: flat like a row of a table, or an order with a list of its lines inside."""

    def __init__(self, path: Path, options: ReadOptions) -> None:
        self.path = path
        self.options = options

    def amounts(self) -> list[str]:
        return []  # JSON writes numbers with a point

    def rows(self, rejects: list[Reject], remarks: list[Remark]) -> Iterator[tuple[Where, list[str]]]:
        mapped = _mapped(_json_names(head_of(self.path)), self.options, self.path)
        with open_text(self.path) as (lines, encoding):
            if encoding.guessed:
                remarks.append(Remark(Where(self.path.name, 1), "encoding_guessed", encoding.name))
            for number, line in enumerate(lines, start=1):
                where = Where(self.path.name, number)
                if not line.strip():
                    continue
                body = _json_object(line)
                if body is None:
                    rejects.append(Reject(where, "json_broken", clean(line, 80)))
                    continue
                names = {**map_columns(list(body), self.options.mapping), **mapped}
                for flat in _flattened(body, self.options.mapping):
                    own = {**names, **map_columns(list(flat), self.options.mapping)}
                    yield where, [_text(flat.get(own.get(field, ""))) for field in FIELDS]


def _is_json(head: str) -> bool:
    return head.lstrip("\ufeff \t\r\n").startswith("{")


def _json_object(line: str) -> dict[str, Any] | None:
    try:
        # Amounts must not become floats.
        body = json.loads(line.strip().lstrip("\ufeff"), parse_float=str)
    except (json.JSONDecodeError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _json_names(head: str) -> list[str]:
    """The names used in the first objects, those of nested lines among them."""
    names: dict[str, None] = {}
    for line in head.splitlines()[:50]:
        for flat in _flattened(_json_object(line) or {}, {}):
            names.update(dict.fromkeys(flat))
    return list(names)


def _flattened(body: Mapping[str, Any], mapping: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The object itself, or each of its lines with the order's own values beside them."""
    nested = next((body[name] for name in NESTED if isinstance(body.get(name), list)), None)
    if nested is None:
        yield dict(body)
        return
    outer = {name: value for name, value in body.items() if _is_words(value) or not isinstance(value, list | dict)}
    named = set(map_columns(list(outer), mapping).values())
    for line in nested:
        if isinstance(line, dict):
            # The order's own id, number and total stay the order's.
            yield {**{name: outer[name] for name in outer if name in named or name not in line}, **_inner(line, outer)}


def _inner(line: Mapping[str, Any], outer: Mapping[str, Any]) -> dict[str, Any]:
    inner = {name: value for name, value in line.items() if name not in outer}
    if "id" in line and "line_id" not in inner:
        inner["line_id"] = line["id"]
    return inner


def _is_words(value: Any) -> bool:
    """A list of plain texts, such as the groups of a customer."""
    return isinstance(value, list) and bool(value) and all(isinstance(word, str) for word in value)


def _text(value: Any) -> str:
    if _is_words(value):
        return clean("|".join(value), LONGEST)
    if value == []:
        return "none"
    if value is None or isinstance(value, list | dict):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return clean(str(value), LONGEST)
