"""The million cases of `bench lists`: one case with its order, goods and money, copied in the database itself.

Called with a shop of one case. A copy has its own order, parcel, return and event; ten copies share a customer. The
tables' foreign keys and secondary indexes are taken away meanwhile and laid down again as they were, which checks
every row at once instead of one by one.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections
from django.db.backends.utils import CursorWrapper
from django.db.models import DateTimeField, ForeignKey, Model

from huitou.cases.models import Case
from huitou.core.models import Event
from huitou.core.tenancy import in_shop

# One row per copy; what they hold that must differ from copy to copy.
COPIED: Mapping[str, tuple[str, ...]] = {
    "orders.order": ("number", "number_key", "external_id"),
    "orders.orderaddress": (),
    "orders.line": (),
    "orders.payment": (),
    "parcels.parcel": ("ref",),
    "parcels.parcelline": (),
    "logistics.goodsreturn": ("ref",),
    "logistics.returnline": (),
    "cases.case": ("ref",),
    "cases.caseline": (),
    "core.event": (),
}
# One row per ten copies.
SHARED: Mapping[str, tuple[str, ...]] = {"orders.customer": ("external_id",), "orders.customercontact": ()}
PER_CUSTOMER = 10
# Keys to a copied row without being a foreign key.
LOOSE = {"cause_id", "subject_id"}
# The database numbers each event itself.
NUMBERED = {"position", "written_in", "recorded_at"}
# A buyer applies every three minutes. Of the newest thousand every tenth waits for the shop and every twentieth is
# under way by itself, of the older ones every hundredth and every fiftieth: both shops fill their first pages.
AGE = "n * interval '3 minutes'"
WAITS = "(n %% 100 = 0 OR (n < 1000 AND n %% 10 = 0))"
UNDER_WAY = "(n %% 50 = 1 OR (n < 1000 AND n %% 20 = 1))"
# Keys that sort by time, as UUIDv7 does, and can be told from the original's.
KEY = (
    "overlay(md5({column}::text || {number}) placing lpad(to_hex((extract(epoch FROM %(at)s::timestamptz "
    "- {number} * interval '3 minutes') * 1000)::bigint), 12, '0') || '7' from 1 for 13)::uuid"
)
OWN: Mapping[str, Mapping[str, str]] = {
    "orders.customercontact": {"email": "to_hex(n) || email"},
    "cases.case": {
        "state": f"CASE WHEN {WAITS} THEN 'requested' WHEN {UNDER_WAY} THEN 'awaiting_goods' ELSE 'resolved' END",
        "closed_at": f"CASE WHEN NOT ({WAITS} OR {UNDER_WAY}) THEN opened_at - {AGE} + interval '4 days' END",
        "deadline_at": f"CASE WHEN {WAITS} THEN %(at)s::timestamptz + (n %% 2000) * interval '1 minute' END",
        "goods_return_id": f"CASE WHEN NOT {WAITS} THEN {{}} END",
    },
    "logistics.goodsreturn": {
        "state": f"CASE WHEN {UNDER_WAY} THEN state ELSE 'accepted' END",
        "deadline_at": f"CASE WHEN {UNDER_WAY} THEN deadline_at + (n %% 2000) * interval '1 minute' END",
    },
}
WHERE: Mapping[str, str] = {
    "logistics.goodsreturn": f" AND NOT {WAITS}",
    "logistics.returnline": f" AND NOT {WAITS}",
    "core.event": " AND kind = 'cases.case.opened'",
}


class NotFilled(RuntimeError):
    """The shop does not hold what was copied."""


def fill(shop_id: UUID, copies: int, at: datetime) -> int:
    """Copy the shop's only case so often; how many cases the application then sees in it. Raises NotFilled."""
    tables = [apps.get_model(label)._meta.db_table for label in (*SHARED, *COPIED)]
    with connections["owner"].cursor() as owner:
        # Row-level security binds the owner of the tables as well.
        owner.execute("SELECT set_config('huitou.shop', %s, false)", [str(shop_id)])
        owner.execute("SET synchronous_commit = off; SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'")
        with _bare(owner, tables):
            for label in SHARED:
                owner.execute(_copy(label), {"shop": shop_id, "copies": -(-copies // PER_CUSTOMER), "at": at})
            for label in COPIED:
                owner.execute(_copy(label), {"shop": shop_id, "copies": copies, "at": at})
        for table in tables:
            owner.execute(f'VACUUM (ANALYZE) "{table}"')
    connections["owner"].close()
    with in_shop(shop_id):
        seen = Case.objects.count()
    if seen != copies + 1:
        raise NotFilled(f"{seen} cases are seen in the shop, {copies + 1} were to be there")
    return seen


@contextmanager
def _bare(owner: CursorWrapper, tables: list[str]) -> Iterator[None]:
    """The tables without foreign keys and without the indexes that are no constraint's, for the time of the block."""
    before = _keys(owner, tables), _indexes(owner, tables)
    for table, name, _ in before[0]:
        owner.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for name, _ in before[1]:
        owner.execute(f'DROP INDEX "{name}"')
    yield
    for table in tables:
        # Without it the check of the foreign keys joins as if the tables were empty.
        owner.execute(f'ANALYZE "{table}"')
    for _, definition in before[1]:
        owner.execute(definition)
    for table, name, definition in before[0]:
        owner.execute(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')
    if (_keys(owner, tables), _indexes(owner, tables)) != before:
        raise NotFilled("an index or a foreign key is not what it was")


def _keys(owner: CursorWrapper, tables: list[str]) -> list[Any]:
    owner.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE contype = 'f' AND conrelid = ANY(%s::regclass[]) ORDER BY 1, 2",
        [tables],
    )
    return list(owner.fetchall())


def _indexes(owner: CursorWrapper, tables: list[str]) -> list[Any]:
    owner.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index "
        "WHERE indrelid = ANY(%s::regclass[]) AND NOT indisunique ORDER BY 1",
        [tables],
    )
    return list(owner.fetchall())


def _copy(label: str) -> str:
    """The statement that copies the shop's rows of a table."""
    model = apps.get_model(label)
    columns: dict[str, str] = {}
    for field in model._meta.concrete_fields:
        if field.generated or (model is Event and field.column in NUMBERED):
            continue
        columns[f'"{field.column}"'] = _chosen(label, model, field)
    table, condition = model._meta.db_table, WHERE.get(label, "")
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} '  # noqa: S608
        f'FROM "{table}", generate_series(1, %(copies)s) n WHERE shop_id = %(shop)s{condition}'
    )


def _chosen(label: str, model: type[Model], field: Any) -> str:
    """What a copy has in this column."""
    column = f'"{field.column}"'
    target = field.remote_field.model._meta.label_lower if isinstance(field, ForeignKey) else ""
    copied = column
    if target in SHARED:
        number = "n" if label in SHARED else f"((n + {PER_CUSTOMER - 1}) / {PER_CUSTOMER})"
        copied = KEY.format(column=column, number=number)
    elif field.primary_key or field.column in LOOSE or target in COPIED:
        copied = KEY.format(column=column, number="n")
    elif field.column in {**SHARED, **COPIED}[label]:
        copied = f"left({column}, 2) || upper(to_hex(n))"
    elif isinstance(field, DateTimeField):
        copied = f"{column} - {AGE}"
    return OWN.get(label, {}).get(field.column, "{}").format(copied)


def copied_ref(number: int) -> str:
    """The reference of that copy of the case."""
    return f"R-{number:X}"
