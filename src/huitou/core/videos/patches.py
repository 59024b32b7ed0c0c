"""A place in a file that its copy shows otherwise, and the error of a container that is not as it should be."""

from dataclasses import dataclass
from typing import Protocol


class Malformed(ValueError):
    """The container breaks its own rules. Becomes `NoVideo` for people."""


@dataclass(frozen=True, slots=True, order=True)
class Patch:
    """`length` bytes from `start` become `head` followed by zeros."""

    start: int
    length: int
    head: bytes = b""

    @property
    def end(self) -> int:
        return self.start + self.length


class Seekable(Protocol):
    """An open file or an upload that can be read from any place."""

    def read(self, size: int = ..., /) -> bytes:
        """At most `size` bytes."""

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Go to a place."""


def at(file: Seekable, start: int, size: int) -> bytes:
    """Exactly `size` bytes from `start`. Raises Malformed where the file ends before."""
    file.seek(start)
    found = file.read(size)
    if len(found) != size:
        raise Malformed(f"the file ends within {size} bytes from {start}")
    return found
