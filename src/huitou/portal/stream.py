"""Timeline and talk of a case, as the buyer's pages show it. The stream itself is that of every reader: `cases.stream`."""

from huitou.cases.stream import Entry, stream

__all__ = ["Entry", "stream"]
