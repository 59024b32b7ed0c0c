"""The folder that holds all that an installation keeps outside its database: secret key, files, embedded cluster.

Called by the settings. It changes the mode of no folder that was there before.
"""

import os
import secrets
from gettext import gettext as _
from pathlib import Path

from huitou.config.failures import StartUpFailed


class DataFolderUnusable(StartUpFailed):
    """The data folder cannot be made, read or written."""


def make(data: Path) -> None:
    """Create the data folder where it is missing. Raises DataFolderUnusable.

    Root's may be walked through but not read by others, so that the account that runs PostgreSQL reaches its part.
    """
    try:
        if not data.exists():
            data.parent.mkdir(parents=True, exist_ok=True)
            data.mkdir(exist_ok=True)
            data.chmod(0o711 if os.geteuid() == 0 else 0o700)
    except OSError as error:
        raise DataFolderUnusable(
            _("cannot make the data folder %(data)s: %(strerror)s") % {"data": data, "strerror": error.strerror}
        ) from error
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise DataFolderUnusable(
            _("the data folder %(data)s belongs to another user; choose another one with --data or HUITOU_DATA")
            % {"data": data}
        )


def secret_key(data: Path) -> str:
    """The installation's secret key; the first caller makes it, also when several start at once.

    Losing the file signs everybody out and voids signed links; it never loses data. Raises DataFolderUnusable.
    """
    path = data / "secret-key"
    try:
        if not path.exists():
            _draw(path)
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise DataFolderUnusable(
            _("cannot keep the secret key in %(path)s: %(strerror)s") % {"path": path, "strerror": error.strerror}
        ) from error


def _draw(path: Path) -> None:
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(64) + "\n")
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink(missing_ok=True)
