"""Streams the objects of a JSON file of any size: one object, a list, a list within an object, or JSON Lines.

Called by the Shopify connector. Holds one object at a time (and the text read ahead of it).
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

CHUNK = 1 << 18
LARGEST_OBJECT = 1 << 26
_SPACE = " \t\r\n,\ufeff"


@dataclass(frozen=True, slots=True)
class Broken:
    """Text that is no JSON."""

    text: str


def objects(text: IO[str], wrappers: tuple[str, ...]) -> Iterator[dict[str, Any] | Broken]:
    """Every object, unwrapped from `{"orders": [...]}` or `{"order": {...}}`; numbers keep their digits as text.

    After broken text reading goes on at the next line, where a JSON Lines file can still be read.
    """
    reader = _Reader(text)
    while reader.fill():
        if reader.at("[") or reader.at("]") or reader.at("}"):
            reader.skip(1)
        elif reader.at("{") and (length := reader.opens_list(wrappers)):
            reader.skip(length)
        else:
            found = reader.next_object()
            if isinstance(found, dict):
                inner = next((found[key] for key in wrappers if key in found), found)
                yield from (one for one in (inner if isinstance(inner, list) else [inner]) if isinstance(one, dict))
            elif isinstance(found, Broken):
                yield found


class _Reader:
    def __init__(self, text: IO[str]) -> None:
        self._text = text
        self._buffer = ""
        # Amounts must not become floats: 199.00 stays "199.00".
        self._decoder = json.JSONDecoder(parse_float=str)

    def fill(self, least: int = 1) -> bool:
        """See that something other than space stands at the front; False at the end."""
        self._buffer = self._buffer.lstrip(_SPACE)
        while len(self._buffer) < least and (more := self._text.read(CHUNK)):
            self._buffer = (self._buffer + more).lstrip(_SPACE)
        return bool(self._buffer)

    def at(self, mark: str) -> bool:
        return self._buffer.startswith(mark)

    def skip(self, length: int) -> None:
        self._buffer = self._buffer[length:]

    def opens_list(self, wrappers: tuple[str, ...]) -> int:
        """How long `{"orders": [` is, if that stands here; 0 otherwise."""
        self.fill(200)
        opening = re.match(r'\{\s*"(\w+)"\s*:\s*\[', self._buffer)
        return opening.end() if opening and opening[1] in wrappers else 0

    def next_object(self) -> dict[str, Any] | Broken | None:
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer)
            except json.JSONDecodeError:
                if len(self._buffer) < LARGEST_OBJECT and (more := self._text.read(max(CHUNK, len(self._buffer)))):
                    self._buffer += more
                    continue
                return self._broken()
            self.skip(end)
            return value if isinstance(value, dict) else Broken(str(value)[:80])

    def _broken(self) -> Broken:
        line, _, rest = self._buffer.partition("\n")
        self._buffer = rest
        return Broken(line[:80])
