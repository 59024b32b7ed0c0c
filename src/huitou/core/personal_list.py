"""The list of erasures, outside the database: one line per erasure in the data folder, so that no restore undoes one.

Written by the verb of erasure just before its commit, read by `restore` and the privacy commands. Holds ids and times.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.conf import settings

NAME = "erasures.jsonl"


@dataclass(frozen=True, slots=True, order=True)
class Erasure:
    """That a customer's data was erased."""

    at: datetime
    shop_id: UUID
    customer_id: UUID

    def line(self) -> str:
        """One line of the list."""
        return json.dumps({"at": self.at.isoformat(), "shop": str(self.shop_id), "customer": str(self.customer_id)})

    @classmethod
    def of(cls, line: str) -> "Erasure":
        """A line read. Raises ValueError, KeyError for one that is none."""
        told = json.loads(line)
        return cls(datetime.fromisoformat(told["at"]), UUID(told["shop"]), UUID(told["customer"]))


def place() -> Path:
    """The file."""
    return Path(settings.HUITOU_DATA) / NAME


def note(erasure: Erasure) -> None:
    """Write one erasure down and see it on the disk before going on: the commit may be lost, the list may not."""
    _append([erasure])


def merge(others: Iterable[Erasure]) -> list[Erasure]:
    """Add what the list does not have yet; the whole list."""
    known = {(one.shop_id, one.customer_id, one.at) for one in noted()}
    _append([one for one in others if (one.shop_id, one.customer_id, one.at) not in known])
    return list(noted())


def noted() -> Iterator[Erasure]:
    """Every erasure of the list, in its order. A line that a crash cut off is passed over."""
    if not place().exists():
        return
    for line in place().read_text(encoding="utf-8").splitlines():
        try:
            yield Erasure.of(line)
        except (ValueError, KeyError, TypeError):
            continue


def _append(erasures: list[Erasure]) -> None:
    if not erasures:
        return
    with open(os.open(place(), os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        size = file.seek(0, os.SEEK_END)
        start = b""
        if size:
            file.seek(size - 1)
            # A line that was cut off must not swallow the next one.
            start = b"" if file.read(1) == b"\n" else b"\n"
        file.write(start + "".join(f"{one.line()}\n" for one in erasures).encode())
        file.flush()
        os.fsync(file.fileno())
