"""Brings together what belongs to one order when it is scattered over a file or over several: sorted on disk.

A temporary SQLite file that the system removes by itself; memory stays flat however long the input.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from types import TracebackType

Entry = tuple[str, int, list[str]]
_MARK = "\x1f"


class Spool:
    """Rows by key. `kind` orders the rows within a key; cells are text."""

    def __init__(self) -> None:
        # An empty name is a private temporary database on disk, gone when it is closed.
        self._db = sqlite3.connect("", isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA cache_size=-16000")
        self._db.execute("CREATE TABLE rows (key TEXT, kind TEXT, line INTEGER, cells TEXT)")
        self._db.execute(
            "CREATE TABLE looked_up (kind TEXT, key TEXT, cells TEXT, PRIMARY KEY (kind, key)) WITHOUT ROWID"
        )
        self._db.execute("BEGIN")

    def __enter__(self) -> "Spool":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def add(self, rows: Iterable[tuple[str, str, int, list[str]]]) -> None:
        """Put in (key, kind, line, cells) for `groups`."""
        self._db.executemany(
            "INSERT INTO rows VALUES (?, ?, ?, ?)",
            ((key, kind, line, _MARK.join(cells)) for key, kind, line, cells in rows),
        )

    def keep(self, kind: str, rows: Iterable[tuple[str, list[str]]]) -> None:
        """Put in (key, cells) for `get`; of equal keys the first stays."""
        self._db.executemany(
            "INSERT OR IGNORE INTO looked_up VALUES (?, ?, ?)",
            ((kind, key, _MARK.join(cells)) for key, cells in rows),
        )

    def get(self, kind: str, key: str) -> list[str] | None:
        """The cells kept under the key, or None."""
        found = self._db.execute("SELECT cells FROM looked_up WHERE kind = ? AND key = ?", (kind, key)).fetchone()
        return found[0].split(_MARK) if found else None

    def groups(self) -> Iterator[tuple[str, list[Entry]]]:
        """Every key with its (kind, line, cells), kinds in order, lines in order."""
        rows = self._db.execute("SELECT key, kind, line, cells FROM rows ORDER BY key, kind, line")
        for key, group in groupby(rows, key=itemgetter(0)):
            yield key, [(kind, line, cells.split(_MARK)) for _, kind, line, cells in group]
