"""The backup file: a tar with the dump, the uploaded files, the list of erasures and, last, a manifest of hashes.

It reads nothing into memory and believes nothing: names, sizes and hashes are checked before a byte is used.
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path, PurePosixPath
from typing import IO, Any

from huitou.config.failures import StartUpFailed
from huitou.core.disks import is_full

FORMAT = "huitou.backup/1"
MANIFEST, DUMP, ERASURES, FILES = "manifest.json", "database.dump", "erasures.jsonl", "media"
READ_BYTES = 1024 * 1024
LARGEST_MANIFEST_BYTES = 256 * 1024 * 1024


class BackupDamaged(StartUpFailed):
    """The file is no backup, not a whole one, or was changed."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the backup."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What the backup holds. `migrations`: what the database had seen, as `area.name`."""

    made_at: datetime
    migrations: tuple[str, ...]
    members: tuple[Member, ...]

    def to_json(self) -> bytes:
        """As it stands in the file."""
        told: dict[str, Any] = {
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "migrations": list(self.migrations),
            "members": [asdict(member) for member in self.members],
        }
        return json.dumps(told, indent=1, sort_keys=True).encode()

    @classmethod
    def of(cls, data: bytes) -> "Manifest":
        """Read one. Raises BackupDamaged."""
        try:
            told = json.loads(data)
            if told["format"] != FORMAT:
                raise BackupDamaged(
                    _("the backup has the format %(told)s; this version reads %(format)s")
                    % {"told": repr(told["format"]), "format": FORMAT}
                )
            members = tuple(Member(**member) for member in told["members"])
            return cls(datetime.fromisoformat(told["made_at"]), tuple(told["migrations"]), members)
        except (ValueError, KeyError, TypeError) as error:
            raise BackupDamaged(_("the manifest of the backup cannot be read: %(error)s") % {"error": error}) from error


class _Hashing:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(size)
        self._digest.update(data)
        return data

    def hex(self) -> str:
        return self._digest.hexdigest()


class Writer:
    """Writes a backup beside its final name, and gives it that name once it is whole."""

    def __init__(self, target: Path) -> None:
        self._target = target
        self._draft = target.with_name(f"{target.name}.partial")
        self._members: list[Member] = []

    def __enter__(self) -> "Writer":
        descriptor = os.open(self._draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = open(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_rest: object) -> None:
        try:
            if kind is None:
                self._tar.close()
                self._file.flush()
                os.fsync(self._file.fileno())
                self._draft.replace(self._target)
        finally:
            # Nothing of an unfinished one stays, also where the last bytes find no room.
            self._draft.unlink(missing_ok=True)
            with suppress(OSError):
                self._file.close()

    def add(self, name: str, path: Path) -> None:
        """A file under this name."""
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            self._write(name, file, size)

    def add_bytes(self, name: str, data: bytes) -> None:
        """A small file under this name."""
        self._write(name, io.BytesIO(data), len(data))

    def close_with(self, made_at: datetime, migrations: tuple[str, ...]) -> Manifest:
        """The manifest, last."""
        manifest = Manifest(made_at, migrations, tuple(self._members))
        self._add_raw(MANIFEST, io.BytesIO(manifest.to_json()), len(manifest.to_json()))
        return manifest

    def _write(self, name: str, file: IO[bytes], size: int) -> None:
        hashing = _Hashing(file)
        self._add_raw(name, hashing, size)
        self._members.append(Member(name, size, hashing.hex()))

    def _add_raw(self, name: str, file: Any, size: int) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = size, 0o600
        self._tar.addfile(info, file)


def read(backup: Path, into: Callable[[str], IO[bytes] | None] = lambda _name: None) -> Manifest:
    """Read the whole file and check every hash; `into(name)` may give an open file that a member is copied to.

    Raises BackupDamaged, which names the first file that is not as it was written; OSError where a copy finds no room.
    """
    found: list[Member] = []
    manifest: Manifest | None = None
    try:
        with tarfile.open(backup, mode="r|") as tar:
            for info in tar:
                source = tar.extractfile(info) if info.isfile() else None
                if source is None or not _safe(info.name) or manifest is not None:
                    raise BackupDamaged(_("%(name)s does not belong into a backup") % {"name": repr(info.name)})
                if info.name == MANIFEST:
                    manifest = Manifest.of(_small(source))
                else:
                    found.append(_copy(info, source, into(info.name)))
    except (tarfile.TarError, EOFError, OSError) as error:
        if is_full(error):
            raise
        raise BackupDamaged(
            _("%(backup)s is not a whole backup: %(error)s") % {"backup": backup, "error": error}
        ) from error
    if manifest is None:
        raise BackupDamaged(_("%(backup)s ends before its manifest: it is not a whole backup") % {"backup": backup})
    _compare(found, manifest)
    return manifest


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """(name in the backup, path) of every uploaded file, in one order."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield f"{FILES}/{path.relative_to(folder).as_posix()}", path


def _safe(name: str) -> bool:
    path = PurePosixPath(name)
    known = name in (MANIFEST, DUMP, ERASURES) or path.parts[:1] == (FILES,)
    return known and not path.is_absolute() and ".." not in path.parts and "\\" not in name and "\x00" not in name


def _small(source: IO[bytes]) -> bytes:
    data = source.read(LARGEST_MANIFEST_BYTES + 1)
    if len(data) > LARGEST_MANIFEST_BYTES:
        raise BackupDamaged(_("the manifest of the backup is far too large"))
    return data


def _copy(info: tarfile.TarInfo, source: IO[bytes], target: IO[bytes] | None) -> Member:
    hashing = _Hashing(source)
    size = 0
    try:
        while chunk := hashing.read(READ_BYTES):
            size += len(chunk)
            if target is not None:
                target.write(chunk)
    finally:
        if target is not None:
            target.close()
    return Member(info.name, size, hashing.hex())


def _compare(found: list[Member], manifest: Manifest) -> None:
    written = {member.name: member for member in manifest.members}
    if len(written) != len(manifest.members) or len({member.name for member in found}) != len(found):
        raise BackupDamaged(_("the backup holds a file twice"))
    for member in found:
        if member.name not in written:
            raise BackupDamaged(_("%(name)s was added to the backup") % {"name": member.name})
        if written[member.name] != member:
            raise BackupDamaged(_("%(name)s is not as it was written: its hash differs") % {"name": member.name})
    if missing := sorted(written.keys() - {member.name for member in found}):
        raise BackupDamaged(_("%(missing)s is missing from the backup") % {"missing": missing[0]})
