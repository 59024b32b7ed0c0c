"""Starts, shares and stops the PostgreSQL that comes with the package, for a machine that has no database server.

Called by the command line, the tests and the benchmarks. It never opens a network port, never runs as root, never
changes the mode of a folder it did not make, and never takes another process for the database.
"""

import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from huitou.config import embedded_place, embedded_process, room
from huitou.config.embedded_folders import private_folder, programs_for, set_aside_an_old_one
from huitou.config.embedded_place import Place
from huitou.config.failures import StartUpFailed
from huitou.config.room import DiskFull
from huitou.core.disks import is_full

SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "huitou_owner", "huitou_app", "huitou"
Say = Callable[[str], None]
LARGEST_LOG_BYTES = 10 * 1024 * 1024
# What the log says while the children of a killed server are still there; they go by themselves.
REMAINS = ("shared memory block", "lock file")
REMAINS_PATIENCE_SECONDS = 20.0


class DatabaseNotStarted(StartUpFailed):
    """The embedded PostgreSQL did not start; the message carries the end of its log."""


NO_SPACE = "No space left on device"
LOG_BEGINS = "starting PostgreSQL"
STOP_SECONDS = 60.0
# A server without room cannot write its last page, and would be waited for in vain; the next start recovers.
FULL_STOP_SECONDS = 2.0


