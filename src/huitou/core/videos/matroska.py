"""WebM (RFC 9559 on RFC 8794): which bytes of the file are neither picture nor sound.

Tags, attachments and chapters may hold a place; they become `Void` elements of the same length. Called by `reading`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from huitou.core.videos.patches import Malformed, Patch, Seekable, at

MAGIC = b"\x1a\x45\xdf\xa3"
MOST_ELEMENTS = 2_000_000
HEADER, DOCTYPE, SEGMENT = 0x1A45DFA3, 0x4282, 0x18538067
TRACKS, TRACK_ENTRY, TRACK_TYPE = 0x1654AE6B, 0xAE, 0x83
CLUSTER, VOID = 0x1F43B675, 0xEC
SEEK_HEAD, INFO, CUES, CHECKSUM = 0x114D9B74, 0x1549A966, 0x1C53BB6B, 0xBF
# Of a cluster without a length (a recorder's live file) the parts stand where the next cluster would.
IN_CLUSTER = frozenset({0xE7, 0xA3, 0xA0, 0xA7, 0xAB, 0x5854})
KNOWN = frozenset({SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, CHECKSUM}) | IN_CLUSTER
VIDEO, AUDIO = 1, 2


@dataclass(frozen=True, slots=True)
class Element:
    """The content lies from `body` to before `end`; `endless` where no length is written."""

    kind: int
    start: int
    body: int
    end: int
    endless: bool

    def blanked(self) -> list[Patch]:
        """The element as a `Void` of the same length."""
        whole = self.end - self.start
        if whole >= 9:
            return [Patch(self.start, whole, bytes([VOID]) + (whole - 9 | 1 << 56).to_bytes(8, "big"))]
        return [Patch(self.start, whole, bytes([VOID, 0x80 | whole - 2]))]


def patches_of_webm(file: Seekable, size: int) -> list[Patch]:
    """What the shown copy of the file has blank. Raises Malformed, also where there is no picture in it."""
    header, segment = _first_two(file, size)
    doctype = next((part for part in _elements(file, header.body, header.end) if part.kind == DOCTYPE), None)
    if doctype is None or at(file, doctype.body, doctype.end - doctype.body).rstrip(b"\0") != b"webm":
        raise Malformed("not WebM")
    patches: list[Patch] = []
    pictures = False
    for element in _elements(file, segment.body, segment.end):
        if element.kind == TRACKS:
            pictures |= VIDEO in _track_types(file, element)
        if element.kind not in KNOWN:
            patches += element.blanked()
    if segment.end != size:
        patches.append(Patch(segment.end, size - segment.end))
    if not pictures:
        raise Malformed("no track of pictures")
    return patches


def _first_two(file: Seekable, size: int) -> tuple[Element, Element]:
    header = _element(file, 0, size)
    if header.kind != HEADER or header.endless:
        raise Malformed("no EBML header")
    segment = _element(file, header.end, size)
    if segment.kind != SEGMENT:
        raise Malformed("no segment")
    return header, segment


def _track_types(file: Seekable, tracks: Element) -> set[int]:
    types: set[int] = set()
    for entry in _elements(file, tracks.body, tracks.end):
        if entry.kind == TRACK_ENTRY:
            for part in _elements(file, entry.body, entry.end):
                if part.kind == TRACK_TYPE:
                    types.add(int.from_bytes(at(file, part.body, part.end - part.body), "big"))
    if not types <= {VIDEO, AUDIO}:
        raise Malformed("a track of something else than pictures and sound")
    return types


def _elements(file: Seekable, start: int, end: int) -> Iterator[Element]:
    """The elements from `start` to `end`; into a cluster without a length it steps, the rest it passes over."""
    for _count in range(MOST_ELEMENTS):
        if start >= end:
            return
        element = _element(file, start, end)
        if element.endless and element.kind != CLUSTER:
            raise Malformed("an element without a length")
        yield element
        start = element.body if element.endless else element.end
    raise Malformed("too many elements")


def _element(file: Seekable, start: int, end: int) -> Element:
    file.seek(start)
    head = file.read(12)
    kind, width = _number(head, keep_marker=True)
    length, length_width = _number(head[width:], keep_marker=False)
    body = start + width + length_width
    endless = length == (1 << 7 * length_width) - 1
    if body > end or (not endless and body + length > end):
        raise Malformed("an element is longer than what holds it")
    return Element(kind, start, body, end if endless else body + length, endless)


def _number(raw: bytes, *, keep_marker: bool) -> tuple[int, int]:
    """A number of variable width, and the width: the leading zeros of the first byte say it."""
    width = 9 - raw[0].bit_length() if raw and raw[0] else 9
    if width > (4 if keep_marker else 8) or len(raw) < width:
        raise Malformed("a number without an end")
    value = int.from_bytes(raw[:width], "big")
    return (value if keep_marker else value & (1 << 7 * width) - 1), width
