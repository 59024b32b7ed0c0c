"""Opens an installation for a command: its data folder, its database, Django, its texts.

Every command that needs the database runs inside `opened(...)`.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from huitou.config import room
from huitou.config.failures import StartUpFailed
from huitou.config.starting import starting
from huitou.core.disks import is_full

if TYPE_CHECKING:
    from huitou.config.embedded_postgres import EmbeddedPostgres

DataOption = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help=_("The data folder (default: ./data, or HUITOU_DATA).")),
]
WithParentOption = Annotated[bool, typer.Option("--with-parent", hidden=True)]
_started = time.monotonic()


class DatabaseUnreachable(StartUpFailed):
    """The database that DATABASE_URL names does not answer."""


class ProgramNotWritable(StartUpFailed):
    """The texts of a new version are to be compiled beside the program, by whoever may write there."""


def say(line: str) -> None:
    """One line of progress, with the seconds since the start, for the person at the terminal."""
    sys.stderr.write(f"[{time.monotonic() - _started:5.1f} s] {line}\n")
    sys.stderr.flush()


def choose_data(data: Path | None) -> None:
    """Take the data folder of the command line for this process and its children."""
    if data is not None:
        os.environ["HUITOU_DATA"] = str(data.absolute())


@contextmanager
def opened(data: Path | None = None, *, migrated: bool = True) -> Iterator["EmbeddedPostgres | None"]:
    """The installation, ready for Django's models for the time of the block; yields the embedded cluster, if any.

    With the embedded database, `migrated` brings it up to date; a server of one's own is only looked at.
    Raises DatabaseUnreachable, MigrationsPending, RoleSeesEveryShop, DiskFull (also later, in the block) and what
    EmbeddedPostgres.start raises.
    """
    choose_data(data)
    cluster = None
    with ExitStack() as stack:
        from huitou.config import settings

        if settings.HUITOU_EMBEDDED:
            from huitou.config.embedded_postgres import running

            cluster = stack.enter_context(running(settings.HUITOU_DATA, say=say))
        elif migrated:
            room.refuse_little(settings.HUITOU_DATA)
        stack.enter_context(_a_full_disk_said(settings.HUITOU_DATA, cluster))
        start_django()
        stack.callback(_close_connections)
        check_reachable()
        if migrated:
            bring_up_to_date(cluster)
        yield cluster


@contextmanager
def _a_full_disk_said(data: Path, cluster: "EmbeddedPostgres | None", needed: int = 0) -> Iterator[None]:
    """A full disk says so, whatever was being done: the database that stops answering, a file that is cut short."""
    from django.db import InterfaceError, InternalError, OperationalError

    try:
        yield
    except (OperationalError, InternalError, InterfaceError):
        if cluster is not None:
            cluster.refuse_full_disk(needed)
        raise
    except OSError as error:
        if is_full(error):
            raise room.disk_full(Path(error.filename).parent if error.filename else data) from error
        raise


def start_django() -> None:
    """Compile stale texts and set Django up. Raises ProgramNotWritable."""
    import django

    from huitou.config.translations import compile_stale

    try:
        compile_stale()
    except PermissionError as error:
        raise ProgramNotWritable(
            _("cannot write %(file)s; after an upgrade run ./huitou migrate once as the owner of that folder")
            % {"file": error.filename}
        ) from error
    with starting():
        django.setup()


def check_reachable() -> None:
    """Ask both connections once. Raises DatabaseUnreachable, which names the variable and hides the password."""
    from django.db import OperationalError, connections

    for alias, variable in (("default", "DATABASE_URL"), ("owner", "DATABASE_OWNER_URL")):
        try:
            connections[alias].ensure_connection()
        except OperationalError as error:
            raise DatabaseUnreachable(
                _("the database of %(variable)s does not answer: %(reason)s. Start it, or mend %(variable)s.")
                % {"variable": variable, "reason": _reason_of(error)}
            ) from error


def _reason_of(error: Exception) -> str:
    """What the driver says last, without the question that it asks after a refused connection."""
    lines = [line for line in str(error).strip().splitlines() if not line.startswith("\tIs the server running")]
    return lines[-1].strip().removeprefix("connection failed: ") if lines else type(error).__name__


def bring_up_to_date(cluster: "EmbeddedPostgres | None" = None) -> None:
    """Migrate the embedded database; see that any other one is migrated and bound by row-level security.

    What an end in the middle left undone (no room, no power) is done now. Raises DiskFull before anything is changed.
    """
    from django.conf import settings

    from huitou.config import schema

    schema.refuse_unknown()
    if cluster is not None and ((missing := schema.pending()) or not schema.secured()):
        room.refuse_little(cluster.place.cluster.parent, room.MIGRATE_BYTES)
        if missing:
            say(_("Applying %(count)s migrations") % {"count": len(missing)})
        with _a_full_disk_said(settings.HUITOU_DATA, cluster, room.MIGRATE_BYTES):
            schema.migrate()
    schema.refuse_pending()
    schema.refuse_powerful_role()


def _close_connections() -> None:
    from django.db import connections

    connections.close_all()
