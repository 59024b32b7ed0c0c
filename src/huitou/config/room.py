"""How much room a start needs on its disk, and the words for too little of it.

Called by the embedded database, the command line and `doctor`. It measures, and deletes nothing of others.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import IO

from huitou.config.failures import StartUpFailed

MIB = 1024**2
# A new installation takes 75 MiB before its first order; the rest is for its first months.
NEW_BYTES = 256 * MIB
# Migrations may write a table anew, and all of them together write 32 MiB.
MIGRATE_BYTES = 128 * MIB
# PostgreSQL writes its log of changes in pieces of 16 MiB: one to recover with, one to go on with.
START_BYTES = 32 * MIB


class DiskFull(StartUpFailed):
    """There is too little room on a disk that the installation lives on."""


class NotWritten(StartUpFailed):
    """A file that somebody asked for could not be written; nothing of it stays."""


def free_bytes(folder: Path) -> int:
    """What this account may still write where `folder` is, or will be made."""
    there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
    return shutil.disk_usage(there).free


def refuse_little(folder: Path, needed: int = START_BYTES) -> None:
    """See that at least `needed` bytes are free at `folder`. Raises DiskFull."""
    if free_bytes(folder) < needed:
        raise disk_full(folder, needed)


@contextmanager
def whole(file: Path) -> Iterator[IO[bytes]]:
    """A file to write in, which becomes `file` once it is whole; else what was there stays. Raises NotWritten."""
    draft = file.with_name(f"{file.name}.partial")
    try:
        with draft.open("wb") as out:
            yield out
        draft.replace(file)
    except OSError as error:
        reason = error.strerror or error
        raise NotWritten(_("cannot write %(target)s: %(error)s") % {"target": file, "error": reason}) from error
    finally:
        draft.unlink(missing_ok=True)


def disk_full(folder: Path, needed: int = START_BYTES) -> DiskFull:
    """What is said of a full disk: where, how much is free, how much is needed, what to do."""
    free = free_bytes(folder)
    if free >= needed:
        return DiskFull(
            _(
                "nothing more can be written in %(folder)s although %(free)s MB are free: a quota or the number of "
                "files is used up (see df -i). Make room there, then run the same command again; "
                "nothing that was kept is lost"
            )
            % {"folder": folder, "free": free // MIB}
        )
    return DiskFull(
        _(
            "the disk of %(folder)s has %(free)s MB free; at least %(needed)s MB are needed. Make room there, or keep "
            "the data folder on a larger disk (--data or HUITOU_DATA), then run the same command again; "
            "nothing that was kept is lost"
        )
        % {"folder": folder, "free": free // MIB, "needed": needed // MIB}
    )
