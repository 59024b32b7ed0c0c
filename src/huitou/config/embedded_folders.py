"""Makes and checks the folders of the embedded PostgreSQL, and brings its programs to where its user reaches them.

Called by `embedded_postgres`. It changes the mode of no folder that it did not make.
"""

import os
import shutil
import time
from gettext import gettext as _
from pathlib import Path

from huitou.config import embedded_place
from huitou.config.embedded_place import Place, User
from huitou.config.failures import StartUpFailed


class SocketFolderTaken(StartUpFailed):
    """Somebody else's folder stands where the socket or the files should be."""


def programs_for(place: Place) -> Path:
    """The folder with PostgreSQL's programs, copied to where its user can reach them when it cannot otherwise."""
    install = embedded_place.wheel_programs()
    if place.user is None or embedded_place.reachable(install / "bin", place.user):
        return install
    facts = (install / "bin" / "postgres").stat()
    copy = embedded_place.STATE_FOLDER / f"programs-{facts.st_size}-{facts.st_mtime_ns}"
    package, libraries = install.parent, install.parent.with_name(f"{install.parent.name}.libs")
    if not copy.exists():
        _make_state_folder()
        draft = copy.with_name(f"{copy.name}.{os.getpid()}")
        shutil.copytree(install, draft / package.name / install.name, symlinks=True)
        # The programs look for their libraries beside the package, as the wheel lays them out.
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for path in (draft, *draft.rglob("*")):
            if not path.is_symlink():
                path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
        draft.rename(copy)
    return copy / package.name / install.name


def private_folder(folder: Path, user: User | None) -> None:
    """Make a folder that only its user may enter, or see that the one there is such a folder."""
    owner = user.uid if user else os.geteuid()
    try:
        folder.mkdir(mode=0o700, parents=not folder.parent.exists())
    except FileExistsError:
        facts = folder.lstat()
        if facts.st_uid != owner or facts.st_mode & 0o077 or folder.is_symlink():
            raise SocketFolderTaken(
                _("%(folder)s is not a private folder of user %(owner)s; remove it, or choose another data folder")
                % {"folder": folder, "owner": owner}
            ) from None
    else:
        if user:
            os.chown(folder, user.uid, user.gid)


def set_aside_an_old_one(place: Place) -> None:
    """A data folder that was deleted and made anew must not wake the database of the former one."""
    home = place.cluster.parent
    if home.exists() and not (place.data / "postgres.place").exists():
        home.rename(home.with_name(f"{home.name}-until-{int(time.time())}"))
    _make_state_folder()


def _make_state_folder() -> None:
    """The folder for what PostgreSQL's user cannot reach elsewhere: everybody may walk through it."""
    folder = embedded_place.STATE_FOLDER
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o755)
