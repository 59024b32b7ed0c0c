"""The readable side of a bundle: one printable page that needs nothing but itself, in the active language."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language

from huitou.cases.bundle.collect import Contents, FileEntry
from huitou.cases.bundle.verify.checkpoints import in_words
from huitou.cases.bundle.verify.report import RECORDS, words
from huitou.cases.carrier_names import carrier_name
from huitou.core.actors import Role

# Beyond this a printed page becomes unwieldy: the pictures that follow are linked instead.
MOST_INLINE_BYTES = 24 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Picture:
    """A file as the story shows it: `source` inline, a path beside it, or empty where it was erased."""

    entry: FileEntry
    number: int
    source: str


def story_of(contents: Contents) -> str:
    """The whole page."""
    pictures = _pictures(contents)
    case = contents.case
    translate = words(get_language() or "en")
    context = {
        "contents": contents,
        "told": contents.told,
        "case": case,
        "shop": contents.shop,
        "of_buyer": contents.reader == Role.BUYER,
        "of_platform": contents.reader == Role.PLATFORM,
        "entries": [(entry, [pictures[photo.pk] for photo in entry.photos]) for entry in contents.stream],
        "pictures": list(pictures.values()),
        "parcels": [(entry, carrier_name(entry.row.carrier)) for entry in contents.parcels],
        "records": [(translate(RECORDS.get(head.type, head.type)), head) for head in contents.heads],
        "checkpoint": in_words(case.ref, contents.head.length, contents.head.hash),
    }
    with timezone.override(ZoneInfo(contents.shop.timezone)):
        return render_to_string("cases/story.html", context)


def _pictures(contents: Contents) -> Mapping[UUID, Picture]:
    found: dict[UUID, Picture] = {}
    room = MOST_INLINE_BYTES
    for number, entry in enumerate(contents.files, start=1):
        source = entry.shown
        if entry.shown and not entry.row.is_video and entry.row.shown.size <= room:
            room -= entry.row.shown.size
            source = _inline(entry)
        found[entry.row.pk] = Picture(entry, number, source)
    return found


def _inline(entry: FileEntry) -> str:
    with entry.row.shown.open("rb") as file:
        raw: Any = file.read()
    return f"data:{entry.row.shown_type};base64,{base64.b64encode(raw).decode()}"
