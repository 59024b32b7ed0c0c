"""The tests' databases: a template migrated once, a copy for each worker, and fast cleaning between tests.

Used by `conftest` only. Everything here is done as the tables' owner; the tests themselves connect as the
application's role.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

PREFIX = "huitou_tests"
# What decides how the tables look. A change in any other file keeps the template of the last run.
SCHEMA_FOLDERS = {"migrations", "models", "tenancy"}


def schema_fingerprint() -> str:
    """A digest of every file that has a say in the schema."""
    digest = hashlib.sha256((settings.HUITOU_ROOT / "requirements.lock").read_bytes())
    source = settings.HUITOU_ROOT / "src" / "huitou"
    for path in sorted(source.rglob("*.py")):
        if SCHEMA_FOLDERS & set(path.relative_to(source).parts) or path.name in {"schema.py", "settings.py"}:
            digest.update(f"{path.relative_to(source)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def template_name() -> str:
    """The migrated database that those of the workers are copied from."""
    return f"{PREFIX}_{schema_fingerprint()}"


def connect(alias: str, name: str) -> psycopg.Connection[Any]:
    """A connection outside Django as `default`'s or `owner`'s role, in autocommit."""
    facts = settings.DATABASES[alias]
    return psycopg.connect(
        host=facts["HOST"] or None,
        port=facts.get("PORT") or None,
        user=facts["USER"] or None,
        password=facts.get("PASSWORD") or None,
        dbname=name,
        autocommit=True,
    )


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Creating, renaming and dropping databases, for one process of all workers and runs."""
    with open(Path(settings.HUITOU_DATA) / "databases.lock", "a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def create(worker: str) -> str:
    """A migrated, empty database for this process; returns its name."""
    template = template_name()
    name = f"{PREFIX}_run_{os.getpid()}_{worker}"
    with one_at_a_time(), connect("owner", "postgres") as owner:
        _drop_left_behind(owner, template)
        if not _exists(owner, template):
            _build(owner, template)
        owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*map(sql.Identifier, (name, template))))
    return name


def use(name: str) -> None:
    """Point Django's two connections at the database `name`."""
    for alias in ("default", "owner"):
        connections[alias].close()
        connections.settings[alias]["NAME"] = name
        connections[alias].settings_dict["NAME"] = name


def drop(name: str) -> None:
    """Remove a database that `create` made."""
    use(settings.DATABASES["default"]["NAME"])
    # Django keeps connections per context, and Playwright's is another one, out of reach by now. The owner may not
    # end the application's sessions, so the application does.
    with connect("default", "postgres") as application:
        application.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND usename = current_user",
            [name],
        )
    with one_at_a_time(), connect("owner", "postgres") as owner:
        try:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        except psycopg.errors.InsufficientPrivilege:
            # An autovacuum worker is at it, which FORCE may not end; without FORCE the server sends it away itself.
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def _build(owner: psycopg.Connection[Any], template: str) -> None:
    from huitou.config.schema import migrate

    draft = f"{template}_draft"
    owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(draft)))
    owner.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(draft)))
    use(draft)
    migrate()
    for connection in connections.all():
        connection.close()
    owner.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*map(sql.Identifier, (draft, template))))


def _drop_left_behind(owner: psycopg.Connection[Any], template: str) -> None:
    for (name,) in owner.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}_%"]).fetchall():
        run = name.removeprefix(f"{PREFIX}_run_")
        dead = run != name and not _alive(int(run.split("_")[0]))
        old = run == name and name != template
        if dead or old:
            owner.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _exists(owner: psycopg.Connection[Any], name: str) -> bool:
    return owner.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is not None


