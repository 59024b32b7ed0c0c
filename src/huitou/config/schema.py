"""Brings the database to the state that the code expects, as the owner: tables, cache table, rights, row security.

Called by `huitou migrate`, by the demo, by the tests' and the benchmarks' set-up. It may be repeated.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from gettext import gettext as _
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder
from django.db.migrations.state import ProjectState

from huitou.config.failures import StartUpFailed
from huitou.core.tenancy.secure import secure_schema, shop_tables


class MigrationsPending(StartUpFailed):
    """The database is older than the code."""


class MigrationsUnknown(StartUpFailed):
    """Other code made the database: a newer version, or one from before the first release."""


class RoleSeesEveryShop(StartUpFailed):
    """The application's role passes by row-level security."""


def migrate() -> str:
    """Apply what is missing and return Django's account of it. Raises MigrationsUnknown before it changes anything."""
    refuse_unknown()
    account = io.StringIO()
    with nullcontext() if MigrationRecorder(connections["owner"]).has_table() else _drawing_only_what_changes():
        call_command("migrate", database="owner", interactive=False, verbosity=1, stdout=account, no_color=True)
    call_command("createcachetable", database="owner", verbosity=0)
    secure_schema("owner")
    return account.getvalue()


@contextmanager
def _drawing_only_what_changes() -> Iterator[None]:
    """An empty database's tables in a quarter of the time.

    With each changed model Django draws all models anew that stand near it, and near the shop stand nearly all. Only
    rows could tell the difference, and there are none yet. The check of the migrations compares both ways.
    """
    state: Any = ProjectState
    all_near = state._find_reload_model

    def itself(_state: ProjectState, area: str, model: str, delay: bool = False) -> set[tuple[str, str]]:
        return {(area, model.lower())}

    state._find_reload_model = itself
    try:
        yield
    finally:
        state._find_reload_model = all_near


def pending() -> list[str]:
    """The migrations that the database has not seen, by area and name."""
    executor = MigrationExecutor(connections["owner"])
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _backwards in plan]


def secured() -> bool:
    """Whether the application has its rights, and every shop's table its row-level security, as `migrate` leaves it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT relname, has_table_privilege(%s, pg_class.oid, 'SELECT'), relforcerowsecurity AND EXISTS "
            "(SELECT FROM pg_policy WHERE polrelid = pg_class.oid AND polname = 'one_shop') "
            "FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')",
            [settings.HUITOU_APP_ROLE],
        )
        tables = {name: (readable, bound) for name, readable, bound in cursor}
    return all(readable for readable, _bound in tables.values()) and all(
        tables[model._meta.db_table][1] for model in shop_tables()
    )


def refuse_unknown() -> None:
    """See that the code knows every migration of ours that the database has seen. Raises MigrationsUnknown."""
    loader = MigrationExecutor(connections["owner"]).loader
    ours = {app.label for app in apps.get_app_configs() if app.name.startswith("huitou.")}
    unknown = sorted(key for key in set(loader.applied_migrations) - set(loader.disk_migrations) if key[0] in ours)
    if unknown:
        area, name = unknown[0]
        raise MigrationsUnknown(
            _(
                "the database was made by another version of Huitou: this one does not know %(area)s.%(name)s. "
                "Run it with that version, or begin with an empty database; nothing was changed"
            )
            % {"area": area, "name": name}
        )


def refuse_pending() -> None:
    """Raises MigrationsPending."""
    if missing := pending():
        raise MigrationsPending(
            _("the database misses %(count)s migrations (%(missing)s first); run ./huitou migrate")
            % {"count": len(missing), "missing": missing[0]}
        )


def refuse_powerful_role() -> None:
    """See that the application's role is bound by row-level security. Raises RoleSeesEveryShop."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user "
            "AND (rolsuper OR rolbypassrls)"
        )
        row = cursor.fetchone()
    if row:
        right = "SUPERUSER" if row[1] else "BYPASSRLS"
        raise RoleSeesEveryShop(
            _(
                "the database role %(role)s has %(right)s and would read every shop's data; "
                "give the application its own role (NOSUPERUSER NOBYPASSRLS) in DATABASE_URL "
                "and keep the tables' owner for DATABASE_OWNER_URL"
            )
            % {"role": row[0], "right": right}
        )
