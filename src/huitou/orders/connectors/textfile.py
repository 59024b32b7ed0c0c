"""Opens a foreign text file: finds its encoding by its bytes, unpacks gzip, yields lines. Used by the connectors.

The whole file is checked once, as a stream, before the first row is believed: an export may be plain ASCII for a
million lines and then hold one name.
"""

import codecs
import gzip
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from huitou.orders.connectors.protocol import FileDamaged, FileMissing

CHUNK = 1 << 20
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, and whether it is a guess that the report should mention."""

    name: str
    guessed: bool = False


@contextmanager
def open_bytes(path: Path) -> Iterator[IO[bytes]]:
    """The file's bytes, unpacked if it is gzip (by its magic number). Raises FileMissing, FileDamaged."""
    try:
        with path.open("rb") as raw:
            packed = raw.read(2) == b"\x1f\x8b"
            raw.seek(0)
            if packed:
                with gzip.open(raw) as unpacked:
                    yield cast(IO[bytes], unpacked)
            else:
                yield raw
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise FileMissing(path=path) from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise FileDamaged(path=path.name) from error


@contextmanager
def open_text(path: Path) -> Iterator[tuple[Iterator[str], Encoding]]:
    """The file's lines (ends made `\\n`) and the encoding they were read with."""
    encoding = find_encoding(path)
    with open_bytes(path) as raw:
        # `replace` only ever acts for a guess: the others were checked from end to end.
        yield io.TextIOWrapper(raw, encoding=encoding.name, errors="replace"), encoding


def head_of(path: Path, size: int = 64 * 1024) -> str:
    """The beginning of the file as text, for recognising it. Empty for a folder or an unreadable file."""
    try:
        with open_bytes(path) as raw:
            beginning = raw.read(size)
    except (FileMissing, FileDamaged, OSError):
        return ""
    name = _by_mark(beginning) or ("utf-8" if _starts_as(beginning, "utf-8") else "gb18030")
    return beginning.decode(name, errors="replace")


def find_encoding(path: Path) -> Encoding:
    """UTF-8 (with or without BOM), UTF-16, GB18030, else Windows-1252 as a guess."""
    with open_bytes(path) as raw:
        if marked := _by_mark(raw.read(4096)):
            return Encoding(marked)
    if _decodes(path, "utf-8"):
        return Encoding("utf-8-sig")
    if _looks_double_byte(path) and _decodes(path, "gb18030"):
        return Encoding("gb18030")
    return Encoding("cp1252" if _decodes(path, "cp1252") else "latin-1", guessed=True)


def _by_mark(beginning: bytes) -> str:
    if beginning.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if beginning.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    pairs = max(1, len(beginning) // 2)
    if beginning[1::2].count(0) > pairs * 0.3 and not beginning[0::2].count(0):
        return "utf-16-le"
    if beginning[0::2].count(0) > pairs * 0.3 and not beginning[1::2].count(0):
        return "utf-16-be"
    return ""


def _starts_as(beginning: bytes, name: str) -> bool:
    try:
        codecs.getincrementaldecoder(name)().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _decodes(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with open_bytes(path) as raw:
            while chunk := raw.read(CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _looks_double_byte(path: Path) -> bool:
    """Chinese characters come as pairs of high bytes; accented Latin letters stand alone among plain ones."""
    in_pairs = alone = 0
    with open_bytes(path) as raw:
        while (chunk := raw.read(CHUNK)) and in_pairs + alone < CHUNK:
            for run in _HIGH_RUN.findall(chunk):
                if len(run) % 2:
                    alone += len(run)
                else:
                    in_pairs += len(run)
    return in_pairs > 4 * alone