class Cleaner:
    """Empties every table that a test wrote to, and leaves what the migrations put there.

    Measured on the whole schema: TRUNCATE, which cascades from the shop to every table, 50 to 95 ms; DELETE without
    foreign key checks, which only a superuser may switch off, under 1 ms. So the embedded cluster is cleaned by its
    superuser, a server of one's own by the one that HUITOU_TESTS_CLEAN_AS names, else by TRUNCATE as the owner.
    """

    # A table's size is read from the file system: no row-level security hides it and no row is looked at.
    WRITTEN = """
        SELECT quote_ident(relname), pg_relation_size(oid) FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
    """
    COLUMNS = """
        SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns AS kept
        WHERE table_schema = %s AND NOT EXISTS (
            SELECT 1 FROM information_schema.columns AS own
            WHERE own.table_schema = 'public' AND own.table_name = kept.table_name
              AND own.column_name = kept.column_name AND own.is_generated = 'ALWAYS'
        ) GROUP BY table_name
    """
    # Beyond this the dead rows of former tests would slow the next ones down.
    LARGE_BYTES = 256 * 1024

    def __init__(self, name: str) -> None:
        superuser = "postgres" if settings.HUITOU_EMBEDDED else os.environ.get("HUITOU_TESTS_CLEAN_AS", "")
        self._quick = bool(superuser)
        if self._quick:
            host = settings.DATABASES["owner"]["HOST"]
            self._connection: psycopg.Connection[Any] = psycopg.connect(
                host=host, user=superuser, dbname=name, autocommit=True
            )
            self._connection.execute("SET session_replication_role = replica")
        else:
            self._connection = connect("owner", name)
        self._connection.execute("SET lock_timeout = '5s'")
        self._kept = set(self._written())
        self._ways_back: dict[str, str] = {}

    def clean(self) -> None:
        """Empty what was written. Raises LockNotAvailable when a test left a transaction open."""
        written = self._touched()
        large = [name for name, size in written.items() if not self._quick or size > self.LARGE_BYTES]
        if large:
            # The numbers go on: rows that are brought back have theirs already.
            self._run(f"TRUNCATE {', '.join(large)} CASCADE")
        if small := [name for name in written if name not in large]:
            self._run("; ".join(f"DELETE FROM {name}" for name in small))

    def keep(self, name: str) -> None:
        """Remember every row there is now under this name, for `bring_back`."""
        self._run(f"DROP SCHEMA IF EXISTS {name} CASCADE; CREATE SCHEMA {name}")
        filled = self._filled()
        for table in filled:
            self._run(f"CREATE TABLE {name}.{table} AS TABLE public.{table}")
        columns = dict(self._connection.execute(self.COLUMNS, [name]).fetchall())
        self._ways_back[name] = "; ".join(
            f"INSERT INTO public.{table} ({columns[table]}) OVERRIDING SYSTEM VALUE "
            f"SELECT {columns[table]} FROM {name}.{table}"
            for table in filled
        )

    def bring_back(self, name: str) -> None:
        """Write the rows of `keep` into an empty database. Only where foreign keys can be left aside."""
        self._run(self._ways_back[name])

    def is_empty(self) -> bool:
        """Whether no test's row is there."""
        return not self._filled()

    def _filled(self) -> list[str]:
        """The tables that hold rows of a test."""
        touched = list(self._touched())
        if not touched:
            return []
        asked = ", ".join(f"EXISTS (SELECT FROM public.{table})" for table in touched)
        answers = self._connection.execute(f"SELECT {asked}".encode()).fetchone() or ()
        return [table for table, filled in zip(touched, answers, strict=True) if filled]

    @property
    def can_bring_back(self) -> bool:
        """Whether `bring_back` is possible here."""
        return self._quick

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()

    def _run(self, statement: str) -> None:
        self._connection.execute(statement.encode())

    def _touched(self) -> dict[str, int]:
        """The tables that a test wrote to, with their sizes."""
        return {name: size for name, size in self._written().items() if name not in self._kept}

    def _written(self) -> dict[str, int]:
        return dict(self._connection.execute(self.WRITTEN).fetchall())
