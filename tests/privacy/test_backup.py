"""Backup, restore, drill: through the commands, on an embedded cluster of the test's own, with real files."""

import hashlib
import os
import subprocess
import sys
import tarfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.db import connections

from huitou.config.backup import archive
from huitou.config.backup.database import OthersConnected, refuse_others
from huitou.config.backup.restoring import BackupNewer, refuse_newer
from huitou.config.embedded_postgres import running
from huitou.core.personal_list import Erasure
from tests.config.commands import environment, huitou
from tests.environment import PATIENCE_SECONDS
from tests.installations import installed

# Runs inside `./huitou`'s own settings, on the data folder of the test.
PLAY = """
import sys
from huitou.config.cli.installation import opened
with opened():
    from tests.privacy import installation
    installation.{act}
"""


ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def furnished(django_db_setup):
    """A data folder with a shop and two buyers with photos and mails, its cluster running; and a backup of it."""
    with installed("backup") as data, running(data, durable=False):
        play(data, "furnish()")
        backup = data.parent / "shop.backup"
        done = huitou(data, "backup", str(backup))
        assert done.returncode == 0, done.stderr
        yield data, backup


def play(data, act):
    """Acts of `installation` in a process of their own; what they printed."""
    paths = f"{ROOT / 'src'}{os.pathsep}{ROOT}"
    more = {"HUITOU_SANDBOX": "yes", "HUITOU_LOG_LEVEL": "WARNING", "DJANGO_SETTINGS_MODULE": "huitou.config.settings"}
    run = subprocess.run(
        [sys.executable, "-c", PLAY.format(act=act)], env=environment(data) | more | {"PYTHONPATH": paths},
        capture_output=True, text=True, timeout=PATIENCE_SECONDS, cwd=ROOT, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr[-3000:]
    return run.stdout


def test_a_backup_is_private_and_whole(furnished):
    _data, backup = furnished
    assert backup.stat().st_mode & 0o077 == 0
    manifest = archive.read(backup)
    names = [member.name for member in manifest.members]
    assert names[:2] == [archive.DUMP, archive.ERASURES]
    assert sum(name.startswith("media/evidence/") for name in names) == 8
    assert not list(backup.parent.glob("*.partial")) + list(backup.parent.glob("*.database"))


def test_a_restore_brings_all_back_erases_again_and_pauses(furnished):
    """Erased after the backup: what the restore brings back of that person goes again, files too."""
    data, backup = furnished
    assert "contacts=1 photos=2 files=2 pauses=0" in play(data, "erase('anna@example.com'); installation.tell()")
    restored = huitou(data, "restore", "--yes", str(backup), HUITOU_SANDBOX="yes")
    assert restored.returncode == 0, restored.stderr
    assert "Erased again: 1." in restored.stdout
    told = play(data, "tell(); installation.end_pause_unseen()")
    assert "contacts=1 photos=2 files=2 pauses=6 berta@example.com" in told
    assert "refused: accounts_not_confirmed" in told
    number = told.split("erased_order=")[1].split()[0]
    verified = huitou(data, "personal", "verify", "--shop", "teahouse", "--order", number)
    assert verified.returncode == 0, verified.stdout
    assert "erased, chain intact" in verified.stdout
    assert "teahouse: –" in restored.stdout  # the accounts that the backup knows
    unseen = huitou(data, "refunds", "resume", HUITOU_SANDBOX="yes")
    assert (unseen.returncode, unseen.stdout.count("stays paused")) == (1, 6)
    confirmed = huitou(data, "refunds", "confirm-accounts", "--yes")
    assert confirmed.returncode == 0, confirmed.stderr
    resumed = huitou(data, "refunds", "resume", HUITOU_SANDBOX="yes")
    # The shop has no account at those that list late: nobody has to be waited for.
    assert resumed.returncode == 0, resumed.stdout
    assert resumed.stdout.count("pays again") == 6


def test_a_drill_erases_too_and_changes_nothing_here(furnished):
    data, backup = furnished
    before = play(data, "tell()")
    done = huitou(data, "restore", "--drill", str(backup))
    assert done.returncode == 0, done.stderr
    assert "every hash right" in done.stdout
    assert "Erased again: 1." in done.stdout
    assert play(data, "tell()") == before


def rewritten(backup, target, change):
    """The backup with some of its members changed: `change(name, data)` gives what is written, or None to leave out."""
    with tarfile.open(backup) as source, tarfile.open(target, "w") as copy:
        for info in source:
            for name, data in change(info.name, source.extractfile(info).read()):
                told = tarfile.TarInfo(name)
                told.size = len(data)
                copy.addfile(told, BytesIO(data))
    return target


def photo_of(name):
    return name.startswith("media/evidence/original/")


def replace_last_byte(name, data):
    return [(name, data[:-1] + b"x" if photo_of(name) else data)]


def leave_photos_out(name, data):
    return [] if photo_of(name) else [(name, data)]


def leave_manifest_out(name, data):
    return [] if name == archive.MANIFEST else [(name, data)]


def before_the_dump(extra):
    return lambda name, data: [(extra, b"x")] * (name == archive.DUMP) + [(name, data)]


def after_the_manifest(name, data):
    return [(name, data)] + [("media/late", b"x")] * (name == archive.MANIFEST)


DAMAGES = {
    "one byte of a photo": (replace_last_byte, "its hash differs"),
    "a photo left out": (leave_photos_out, "is missing from the backup"),
    "a file added": (before_the_dump("media/extra"), "was added to the backup"),
    "a path that leads out": (before_the_dump("media/../../etc/cron"), "does not belong"),
    "an absolute path": (before_the_dump("/etc/cron"), "does not belong"),
    "no manifest": (leave_manifest_out, "ends before its manifest"),
    "something after the manifest": (after_the_manifest, "does not belong"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_changed_backup_is_refused_and_named(furnished, tmp_path, damage):
    change, words = DAMAGES[damage]
    broken = rewritten(furnished[1], tmp_path / "broken.backup", change)
    with pytest.raises(archive.BackupDamaged, match=words):
        archive.read(broken)


def test_a_cut_off_backup_is_refused(furnished, tmp_path):
    backup = furnished[1]
    cut = tmp_path / "cut.backup"
    for share in (2, 3, 10):
        cut.write_bytes(backup.read_bytes()[: backup.stat().st_size // share])
        with pytest.raises(archive.BackupDamaged, match="not a whole backup"):
            archive.read(cut)


def test_a_dump_that_breaks_while_it_is_loaded_leaves_everything_as_it_was(furnished, tmp_path):
    """The restore is one transaction: a dump that ends in the middle, though its hash is right, is no half database."""
    data, backup = furnished
    halves = []

    def halve(name, content):
        if name == archive.DUMP:
            halves.append(content[: len(content) // 2])
            return [(name, halves[0])]
        return [(name, vouch(content) if name == archive.MANIFEST else content)]

    def vouch(manifest):
        told = archive.Manifest.of(manifest)
        half = archive.Member(archive.DUMP, len(halves[0]), hashlib.sha256(halves[0]).hexdigest())
        members = tuple(half if one.name == archive.DUMP else one for one in told.members)
        return archive.Manifest(told.made_at, told.migrations, members).to_json()

    vouched = rewritten(backup, tmp_path / "vouched.backup", halve)
    archive.read(vouched)
    before = play(data, "tell()")
    done = huitou(data, "restore", "--yes", str(vouched))
    assert done.returncode == 1
    assert "nothing was changed" in done.stderr
    assert play(data, "tell()") == before


def test_a_backup_of_a_newer_version_is_refused(furnished):
    manifest = archive.read(furnished[1])
    refuse_newer(manifest)
    later = archive.Manifest(manifest.made_at, (*manifest.migrations, "orders.0999_later"), manifest.members)
    with pytest.raises(BackupNewer, match=r"newer version \(orders.0999_later\)"):
        refuse_newer(later)


def test_a_restore_is_refused_while_somebody_is_connected(database):
    connections["default"].ensure_connection()
    facts = connections["default"].settings_dict
    # What the fixtures themselves hold open; one more is somebody who works.
    with pytest.raises(OthersConnected) as before:
        refuse_others()
    with (
        psycopg.connect(host=facts["HOST"], dbname=facts["NAME"], user=facts["USER"]),
        pytest.raises(OthersConnected, match=r"stop \./huitou serve and worker first") as caught,
    ):
        refuse_others()
    assert int(str(caught.value).split()[0]) == int(str(before.value).split()[0]) + 1


def test_the_list_of_erasures_reads_what_it_wrote():
    one = Erasure(datetime(2026, 5, 1, tzinfo=UTC), uuid4(), uuid4())
    assert Erasure.of(one.line()) == one
