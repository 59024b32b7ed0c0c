"""Writes a bundle: one zip with the story, the data, the files, the list of contents and its seal.

Called by the command line, the desk, the portal, the platform and the API inside `in_shop`; it changes nothing.
"""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import IO, Any
from uuid import UUID

from django.db.models.fields.files import FieldFile

from huitou.cases.bundle.collect import Contents, collect
from huitou.cases.bundle.data import files_of
from huitou.cases.bundle.pdf import pdf_of
from huitou.cases.bundle.signing import seal_of
from huitou.cases.bundle.story import story_of
from huitou.cases.bundle.verify.checks import FORMAT, MANIFEST, SEAL
from huitou.core.actors import Actor, Role
from huitou.core.events import canonical
from huitou.core.models import Shop

CHUNK = 1024 * 1024


def write_bundle(
    target: IO[bytes],
    *,
    actor: Actor,
    name: UUID | str,
    shop: Shop,
    at: datetime,
    reader: Role | None = None,
    with_pdf: bool = False,
) -> Contents:
    """Write the bundle of a case into an open file, in the active language; what it holds.

    `reader` is whose view it is; by default the actor's own. `with_pdf`: the story as PDF too, where the machine can.
    Raises NotFound, Forbidden.
    """
    contents = collect(actor, name, shop, at, reader=reader or actor.role)
    story = story_of(contents)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        listed = [text(archive, "story.html", story.encode(), at)]
        pdf = pdf_of(story) if with_pdf else None
        if pdf is not None:
            listed.append(text(archive, "story.pdf", pdf, at))
        listed += [text(archive, path, said.encode(), at) for path, said in files_of(contents).items()]
        listed += [stored(archive, path, file, at) for path, file in _evidence(contents)]
        manifest = canonical(_manifest(contents, listed)).encode()
        text(archive, MANIFEST, manifest, at)
        text(archive, SEAL, canonical(seal_of(manifest)).encode(), at)
    return contents


def operator(shop: Shop) -> Actor:
    """Whoever runs the installation, at its command line."""
    rights = frozenset({"cases.view", "cases.export"})
    return Actor(role=Role.MERCHANT, shop_id=shop.pk, id="operator", permissions=rights)


def file_name(contents: Contents) -> str:
    """What a downloaded bundle is called."""
    return f"{contents.case.ref}-{contents.at:%Y%m%d}.zip"


def _manifest(contents: Contents, listed: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "made_at": contents.at.astimezone(UTC).isoformat(timespec="seconds"),
        "reader": str(contents.reader),
        "shop": {"id": contents.shop.pk, "name": contents.shop.name, "slug": contents.shop.slug},
        "case": {"id": contents.case.pk, "ref": contents.case.ref},
        "chains": [
            {"type": head.type, "id": head.id, "ref": head.ref, "length": head.length, "head": head.hash}
            for head in contents.heads
        ],
        "files": list(listed),
    }


def _evidence(contents: Contents) -> Iterator[tuple[str, FieldFile]]:
    for entry in contents.files:
        if entry.shown:
            yield entry.shown, entry.row.shown
        if entry.original:
            yield entry.original, entry.row.original


def text(archive: zipfile.ZipFile, path: str, raw: bytes, at: datetime) -> dict[str, Any]:
    """Write a text into the archive; what the list of contents says of it. Packs of claims are written so too."""
    archive.writestr(_info(path, at, zipfile.ZIP_DEFLATED), raw)
    return {"path": path, "size": len(raw), "sha256": hashlib.sha256(raw).hexdigest()}


def stored(archive: zipfile.ZipFile, path: str, file: FieldFile, at: datetime) -> dict[str, Any]:
    """Write a photo or video as it is: it is packed already, and a video never stands in memory. As `text`."""
    digest, size = hashlib.sha256(), 0
    with file.open("rb") as source, archive.open(_info(path, at, zipfile.ZIP_STORED), "w") as target:
        while chunk := source.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            target.write(chunk)
    return {"path": path, "size": size, "sha256": digest.hexdigest()}


def _info(path: str, at: datetime, how: int) -> zipfile.ZipInfo:
    moment = max(at.astimezone(UTC), datetime(1980, 1, 1, tzinfo=UTC))
    info = zipfile.ZipInfo(path, moment.timetuple()[:6])
    info.compress_type = how
    info.external_attr = 0o600 << 16
    return info
