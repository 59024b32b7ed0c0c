"""A copy of everything about a person: JSON for programs, a page for people, their files, in one zip.

Called by the verb that hands it out; reads what the registry names, inside the shop. The page is read without network.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import PurePosixPath
from typing import IO, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.files.storage import default_storage
from django.db.models import Choices, Model
from django.db.models.fields.files import FieldFile
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import get_language

from huitou.core.models import Personal, Shop
from huitou.core.money import Money, format_money
from huitou.core.personal_registry import Concern, Holding, Person, holdings, parts, rows_of
from huitou.core.personal_words import field_label, value_label
from huitou.core.when import written

FORMAT = "huitou.personal/1"
READ_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True)
class Collected:
    """What was found. `document` is JSON; `files`: name in the zip → name in our storage."""

    document: dict[str, Any]
    labels: dict[str, str]
    files: dict[str, str] = field(default_factory=dict)

    @property
    def json(self) -> str:
        """The document as it stands in the zip."""
        return json.dumps(self.document, ensure_ascii=False, indent=2)

    @property
    def sha256(self) -> str:
        """Of the JSON, in hex: the event that hands it out names it."""
        return hashlib.sha256(self.json.encode()).hexdigest()


def collect(person: Person, at: datetime) -> Collected:
    """Everything that the registry says about the person. Inside the shop."""
    files: dict[str, str] = {}
    sections: dict[str, Any] = {}
    labels: dict[str, str] = {}
    for part in _sections():
        rows = [_row(row, part, files) for row in _rows(part, person)]
        sections[part.code] = rows
        labels[part.code] = str(part.label)
    document = {
        "format": FORMAT,
        "customer": str(person.customer_id),
        "shop": str(person.shop_id),
        "made_at": at.isoformat(),
        "data": sections,
    }
    return Collected(document, labels, files)


def write_zip(collected: Collected, shop: Shop, at: datetime, out: IO[bytes]) -> None:
    """data.json, data.html in the active language, and the files, into an open file."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.json", collected.json)
        archive.writestr("data.html", page(collected, shop, at))
        for name, stored in collected.files.items():
            if not default_storage.exists(stored):
                continue
            with default_storage.open(stored) as source, archive.open(name, "w") as target:
                while chunk := source.read(READ_BYTES):
                    target.write(chunk)


def page(collected: Collected, shop: Shop, at: datetime) -> str:
    """The same as a page that needs nothing besides itself, in the active language."""
    zone = ZoneInfo(shop.timezone)
    sections = [
        {
            "label": collected.labels[code],
            "entries": [[(field_label(name), _said(name, value, row, zone)) for name, value in row.items()]
                        for row in rows],
        }
        for code, rows in collected.document["data"].items()
    ]  # fmt: skip
    context = {
        "shop": shop,
        "language": get_language() or "en",
        "made_at": written(at, zone, "exact"),
        "sections": sections,
    }
    return render_to_string("core/personal/export.html", context)


def exported_fields(part: Holding | Concern) -> tuple[str, ...]:
    """The fields of a part in the order in which they are told."""
    if isinstance(part, Concern):
        return part.fields
    return (*part.shown, *(name for name in part.fields if name not in part.untold))


def _sections() -> Iterator[Holding | Concern]:
    yield from (one for one in holdings() if one.exported)
    yield from parts()


def _rows(part: Holding | Concern, person: Person) -> Any:
    rows = rows_of(part.model, part.whose, person).order_by("pk")
    if isinstance(part, Holding) and part.not_for_them is not None:
        rows = rows.exclude(part.not_for_them)
    related = {name.rpartition("__")[0] for name in exported_fields(part) if "__" in name}
    rows = rows.select_related(*related) if related else rows
    return rows.filter(erased_at=None) if issubclass(part.model, Personal) else rows


def _row(row: Model, part: Holding | Concern, files: dict[str, str]) -> dict[str, Any]:
    if isinstance(part, Holding) and part.tell is not None:
        own = part.tell(row)
        return {name: _plain(value, f"{part.code}/{row.pk}-{name}", files) for name, value in own.items()}
    told = {}
    for name in exported_fields(part):
        value: Any = row
        for step in name.split("__"):
            value = getattr(value, step) if value is not None else None
        told[name.replace("__", "_")] = _plain(value, f"{part.code}/{row.pk}-{name}", files)
    return told


def _plain(value: Any, place: str, files: dict[str, str]) -> Any:
    """The value as JSON knows it; a file becomes its name in the zip."""
    if isinstance(value, FieldFile):
        if not value.name:
            return ""
        name = f"files/{place}{PurePosixPath(value.name).suffix}"
        files[name] = value.name
        return name
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID | Decimal | Promise | Choices):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    return value


def _said(name: str, value: Any, row: dict[str, Any], zone: ZoneInfo) -> Any:
    """The value in words: sums with their currency, moments in the shop's time, codes as people say them."""
    if value is None or value == "":
        return "–"
    if name.endswith("_minor") and row.get("currency"):
        return format_money(Money(int(value), str(row["currency"])))
    if (name == "at" or name.endswith("_at")) and isinstance(value, str):
        return written(datetime.fromisoformat(value), zone, "exact")
    return value_label(name, value)
