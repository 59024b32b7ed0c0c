"""Reads a delimited text file row by row, so that one broken row costs one row. Used by the CSV connectors.

An unclosed quote makes the standard reader swallow everything up to the next quote, perhaps the whole rest; here a
quoted cell may span lines only if that yields a row of the header's width.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from huitou.orders.connectors.protocol import ColumnsMissing
from huitou.orders.connectors.textfile import Encoding, open_text
from huitou.orders.connectors.values import clean
from huitou.orders.drafts import Reject, Remark, Where

DELIMITERS = (",", ";", "\t", "|")
LONGEST_CELL_LINES = 100
LONGEST_LINE = 1 << 20


@dataclass(frozen=True, slots=True)
class Row:
    """One record: the number of its first line and its cells, as many as the header has."""

    line: int
    cells: list[str]


class Table:
    """A delimited file. Iterating yields rows and rejects; `header` is known from the start."""

    def __init__(self, path: Path, lines: Iterator[str], encoding: Encoding) -> None:
        self.path = path
        self.encoding = encoding
        self._lines = _Numbered(lines)
        first = self._lines.peek_filled()
        self.delimiter = find_delimiter(first)
        self.header = [clean(cell) for cell in _cells(first, self.delimiter) or []]
        self._lines.take()

    def where(self, line: int) -> Where:
        return Where(self.path.name, line)

    def remarks(self) -> Iterator[Remark]:
        """What the report should say of the file as a whole."""
        if self.encoding.guessed:
            yield Remark(self.where(1), "encoding_guessed", self.encoding.name)

    def __iter__(self) -> Iterator[Row | Reject]:
        width = len(self.header)
        while (taken := self._lines.take()) is not None:
            number, line = taken
            if not line.strip():
                continue
            if len(line) > LONGEST_LINE:
                yield Reject(self.where(number), "row_too_long", line[:60])
                continue
            text = line if line.count('"') % 2 == 0 else self._spanning(line, width)
            cells = _cells(text, self.delimiter) if text is not None else None
            if cells is not None and len(cells) != width:
                cells = _fitted(cells, width)
            if cells is None:
                yield Reject(self.where(number), "row_broken", clean(line, 24))
            else:
                yield Row(number, cells)

    def _spanning(self, line: str, width: int) -> str | None:
        """The row that begins with an open quote, with the lines it spans; None (and nothing taken) if it is none."""
        parts, quotes = [line], line.count('"')
        for ahead in self._lines.ahead(LONGEST_CELL_LINES):
            parts.append(ahead)
            quotes += ahead.count('"')
            if quotes % 2 == 0:
                text = "".join(parts)
                cells = _cells(text, self.delimiter)
                if cells is None or len(cells) != width:
                    return None
                self._lines.drop(len(parts) - 1)
                return text
        return None


class _Numbered:
    """Lines with their numbers and a look ahead."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._waiting: deque[str] = deque()
        self._number = 0

    def take(self) -> tuple[int, str] | None:
        line = self._waiting.popleft() if self._waiting else next(self._lines, None)
        if line is None:
            return None
        self._number += 1
        return self._number, line

    def peek_filled(self) -> str:
        """The first line that is not blank, without taking it; blank ones before it are taken."""
        for line in self.ahead(1000):
            if line.strip():
                return line
            self.take()
        return ""

    def ahead(self, most: int) -> Iterator[str]:
        for index in range(most):
            if index >= len(self._waiting):
                line = next(self._lines, None)
                if line is None:
                    return
                self._waiting.append(line)
            yield self._waiting[index]

    def drop(self, count: int) -> None:
        for _ in range(count):
            self.take()


def read_table(path: Path) -> "_OpenTable":
    """Open the file as a table: `with read_table(path) as table`. Raises FileMissing."""
    return _OpenTable(path)


class _OpenTable:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._opened = open_text(path)

    def __enter__(self) -> Table:
        lines, encoding = self._opened.__enter__()
        return Table(self._path, lines, encoding)

    def __exit__(self, *error: object) -> None:
        self._opened.__exit__(*error)  # type: ignore[arg-type]


def find_delimiter(header: str) -> str:
    """The mark that splits the header into the most cells; a comma where none does."""
    counted = [(len(_cells(header, mark) or []), -index, mark) for index, mark in enumerate(DELIMITERS)]
    return max(counted)[2]


def header_of(head: str) -> list[str]:
    """The cells of the first filled line of a text, for recognising a file by it."""
    line = next((line for line in io.StringIO(head.lstrip("\ufeff")) if line.strip()), "")
    return [clean(cell) for cell in _cells(line, find_delimiter(line)) or []]


def _cells(text: str, delimiter: str) -> list[str] | None:
    if '"' not in text:
        return text.rstrip("\r\n").split(delimiter)
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), None)
    except csv.Error:
        return None


def _fitted(cells: list[str], width: int) -> list[str] | None:
    """Cells missing at the end are a broken row; superfluous empty ones (a trailing comma) are not."""
    if len(cells) < width or any(cell.strip() for cell in cells[width:]):
        return None
    return cells[:width]


def columns(table: Table, needed: Sequence[str], optional: Sequence[str] = ()) -> dict[str, int]:
    """Where each named column stands; optional ones may be absent. Raises ColumnsMissing."""
    found = {name.casefold(): index for index, name in reversed(list(enumerate(table.header)))}
    missing = [name for name in needed if name.casefold() not in found]
    if missing:
        raise ColumnsMissing(file=table.path.name, missing=", ".join(missing), found=", ".join(table.header)[:300])
    return {name: found[name.casefold()] for name in (*needed, *optional) if name.casefold() in found}
