"""Grants and row-level security, derived from the models and laid down after every migration.

Run as the owner by `huitou migrate` and by the tests' set-up. It may be repeated: it always leaves the same state.
"""

from django.apps import apps
from django.conf import settings
from django.db import connections
from django.db.models import Model

from huitou.core.models import ShopRow

APPEND_ONLY_GRANT = "SELECT, INSERT"
FULL_GRANT = "SELECT, INSERT, UPDATE, DELETE"


def shop_tables() -> list[type[Model]]:
    """Every concrete model with a shop: these get forced row-level security."""
    return [model for model in apps.get_models() if issubclass(model, ShopRow)]


def append_only_tables() -> list[type[Model]]:
    """Models that declare `append_only = True`: the application may insert and read, nothing else."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def secure_schema(alias: str = "owner") -> None:
    """Give the application's role its rights and force row-level security on every tenant table."""
    connection = connections[alias]
    role = connection.ops.quote_name(settings.HUITOU_APP_ROLE)
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {role}")
        cursor.execute(f"GRANT {FULL_GRANT} ON ALL TABLES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}")
        for model in append_only_tables():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"REVOKE ALL ON {table} FROM {role}")
            cursor.execute(f"GRANT {APPEND_ONLY_GRANT} ON {table} TO {role}")
        for model in shop_tables():
            table = connection.ops.quote_name(model._meta.db_table)
            cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
            cursor.execute(f"DROP POLICY IF EXISTS one_shop ON {table}")
            cursor.execute(
                f"CREATE POLICY one_shop ON {table} "
                "USING (shop_id = NULLIF(current_setting('huitou.shop', true), '')::uuid)"
            )
