"""A full disk: known by its errors wherever they hide, and no reason to leave half a file."""

import errno

import pytest
from django.core.files.base import ContentFile

from huitou.core.disks import FileStorage, NoRoomForFile, is_full


class CutShort(ContentFile):
    """A file after whose first bytes the disk has no room."""

    def __init__(self, number=errno.ENOSPC):
        super().__init__(b"")
        self.number = number

    def chunks(self, chunk_size=None):
        yield b"half"
        raise OSError(self.number, "cut short")


class OfDatabase(Exception):
    sqlstate = "53100"


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_without_room_leaves_nothing_and_says_so(tmp_path, number):
    with pytest.raises(NoRoomForFile) as refused:
        FileStorage(tmp_path).save("evidence/cup.bin", CutShort(number))
    assert (refused.value.code, refused.value.status) == ("no_room_for_file", 507)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_another_failure_leaves_nothing_either_and_stays_what_it_is(tmp_path):
    with pytest.raises(OSError, match="cut short") as failed:
        FileStorage(tmp_path).save("cup.bin", CutShort(errno.EIO))
    assert failed.value.errno == errno.EIO
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_was_there_before_stays(tmp_path):
    (tmp_path / "cup.bin").write_bytes(b"mine")
    with pytest.raises(NoRoomForFile):
        FileStorage(tmp_path).save("cup.bin", CutShort())
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"mine"]


def test_it_is_found_behind_other_errors():
    wrapped, bare = RuntimeError(), RuntimeError()
    wrapped.__cause__ = bare
    assert not is_full(wrapped)
    bare.__context__ = OfDatabase()
    assert is_full(wrapped)
    assert is_full(OSError(errno.ENOSPC, ""))
    assert not is_full(OSError(errno.EACCES, ""))
    assert not is_full(None)
