"""PostgreSQL's own programs around our database: dump it, put a dump in its place in one transaction, see who is there.

Used by `making` and `restoring`. Passwords go by the environment, never on a command line.
"""

import errno
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import IO, Any

from django.db import connections

from huitou.config import embedded_place
from huitou.config.backup import over_tls
from huitou.config.failures import StartUpFailed

# pg_dump's words when row-level security would leave rows out of the dump.
BOUND_BY_RLS = "row-level security"
# Servers older than 17 do not know this setting, which newer programs write into every script.
UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout = 0;\n"
HEAD_BYTES = 64 * 1024
GONE_WITHIN_SECONDS = 5.0


class DumpFailed(StartUpFailed):
    """The database could not be dumped."""


class NoRoomForDump(OSError):
    """The disk that the dump is written to is full."""


class DumpNotLoaded(StartUpFailed):
    """The dump could not be put into the database, which is as it was before."""


class OthersConnected(StartUpFailed):
    """Somebody works with the database that is about to be replaced."""


def dump(target: Path) -> None:
    """Write a dump of the whole database. Raises DumpFailed, NoRoomForDump."""
    command = [_program("pg_dump"), "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"]
    with _environment(_reader()) as environment:
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode == 0:
        return
    if BOUND_BY_RLS in done.stderr:
        raise DumpFailed(
            _(
                "the role of DATABASE_BACKUP_URL (else DATABASE_OWNER_URL) may not read every shop's rows; "
                "give DATABASE_BACKUP_URL a role with BYPASSRLS that may read all tables"
            )
        )
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise NoRoomForDump(errno.ENOSPC, os.strerror(errno.ENOSPC))
    raise DumpFailed(_("the database could not be dumped: %(done)s") % {"done": done.stderr.strip()[-600:]})


def size_bytes() -> int:
    """What the database takes on its disk."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size: int = cursor.fetchone()[0]
    return size


def refuse_others() -> None:
    """See that nobody else is connected. Raises OthersConnected."""
    connections["default"].close()
    patience = time.monotonic() + GONE_WITHIN_SECONDS
    # A session that was just closed, ours too, is there for another moment.
    while (count := _others()) and time.monotonic() < patience:
        time.sleep(0.1)
    if count:
        raise OthersConnected(
            _("%(count)s connections use this database; stop ./huitou serve and worker first") % {"count": count}
        )


def _others() -> int:
    """Sessions besides this one. The owner sees of other roles' only that they are there; the server's have no user."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usesysid IS NOT NULL "
            "AND pid <> pg_backend_pid()"
        )
        return int(cursor.fetchone()[0])


def load(source: Path) -> None:
    """Put the dump in the place of all that the owner has in the database, whole or not. Raises DumpNotLoaded."""
    for connection in connections.all(initialized_only=True):
        connection.close()
    script = [_program("pg_restore"), "--no-owner", "--no-privileges", "--no-comments", "--file=-", str(source)]
    psql = [
        _program("psql"),
        "--no-psqlrc",
        "--quiet",
        "--single-transaction",
        "--set=ON_ERROR_STOP=1",
        "--output=/dev/null",
    ]
    with (
        _environment(connections["owner"].settings_dict) as environment,
        subprocess.Popen(script, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as reader,
        subprocess.Popen(psql, env=environment, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as writer,
    ):
        assert reader.stdout
        assert reader.stderr
        assert writer.stdin
        assert writer.stderr
        whole = _pour(reader.stdout, writer.stdin, finish=lambda: reader.wait() == 0)
        said = reader.stderr.read().decode() + writer.stderr.read().decode()
    if not whole or writer.returncode != 0:
        raise DumpNotLoaded(
            _("the dump could not be loaded, nothing was changed: %(said)s") % {"said": said.strip()[-600:]}
        )


def _pour(source: IO[bytes], target: IO[bytes], *, finish: Any) -> bool:
    """Everything from the reader to the writer, behind the order to drop what is there.

    A script that breaks off is ended by an error of our own, so that the transaction is never committed.
    """
    try:
        target.write(b"SET client_min_messages = warning;\nDROP OWNED BY CURRENT_USER CASCADE;\n")
        target.write(source.read(HEAD_BYTES).replace(UNKNOWN_TO_OLD_SERVERS, b""))
        while chunk := source.read(HEAD_BYTES):
            target.write(chunk)
        whole = bool(finish())
        if not whole:
            target.write(b"\n\\.\nSELECT 1/0;\n")
        target.close()
    except BrokenPipeError:
        return False
    return whole


def _reader() -> dict[str, Any]:
    """Who may read every row: the superuser of the embedded cluster, or the role that the settings name."""
    from django.conf import settings

    if settings.HUITOU_EMBEDDED:
        return {**connections["owner"].settings_dict, "USER": "postgres"}
    return settings.HUITOU_BACKUP_DATABASE or connections["owner"].settings_dict


def _program(name: str) -> str:
    return str(embedded_place.wheel_programs() / "bin" / name)


@contextmanager
def _environment(facts: dict[str, Any]) -> Iterator[dict[str, str]]:
    """What tells the programs where the database is, for the time of the block."""
    options = {name: str(value) for name, value in facts.get("OPTIONS", {}).items()}
    kept = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "PGAPPNAME": "huitou-restore"}
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    told = kept | {theirs: str(facts[ours]) for ours, theirs in names.items() if facts.get(ours)}
    if not over_tls.is_needed(facts["HOST"], options):
        yield told
        return
    with over_tls.opened(facts["HOST"], int(facts["PORT"] or over_tls.PORT), options) as folder:
        yield told | {"PGHOST": str(folder), "PGPORT": over_tls.PORT}
