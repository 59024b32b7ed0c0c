"""A data folder as `./huitou migrate` leaves it: made once, copied for each test that needs one of its own.

Used by tests that run the commands themselves, whose fixtures name `django_db_setup` too. How the first start makes
such a folder is tested by `test_demo`.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from huitou.config import embedded_place
from huitou.config.embedded_postgres import DATABASE, running
from tests.config.commands import huitou
from tests.databases import one_at_a_time, schema_fingerprint, template_name


@contextmanager
def installed(name: str) -> Iterator[Path]:
    """A data folder that PostgreSQL's account reaches, with the tables of today; nobody runs there yet."""
    with tempfile.TemporaryDirectory(prefix=f"huitou-{name}-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        subprocess.run(["cp", "-a", str(_original()), str(data)], check=True)
        yield data


def _original() -> Path:
    """The folder that is copied; it lies beside the tests' own database until the schema changes."""
    from django.conf import settings

    home = Path(settings.HUITOU_DATA)
    original = home / f"installed-{schema_fingerprint()}"
    with one_at_a_time():
        if not original.exists():
            for old in home.glob("installed-*"):
                shutil.rmtree(old)
            draft = home / f"installed-draft-{os.getpid()}"
            _take_over_the_tables(draft)
            done = huitou(draft, "migrate")
            assert done.returncode == 0, done.stderr
            draft.rename(original)
    return original


def _take_over_the_tables(draft: Path) -> None:
    """Those of the tests' own database, where that one is embedded too; to make them anew takes ten times as long."""
    from django.conf import settings

    if not settings.HUITOU_EMBEDDED:
        return
    programs = embedded_place.wheel_programs() / "bin"
    draft.mkdir()
    draft.chmod(0o711)
    with running(draft, durable=False) as cluster:
        theirs, ours = str(settings.DATABASES["owner"]["HOST"]), str(cluster.place.socket_folder)
        dump = draft / "tables"
        read = [programs / "pg_dump", "-Fc", "-h", theirs, "-U", "postgres", "-f", dump, template_name()]
        subprocess.run(read, check=True)
        write = [programs / "pg_restore", "--exit-on-error", "-h", ours, "-U", "postgres", "-d", DATABASE, dump]
        subprocess.run(write, check=True)
        dump.unlink()
