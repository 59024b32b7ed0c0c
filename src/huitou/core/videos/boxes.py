"""MP4 and MOV (ISO/IEC 14496-12): which bytes of the file are neither picture nor sound.

Location lies in `moov/udta` (`©xyz`, `loci`), in `meta` (`com.apple.quicktime.location.*`), in `uuid` boxes (XMP) and
in tracks of timed metadata (`mebx`, `gpmd`). All of these are blanked, known and unknown alike: what is not on the
lists below becomes an empty `free` box of the same length, so that no offset changes. Called by `reading` only.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from huitou.core.videos.patches import Malformed, Patch, Seekable, at

MOST_BOXES = 20_000
MOST_SAMPLES = 2_000_000
MOST_HIDDEN_TRACKS = 20
LARGEST_TABLE = 32 * 1024 * 1024

# What stands in each container; anything else in it is blanked. A container without a list keeps all but NEVER.
KNOWN: dict[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"styp", b"moov", b"moof", b"mdat", b"sidx", b"ssix", b"mfra", b"pdin"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"edts", b"mdia", b"tref", b"tapt"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"minf", b"elng"}),
}
INSIDE = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts", b"mvex", b"moof", b"traf"})
NEVER = frozenset({b"udta", b"meta", b"uuid", b"free", b"skip", b"ilst", b"keys", b"loci", b"XMP_"})
SHOWN_TRACKS = frozenset({b"vide", b"soun"})
QUICKTIME = b"qt  "
BRANDS = frozenset(
    {b"M4V ", b"M4VH", b"M4VP", QUICKTIME}
    | {b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42"}
    | {b"avc1", b"hvc1", b"hev1", b"av01", b"dash", b"msdh", b"mmp4", b"MSNV", b"XAVC"}
    | {b"3gp4", b"3gp5", b"3gp6", b"3gp7", b"3g2a", b"3g2b", b"3g2c"}
)


@dataclass(frozen=True, slots=True)
class Box:
    """`kind` of four bytes; the content lies from `body` to before `end`."""

    kind: bytes
    start: int
    body: int
    end: int

    def blanked(self) -> list[Patch]:
        """The box as an empty one of the same length."""
        return [Patch(self.start + 4, 4, b"free"), Patch(self.body, self.end - self.body)]


@dataclass(slots=True)
class Found:
    """What the walk has met. `samples` of hidden tracks lie in `mdat`; `pictures` counts tracks of them."""

    patches: list[Patch] = field(default_factory=list)
    boxes: int = 0
    pictures: int = 0
    hidden: int = 0
    fragmented: bool = False


def is_mp4(head: bytes) -> bool:
    """Whether the first 12 bytes are those of an MP4 or MOV with moving pictures (not of a HEIC photo)."""
    return head[4:8] == b"ftyp" and head[8:12] in BRANDS


def media_type(head: bytes) -> str:
    """By the major brand."""
    return "video/quicktime" if head[8:12] == QUICKTIME else "video/mp4"


def patches_of_mp4(file: Seekable, size: int) -> list[Patch]:
    """What the shown copy of the file has blank. Raises Malformed, also where there is no picture in it."""
    found = Found()
    for box in _boxes(file, 0, size, found):
        if box.kind not in KNOWN[b""]:
            found.patches += box.blanked()
        elif box.kind in (b"moov", b"moof"):
            found.fragmented |= box.kind == b"moof"
            _inside(file, box, size, found)
    if not found.pictures:
        raise Malformed("no track of pictures")
    if found.fragmented and found.hidden:
        # Where the samples of such a track lie is said in every fragment anew: rather none than one overlooked.
        raise Malformed("a fragmented file with tracks of measurements")
    return found.patches


def _boxes(file: Seekable, start: int, end: int, found: Found) -> Iterator[Box]:
    """The boxes from `start` to `end`, which they must fill."""
    while start < end:
        found.boxes += 1
        if found.boxes > MOST_BOXES or end - start < 8:
            raise Malformed("too many boxes, or the rest of one")
        length, kind = struct.unpack(">I4s", at(file, start, 8))
        body = start + 8
        if length == 1:
            (length,) = struct.unpack(">Q", at(file, start + 8, 8))
            body = start + 16
        elif length == 0:
            length = end - start
        if start + length < body or start + length > end:
            raise Malformed(f"box {kind!r} is longer than what holds it")
        yield Box(kind, start, body, start + length)
        start += length


def _inside(file: Seekable, parent: Box, size: int, found: Found) -> None:
    known = KNOWN.get(parent.kind)
    for box in _boxes(file, parent.body, parent.end, found):
        if box.kind in NEVER or (known is not None and box.kind not in known):
            found.patches += box.blanked()
        elif box.kind == b"trak":
            _track(file, box, size, found)
        elif box.kind in INSIDE:
            _inside(file, box, size, found)


def _track(file: Seekable, track: Box, size: int, found: Found) -> None:
    """Keep a track of pictures or sound; blank any other with everything that it measured."""
    handler = _only(file, track, (b"mdia", b"hdlr"), found)
    kind = at(file, handler.body + 8, 4) if handler is not None else b""
    if kind in SHOWN_TRACKS:
        found.pictures += kind == b"vide"
        return _inside(file, track, size, found)
    found.hidden += 1
    if found.hidden > MOST_HIDDEN_TRACKS:
        raise Malformed("too many tracks")
    found.patches += _samples(file, track, size, found)
    found.patches += track.blanked()
    return None


def _only(file: Seekable, parent: Box, path: tuple[bytes, ...], found: Found) -> Box | None:
    """The first box at the path below the parent."""
    for box in _boxes(file, parent.body, parent.end, found):
        if box.kind == path[0]:
            return box if len(path) == 1 else _only(file, box, path[1:], found)
    return None


def _samples(file: Seekable, track: Box, size: int, found: Found) -> list[Patch]:
    """Where the samples of the track lie in the file (`stsc`, `stsz`, `stco`/`co64`), as patches."""
    table = _only(file, track, (b"mdia", b"minf", b"stbl"), found)
    if table is None:
        return []
    parts = {box.kind: box for box in _boxes(file, table.body, table.end, found)}
    chunks = _numbers(file, parts.get(b"stco"), 4) or _numbers(file, parts.get(b"co64"), 8)
    if not chunks:
        return []
    sizes = _sizes(file, parts.get(b"stsz"))
    runs = _numbers(file, parts.get(b"stsc"), 4, each=3)
    patches, sample, run = [], 0, 0
    for place, offset in enumerate(chunks, start=1):
        while run + 3 < len(runs) and runs[run + 3] <= place:
            run += 3
        count = runs[run + 1] if runs else 0
        length = sum(sizes[sample : sample + count])
        sample += count
        if offset + length > size:
            raise Malformed("samples beyond the end of the file")
        patches.append(Patch(offset, length))
    return patches


def _numbers(file: Seekable, box: Box | None, width: int, *, each: int = 1) -> list[int]:
    """The numbers of a full box that counts its entries first."""
    if box is None:
        return []
    (count,) = struct.unpack(">I", at(file, box.body + 4, 4))
    length = count * width * each
    if count > MOST_SAMPLES or length > LARGEST_TABLE or box.body + 8 + length > box.end:
        raise Malformed("a table longer than its box")
    return list(struct.unpack(f">{count * each}{'I' if width == 4 else 'Q'}", at(file, box.body + 8, length)))


def _sizes(file: Seekable, box: Box | None) -> list[int]:
    """The sizes of the samples: one for all, or one each."""
    if box is None:
        raise Malformed("a track without sizes")
    same, count = struct.unpack(">II", at(file, box.body + 4, 8))
    if count > MOST_SAMPLES:
        raise Malformed("too many samples")
    if same:
        return [same] * count
    if box.body + 12 + count * 4 > box.end:
        raise Malformed("a table longer than its box")
    return list(struct.unpack(f">{count}I", at(file, box.body + 12, count * 4)))
