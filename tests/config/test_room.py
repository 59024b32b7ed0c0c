"""Too little room on a disk: said before a start, in the middle of one, of a backup, of a page; nothing half made."""

import errno
import os
import shutil
from collections import namedtuple

import pytest
from django.db import connections, transaction
from django.test import RequestFactory

from huitou.config import data_folder, health, no_room, room, schema
from huitou.config.backup import archive, database, making
from huitou.config.cli import installation
from huitou.config.embedded_postgres import EmbeddedPostgres
from huitou.config.room import DiskFull
from tests.config.commands import huitou_here

Usage = namedtuple("Usage", "total used free")
FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.fixture
def free(monkeypatch):
    """Sets how many MiB every disk has free."""

    def set_to(mib):
        monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(2**40, 2**40, mib * room.MIB))

    return set_to


def test_the_words_name_the_folder_what_is_free_and_what_is_needed(free, tmp_path):
    free(31)
    with pytest.raises(DiskFull) as refused:
        room.refuse_little(tmp_path / "not" / "made")
    assert str(refused.value) == (
        f"the disk of {tmp_path}/not/made has 31 MB free; at least 32 MB are needed. Make room there, or keep the data "
        "folder on a larger disk (--data or HUITOU_DATA), then run the same command again; "
        "nothing that was kept is lost"
    )
    free(32)
    room.refuse_little(tmp_path)
    assert "although 32 MB are free: a quota" in str(room.disk_full(tmp_path))


def test_an_empty_data_folder_needs_room_for_a_whole_database(free, tmp_path):
    free(255)
    postgres = EmbeddedPostgres(tmp_path)
    with pytest.raises(DiskFull, match="has 255 MB free; at least 256 MB are needed"):
        postgres.start()
    postgres.stop()
    assert not (tmp_path / "postgres").exists()
    postgres.place.cluster.mkdir(parents=True)
    (postgres.place.cluster / "PG_VERSION").write_text("18")
    free(31)
    with pytest.raises(DiskFull, match="has 31 MB free; at least 32 MB are needed"):
        postgres.start()
    postgres.stop()


def test_doctor_names_it(free, database):
    free(31)
    told = list(health.before_the_database())
    assert [said for level, said in told if level == "fail" and "31 MB free" in said]
    free(1023)
    assert [said for level, said in health.before_the_database() if level == "warn" and "before the disk" in said]


def test_a_command_that_fills_the_disk_says_so_instead_of_breaking(free, database, monkeypatch):
    free(3)

    def no_room():
        raise FULL

    monkeypatch.setattr(installation, "bring_up_to_date", lambda cluster: no_room())
    monkeypatch.setattr(room, "refuse_little", lambda *_given: None)
    done = huitou_here("shop", "list")
    assert done.returncode == 1
    assert "has 3 MB free; at least 32 MB are needed" in done.stderr
    assert "Traceback" not in done.stderr


def test_no_draft_of_the_secret_key_stays(tmp_path, monkeypatch):
    monkeypatch.setattr(data_folder.os, "link", lambda *_given: (_ for _ in ()).throw(FULL))
    with pytest.raises(data_folder.DataFolderUnusable):
        data_folder.secret_key(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_what_an_end_in_the_middle_of_a_first_start_left_open_is_seen(database):
    assert schema.secured()
    for undone in ("DROP POLICY one_shop ON cases_case", "REVOKE SELECT ON core_shop FROM {}"):
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute(undone.format(schema.settings.HUITOU_APP_ROLE))
            assert not schema.secured()
            transaction.set_rollback(True, using="owner")
    assert schema.secured()


def test_a_backup_without_room_leaves_nothing_and_says_how_much_it_needs(free, tmp_path, monkeypatch, settings):
    free(3)
    settings.MEDIA_ROOT = tmp_path / "media"

    def dump(target):
        target.write_bytes(b"half")
        raise database_has_no_room

    database_has_no_room = database.NoRoomForDump(errno.ENOSPC, "")
    monkeypatch.setattr(database, "dump", dump)
    monkeypatch.setattr(database, "size_bytes", lambda: 80 * room.MIB)
    with pytest.raises(making.NoPlaceForBackup, match=r"has 3 MB free, and the backup needs up to 81 MB\. Make room"):
        making.make(tmp_path / "shop.backup", at=None)
    assert list(tmp_path.iterdir()) == []


def test_a_backup_whose_last_bytes_find_no_room_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(archive.os, "fsync", lambda _number: (_ for _ in ()).throw(FULL))
    with pytest.raises(OSError, match=FULL.strerror), archive.Writer(tmp_path / "shop.backup") as writer:
        writer.add_bytes(archive.ERASURES, b"")
    assert list(tmp_path.iterdir()) == []


def test_a_restore_without_room_does_not_call_the_backup_damaged(tmp_path):
    with archive.Writer(tmp_path / "shop.backup") as writer:
        writer.add_bytes(archive.ERASURES, b"{}\n")

    def into(_name):
        raise FULL

    with pytest.raises(OSError, match=FULL.strerror):
        archive.read(tmp_path / "shop.backup", into)


@pytest.mark.parametrize(("failure", "status"), [(FULL, 507), (OSError(errno.EIO, ""), 500)])
def test_a_page_that_found_no_room_says_so(failure, status):
    try:
        raise failure
    except OSError:
        answer = no_room.broken(RequestFactory().get("/"))
    assert answer.status_code == status
    assert (b"disk is full" in answer.content) == (status == 507)


def test_an_export_without_room_leaves_the_file_that_was_there(tmp_path):
    with room.whole(tmp_path / "journal.csv") as out:
        out.write(b"before")
    with pytest.raises(room.NotWritten, match=FULL.strerror), room.whole(tmp_path / "journal.csv"):
        raise FULL
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"before"]
