"""Proves the migrations: they match the models, they are linear, and each one goes back and forth again.

Run by `huitou lint` on a throw-away embedded database.
"""

import sys

from django.core.management import CommandError, call_command
from django.db import connections
from django.db.migrations.loader import MigrationLoader

from huitou.config.cli.installation import opened


def main() -> int:
    """Print what is wrong and return 1, or 0."""
    with opened(migrated=False):
        return 1 if _models_and_migrations_differ() or _is_not_linear() or _does_not_go_back() else 0


def _own_areas() -> list[str]:
    from django.conf import settings

    return [area for area in settings.AREAS if area in MigrationLoader(None).migrated_apps]


def _applied_areas() -> set[str]:
    return {area for area, _name in MigrationLoader(connections["owner"]).applied_migrations}


def _models_and_migrations_differ() -> bool:
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except (SystemExit, CommandError) as error:
        sys.stdout.write(f"the models have changes without a migration {error}\n")
        return True
    return False


def _is_not_linear() -> bool:
    loader = MigrationLoader(None)
    forked = loader.detect_conflicts()
    for app, names in forked.items():
        sys.stdout.write(f"{app} has two last migrations: {', '.join(sorted(names))}\n")
    return bool(forked)


def _does_not_go_back() -> bool:
    """Forward, all the way back, forward again: what the second run leaves is what the first one left."""
    from huitou.config.schema import migrate

    migrate()
    first = _shape()
    # All stand on the first area, so nearly all go with it; what does not is taken back by itself.
    for area in _own_areas():
        try:
            if area in _applied_areas():
                call_command("migrate", area, "zero", database="owner", interactive=False, verbosity=0)
        except Exception as error:  # noqa: BLE001  (whatever it is, it is the finding)
            sys.stdout.write(f"the migrations of {area} and those that need them cannot be taken back: {error}\n")
            return True
    migrate()
    second = _shape()
    for line in sorted(first ^ second):
        sys.stdout.write(f"differs after going back and forth: {line}\n")
    return first != second


def _shape() -> set[str]:
    """Columns, constraints, indexes and policies, one line each."""
    queries = (
        """SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
           WHERE table_schema = 'public'""",
        """SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint
           WHERE connamespace = 'public'::regnamespace""",
        "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT tablename, policyname, qual FROM pg_policies WHERE schemaname = 'public'",
    )
    lines: set[str] = set()
    with connections["owner"].cursor() as cursor:
        for query in queries:
            cursor.execute(query)
            lines |= {" ".join(map(str, row)) for row in cursor.fetchall()}
    return lines


if __name__ == "__main__":
    sys.exit(main())
