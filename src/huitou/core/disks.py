"""Knows whether a failure means that a disk is full, and refuses a file for which there is no room, whole.

`FileStorage` is the storage of every uploaded file (settings); `is_full` is asked by pages and the command line.
"""

import errno
from collections.abc import Iterator

from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.utils.translation import gettext_lazy as _

from huitou.core.errors import HuitouError

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
DATABASE_HAS_NO_ROOM = "53100"


class NoRoom(HuitouError):
    """A disk of the server is full, or the account's quota on it."""

    code = "no_room"
    status = 507
    message = _(
        "Our server's disk is full, so nothing of this was kept. What you sent before is unharmed. "
        "Please try again later."
    )


class NoRoomForFile(NoRoom):
    """The disk of the uploaded files is full."""

    code = "no_room_for_file"
    message = _(
        "There is no room for files on this server at the moment. This file was not kept; everything else is as it "
        "was. Please try again later, or go on without it."
    )


class FileStorage(FileSystemStorage):
    """Files in a folder. One that cannot be written whole leaves nothing there."""

    def _save(self, name: str, content: File) -> str:  # type: ignore[type-arg]
        """Raises NoRoomForFile."""
        stood = self.exists(name)
        try:
            # The types of Django's private methods are not given.
            written: str = super()._save(name, content)  # type: ignore[misc]
            return written
        except OSError as error:
            if not stood:
                self.delete(name)
            if is_full(error):
                raise NoRoomForFile() from error
            raise


def is_full(error: BaseException | None) -> bool:
    """Whether a full disk is behind it: the operating system's word, or the database's SQLSTATE."""
    return any(
        (isinstance(one, OSError) and one.errno in NO_ROOM) or getattr(one, "sqlstate", None) == DATABASE_HAS_NO_ROOM
        for one in _behind(error)
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
