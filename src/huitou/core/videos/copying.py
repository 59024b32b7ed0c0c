"""Files that are changed or hashed while a storage reads them, so that a video never stands in memory."""

import hashlib
import io
from collections.abc import Sequence

from huitou.core.videos.patches import Patch, Seekable


class Hashing(io.RawIOBase):
    """The file as it is, with its SHA-256 and its size once it was read to the end."""

    def __init__(self, file: Seekable) -> None:
        self._file = file
        self.seek(0)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """To the beginning, where reading and hashing start anew."""
        if offset or whence:
            raise io.UnsupportedOperation("this file is read from its beginning")
        self._file.seek(0)
        self._digest = hashlib.sha256()
        self.size = 0
        return 0

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes."""
        chunk = self._shown(self._file.read(size))
        self._digest.update(chunk)
        self.size += len(chunk)
        return chunk

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    @property
    def sha256(self) -> str:
        """Of what was read since the beginning, in hex."""
        return self._digest.hexdigest()

    def _shown(self, chunk: bytes) -> bytes:
        return chunk


class CopiedWithout(Hashing):
    """The file with some places blanked."""

    def __init__(self, file: Seekable, patches: Sequence[Patch]) -> None:
        self._patches = sorted(patches)
        super().__init__(file)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """To the beginning."""
        self._next = 0
        return super().seek(offset, whence)

    def _shown(self, chunk: bytes) -> bytes:
        start, end = self.size, self.size + len(chunk)
        while self._next < len(self._patches) and self._patches[self._next].end <= start:
            self._next += 1
        changed = None
        for place in range(self._next, len(self._patches)):
            patch = self._patches[place]
            if patch.start >= end:
                break
            if patch.end <= start:
                continue
            changed = bytearray(chunk) if changed is None else changed
            first, last = max(patch.start, start), min(patch.end, end)
            shown = patch.head[first - patch.start : last - patch.start]
            changed[first - start : last - start] = shown.ljust(last - first, b"\0")
        return chunk if changed is None else bytes(changed)