class EmbeddedPostgres:
    """The cluster of one data folder, shared by every process that uses that folder.

    Users hold a shared lock while they need it; the last one to leave stops the server. `durable=False` trades
    safety after a power cut for speed: for tests and benchmarks only.
    """

    def __init__(self, data: Path, *, say: Say = lambda line: None, durable: bool = True) -> None:
        self.place: Place = embedded_place.place_of(data)
        self._say = say
        self._durable = durable
        self._use: IO[str] | None = None

    def start(self) -> None:
        """Make sure that the server runs and that its roles and database exist; wait for crash recovery.

        Raises DatabaseNotStarted, DiskFull, SocketFolderTaken, NoProgramsHere, NamelessUser.
        """
        try:
            with self._alone():
                if self._use is None:
                    self._use = open(self.place.data / "postgres.users", "a")  # noqa: SIM115  (held until stop)
                    fcntl.flock(self._use, fcntl.LOCK_SH)
                if not self.running():
                    room.refuse_little(self._folder(), self._needed())
                    self._prepare_folders()
                    programs = programs_for(self.place)
                    if not (self.place.cluster / "PG_VERSION").exists():
                        self._initialise(programs)
                    self._launch(programs)
                self._wait_until_ready()
                self._make_roles()
        except (OSError, psycopg.Error) as error:
            if is_full(error) or self._is_full():
                raise self._disk_full() from error
            raise DatabaseNotStarted(_("cannot start PostgreSQL: %(error)s") % {"error": error}) from error

    def stop(self) -> None:
        """Leave the cluster; the last user to leave stops the server."""
        if self._use is None:
            return
        with self._alone():
            try:
                fcntl.flock(self._use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass
            else:
                self._shut_down()
            self._use.close()
            self._use = None

    def running(self) -> int | None:
        """The process id of this cluster's server, or None."""
        return embedded_process.server_of(self.place.cluster)

    def refuse_full_disk(self, needed: int = 0) -> None:
        """See whether there is no room any more, once something failed that needs so many bytes. Raises DiskFull."""
        if self._is_full():
            raise self._disk_full(needed)

    def connect(self, database: str = "postgres", user: str = SUPERUSER) -> psycopg.Connection[Any]:
        """A connection outside Django, in autocommit."""
        folder = str(self.place.socket_folder)
        return psycopg.connect(host=folder, dbname=database, user=user, autocommit=True, connect_timeout=5)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with open(self.place.data / "postgres.lock", "a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                self._say(_("Waiting for another process that is starting or stopping PostgreSQL"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare_folders(self) -> None:
        place = self.place
        if place.moved:
            set_aside_an_old_one(place)
        private_folder(place.cluster.parent, place.user)
        private_folder(place.socket_folder, place.user)
        (place.data / "postgres.place").write_text(f"{place.cluster}\n")

    def _initialise(self, programs: Path) -> None:
        embedded_place.refuse_nameless()
        if user := self.place.user:
            self._say(_("PostgreSQL refuses to run as root: it runs as %(name)s") % {"name": user.name})
        if self.place.moved:
            self._say(
                _("That user cannot reach %(data)s: the database is kept in %(parent)s")
                % {"data": self.place.data, "parent": self.place.cluster.parent}
            )
        self._say(_("Creating the database files"))
        shutil.rmtree(self.place.cluster, ignore_errors=True)
        draft = self.place.cluster.with_name("cluster.new")
        shutil.rmtree(draft, ignore_errors=True)
        # Trust is safe here: the only way in is a socket in a folder that only this account (and root) may enter.
        command = [str(programs / "bin" / "initdb"), "-D", str(draft), "-U", SUPERUSER, "--auth=trust"]
        command += ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        command += ["--no-instructions"] if self._durable else ["--no-instructions", "--no-sync"]
        done = subprocess.run(command, capture_output=True, text=True, **self._as_user())
        if done.returncode != 0:
            shutil.rmtree(draft, ignore_errors=True)
            if "No space left" in done.stderr:
                raise self._disk_full()
            raise DatabaseNotStarted(
                _("the database files cannot be created:\n%(done)s") % {"done": done.stderr.strip()}
            )
        # Only a complete cluster gets the name: an interrupted start leaves nothing half made behind.
        draft.rename(self.place.cluster)

    def _launch(self, programs: Path) -> None:
        place = self.place
        if (place.cluster / "postmaster.pid").exists():
            self._say(_("PostgreSQL was not stopped properly; it recovers now"))
            embedded_process.forget_foreign_pid(place.cluster)
        if place.log.exists():
            if place.log.stat().st_size > LARGEST_LOG_BYTES:
                place.log.replace(place.log.with_suffix(".old.txt"))
            elif place.user and place.log.stat().st_uid != place.user.uid:
                os.chown(place.log, place.user.uid, place.user.gid)
        options = {
            "listen_addresses": "",
            # A list: quoted, because a comma in the folder's name would split it.
            "unix_socket_directories": '"' + str(place.socket_folder).replace('"', '""') + '"',
            "unix_socket_permissions": "0700",
            "shared_buffers": "128MB",
            "max_connections": "100",
            "jit": "off",
            "log_line_prefix": "%m [%p] ",
            "timezone": "UTC",
        }
        if not self._durable:
            options |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        words = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        command = [str(programs / "bin" / "pg_ctl"), "start", "-D", str(place.cluster), "-l", str(place.log)]
        # It waits a moment, so that a server that cannot start is known at once; recovery is waited for below.
        command += ["-w", "-t", "1", "-o", shlex.join(words)]
        self._say(_("Starting PostgreSQL"))
        patience = time.monotonic() + REMAINS_PATIENCE_SECONDS
        while True:
            # No pipes: the server would inherit them and whoever reads them would wait for its end.
            with tempfile.TemporaryFile("w+") as said:
                subprocess.run(command, stdin=subprocess.DEVNULL, stdout=said, stderr=said, **self._as_user())
                if self.running():
                    return
                said.seek(0)
                complaint = said.read()
            if not any(remains in self._log_end() for remains in REMAINS) or time.monotonic() > patience:
                raise self._not_started(complaint)
            time.sleep(0.2)

    def _wait_until_ready(self) -> None:
        started = told = time.monotonic()
        while True:
            try:
                self.connect().close()
                return
            except psycopg.OperationalError as error:
                if self.running() is None:
                    raise self._not_started() from error
            if time.monotonic() - told > 2:
                told = time.monotonic()
                self._say(_("PostgreSQL is recovering, %(started)s s so far") % {"started": f"{told - started:.0f}"})
            time.sleep(0.05)

    def _make_roles(self) -> None:
        with self.connect() as connection:
            have = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
            for role, rights in ((OWNER, "CREATEDB"), (APPLICATION, "NOCREATEDB")):
                if role not in have:
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE " + rights).format(
                            sql.Identifier(role)
                        )
                    )
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(DATABASE), sql.Identifier(OWNER))
                )

    def _shut_down(self) -> None:
        pid = self.running()
        if pid is None:
            return
        os.kill(pid, signal.SIGINT)  # "fast": ends sessions, writes everything, needs no recovery afterwards
        patience = time.monotonic() + (FULL_STOP_SECONDS if self._is_full() else STOP_SECONDS)
        while self.running() == pid:
            if time.monotonic() > patience:
                os.kill(pid, signal.SIGQUIT)
                patience = float("inf")
            time.sleep(0.02)

    def _as_user(self) -> dict[str, Any]:
        kept = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        facts: dict[str, Any] = {"env": kept, "cwd": self.place.cluster.parent, "umask": 0o077}
        if user := self.place.user:
            facts |= {"user": user.uid, "group": user.gid, "extra_groups": []}
        return facts

    def _log_end(self, lines: int = 8) -> str:
        try:
            return "\n".join(self.place.log.read_text(errors="replace").splitlines()[-lines:])
        except FileNotFoundError:
            return "(it wrote no log)"

    def _not_started(self, complaint: str = "") -> StartUpFailed:
        end = self._log_end()
        if NO_SPACE in complaint + end:
            return self._disk_full()
        words = [f"PostgreSQL did not start. {complaint.strip()}".strip(), f"The end of {self.place.log}:", end]
        return DatabaseNotStarted("\n".join(words))

    def _folder(self) -> Path:
        """The folder that whoever makes room knows."""
        return self.place.cluster.parent if self.place.moved else self.place.data

    def _needed(self) -> int:
        """Bytes that a start needs: an empty folder takes a whole database."""
        return room.START_BYTES if (self.place.cluster / "PG_VERSION").exists() else room.NEW_BYTES

    def _is_full(self) -> bool:
        """By what is free now, and by what the server wrote since it started: what failed may have been taken away."""
        if room.free_bytes(self._folder()) < room.START_BYTES:
            return True
        return NO_SPACE in self._log_end(40).rpartition(LOG_BEGINS)[2]

    def _disk_full(self, needed: int = 0) -> DiskFull:
        return room.disk_full(self._folder(), max(self._needed(), needed))


@contextmanager
def running(data: Path, *, say: Say = lambda line: None, durable: bool = True) -> Iterator[EmbeddedPostgres]:
    """The cluster of `data`, started for the time of the block. Raises as EmbeddedPostgres.start does."""
    cluster = EmbeddedPostgres(data, say=say, durable=durable)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.stop()
