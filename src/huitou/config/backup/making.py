"""Makes a backup: the dump first, then the uploaded files, so that every file that the dump names is there.

Called by `./huitou backup` while the shop works.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from gettext import gettext as _
from pathlib import Path

from django.conf import settings
from django.db import connections
from django.db.migrations.recorder import MigrationRecorder

from huitou.config import room
from huitou.config.backup import archive, database
from huitou.config.failures import StartUpFailed
from huitou.core import personal_list
from huitou.core.disks import is_full


class NoPlaceForBackup(StartUpFailed):
    """The backup cannot be written there."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written."""

    path: Path
    files: int
    size_bytes: int
    manifest: archive.Manifest


def make(target: Path, *, at: datetime) -> Made:
    """Write the backup. Raises DumpFailed, NoPlaceForBackup."""
    dump = target.with_name(f"{target.name}.database")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        dump.touch(mode=0o600)
        database.dump(dump)
        with archive.Writer(target) as writer:
            writer.add(archive.DUMP, dump)
            lines = "".join(f"{one.line()}\n" for one in personal_list.noted())
            writer.add_bytes(archive.ERASURES, lines.encode())
            for name, path in _uploaded():
                _add(writer, name, path)
            manifest = writer.close_with(at, applied())
    except OSError as error:
        if is_full(error):
            raise NoPlaceForBackup(_too_little_room(target)) from error
        raise NoPlaceForBackup(
            _("cannot write %(target)s: %(error)s") % {"target": target, "error": error.strerror or error}
        ) from error
    finally:
        dump.unlink(missing_ok=True)
    files = sum(member.name.startswith(f"{archive.FILES}/") for member in manifest.members)
    return Made(target, files, target.stat().st_size, manifest)


def applied() -> tuple[str, ...]:
    """The migrations that the database has seen."""
    rows = MigrationRecorder(connections["owner"]).applied_migrations()
    return tuple(sorted(f"{app}.{name}" for app, name in rows))


def _too_little_room(target: Path) -> str:
    needed = database.size_bytes() + sum(path.stat().st_size for _name, path in _uploaded())
    return _(
        "the disk of %(folder)s has %(free)s MB free, and the backup needs up to %(needed)s MB. Make room there, or "
        "write the backup to another disk; nothing of it was kept, and the shop is as it was"
    ) % {"folder": target.parent, "free": room.free_bytes(target.parent) // room.MIB, "needed": needed // room.MIB + 1}


def _uploaded() -> Iterator[tuple[str, Path]]:
    return archive.files_below(Path(settings.MEDIA_ROOT))


def _add(writer: archive.Writer, name: str, path: Path) -> None:
    try:
        writer.add(name, path)
    except FileNotFoundError:
        # Erased since the list was made: it has no place in the backup either.
        return
