"""Small MP4, MOV and WebM files built box by box, with a place written wherever phones write one."""

import struct

PLACE = b"+31.2304+121.4737/"
PICTURES = b"PICTURES" * 40
MEASURED = b"GPS-TRACK" + PLACE


def box(kind: bytes, *parts: bytes) -> bytes:
    body = b"".join(parts)
    return struct.pack(">I4s", len(body) + 8, kind) + body


def full(kind: bytes, *parts: bytes) -> bytes:
    return box(kind, b"\0\0\0\0", *parts)


def track(handler: bytes, offset: int, size: int, *, wide: bool = False) -> bytes:
    """A track of one sample."""
    where = full(b"co64", struct.pack(">IQ", 1, offset)) if wide else full(b"stco", struct.pack(">II", 1, offset))
    table = box(
        b"stbl",
        full(b"stsd", struct.pack(">I", 0)),
        full(b"stsc", struct.pack(">IIII", 1, 1, 1, 1)),
        full(b"stsz", struct.pack(">III", 0, 1, size)),
        where,
    )
    header = full(b"hdlr", b"\0\0\0\0", handler, b"\0" * 12, b"maker\0")
    media = box(b"mdia", full(b"mdhd", b"\0" * 20), header, box(b"minf", table))
    return box(b"trak", full(b"tkhd", b"\0" * 80), media, box(b"udta", box(b"\xa9xyz", PLACE)))


def mp4(brand: bytes = b"isom", *, tracks: tuple[bytes, ...] = (b"vide", b"soun", b"meta"), more: bytes = b"") -> bytes:
    """A video with its place in `udta`, in `meta`, in a `uuid` box and in a track of measurements."""
    head = box(b"ftyp", brand, b"\0\0\2\0", brand, b"mp42")
    data = box(b"mdat", PICTURES, MEASURED)
    first = len(head) + 8
    places = {b"vide": (first, len(PICTURES)), b"soun": (first, 16), b"meta": (first + len(PICTURES), len(MEASURED))}
    meta = full(b"meta", full(b"keys", b"com.apple.quicktime.location.ISO6709"), box(b"ilst", PLACE))
    moov = box(
        b"moov",
        full(b"mvhd", b"\0" * 96),
        *(track(kind, *places[kind], wide=kind == b"meta") for kind in tracks),
        box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(PLACE), 0x15C7), PLACE), full(b"loci", PLACE)),
        meta,
    )
    return head + data + moov + box(b"uuid", b"\xbe\x7a\xcf\xcb" * 4, b"<x:xmpmeta>", PLACE) + more


def element(kind: int, body: bytes, *, endless: bool = False) -> bytes:
    raw = kind.to_bytes((kind.bit_length() + 7) // 8, "big")
    return raw + (b"\x01" + b"\xff" * 7 if endless else (len(body) | 1 << 56).to_bytes(8, "big")) + body


def webm(doctype: bytes = b"webm", *, types: tuple[int, ...] = (1, 2), live: bool = False) -> bytes:
    """A recording with its place in the tags and in an attachment; `live`: clusters without lengths."""
    entries = b"".join(element(0xAE, element(0xD7, b"\1") + element(0x83, bytes([kind]))) for kind in types)
    blocks = element(0xE7, b"\0") + element(0xA3, b"\x81\0\0\x80" + PICTURES)
    body = (
        element(0x1549A966, element(0x4D80, b"maker"))
        + element(0x1654AE6B, entries)
        + element(0x1F43B675, blocks, endless=live)
        + element(0x1254C367, element(0x7373, PLACE))
        + element(0x1941A469, PLACE)
    )
    return element(0x1A45DFA3, element(0x4282, doctype)) + element(0x18538067, body, endless=live)
