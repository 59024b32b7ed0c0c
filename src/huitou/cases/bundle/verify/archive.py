"""Opens the zip with distrust: no name leads out of it, nothing unpacks to more than it may, none touches the disk."""

import hashlib
import json
import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

from huitou.cases.bundle.verify.report import Finding

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,120}(/[A-Za-z0-9][A-Za-z0-9._-]{0,120}){0,3}")
MOST_FILES = 2_000
LARGEST_FILE = 1024**3
LARGEST_TOTAL = 8 * 1024**3
LARGEST_TEXT = 64 * 1024**2
# Text of ours shrinks to a tenth or so; deflate itself can do a thousand to one.
MOST_SHRINKING = 300
SMALL = 1024**2
CHUNK = 1024**2
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)


class Unreadable(Exception):
    """Nothing can be checked. Carries the finding."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.finding = Finding(code, facts)


class LineUnreadable(Exception):
    """One data file cannot be read from this line on."""

    def __init__(self, path: str, line: int) -> None:
        super().__init__(path, line)
        self.finding = Finding("data_unreadable", {"path": path, "line": line})


class Archive:
    """The files of a bundle by name. A context manager."""

    def __init__(self, path: Path) -> None:
        """Raises Unreadable."""
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise Unreadable("not_a_bundle", why=str(error)) from error
        try:
            self._infos = _checked(self._zip.infolist(), path.stat().st_size)
        except Unreadable:
            self._zip.close()
            raise

    def __enter__(self) -> "Archive":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()

    @property
    def names(self) -> list[str]:
        return list(self._infos)

    def digest(self, name: str) -> tuple[int, str]:
        """Size and SHA-256 (hex) of a file. Raises Unreadable where its bytes are damaged."""
        found, size = hashlib.sha256(), 0
        try:
            with self._zip.open(self._infos[name]) as file:
                while chunk := file.read(CHUNK):
                    found.update(chunk)
                    size += len(chunk)
        except BROKEN as error:
            raise Unreadable("not_a_bundle", why=f"{name}: {error}") from error
        return size, found.hexdigest()

    def raw(self, name: str) -> bytes:
        """A text file's bytes. Raises KeyError, Unreadable."""
        info = self._infos[name]
        if info.file_size > LARGEST_TEXT:
            raise Unreadable("too_large", name=name)
        try:
            return self._zip.read(info)
        except BROKEN as error:
            raise Unreadable("not_a_bundle", why=f"{name}: {error}") from error

    def value(self, name: str) -> Any:
        """A JSON file. Raises KeyError, LineUnreadable, Unreadable."""
        return _parsed(self.raw(name), name, 1)

    def lines(self, name: str) -> Iterator[dict[str, Any]]:
        """The objects of a file of JSON lines; none where there is no such file. Raises LineUnreadable, Unreadable."""
        if name not in self._infos:
            return
        for number, line in enumerate(self.raw(name).split(b"\n"), start=1):
            if line:
                found = _parsed(line, name, number)
                if not isinstance(found, dict):
                    raise LineUnreadable(name, number)
                yield found


def _checked(infos: list[zipfile.ZipInfo], archive_size: int) -> dict[str, zipfile.ZipInfo]:
    names: dict[str, zipfile.ZipInfo] = {}
    total = 0
    if len(infos) > MOST_FILES:
        raise Unreadable("too_large", name=f"{len(infos)}")
    for info in infos:
        # The name as it is stored: zipfile cuts at NUL and turns separators on its own.
        name = info.orig_filename
        link = stat.S_ISLNK(info.external_attr >> 16)
        if not NAME.fullmatch(name) or name in names or link or info.flag_bits & 1:
            raise Unreadable("name_forbidden", name=ascii(name[:120]))
        total += info.file_size
        shrunk = info.file_size > SMALL and info.file_size > MOST_SHRINKING * max(info.compress_size, 1)
        if shrunk or info.file_size > LARGEST_FILE or info.compress_size > archive_size or total > LARGEST_TOTAL:
            raise Unreadable("too_large", name=name)
        names[name] = info
    return names


def _parsed(raw: bytes, name: str, line: int) -> Any:
    try:
        return json.loads(raw.decode(), object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise LineUnreadable(name, line) from error


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Two values under one name would be read differently by different readers."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found
