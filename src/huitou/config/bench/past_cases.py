"""The shop of `bench replay` and `bench rollup`: the demo's cases, played through the verbs, and copies of them.

A copy has its own order, case, machines and events with ids derived from the original's, so that everything belongs
together; only its chain of hashes is the original's, which neither benchmark reads.
"""

from collections.abc import Callable, Mapping

from django.apps import apps
from django.db import connections
from django.db.models import ForeignKey, Model
from django.db.transaction import atomic

from huitou.cases.models import Case
from huitou.config.demo.build import build
from huitou.config.demo.catalogue import CUPS
from huitou.core.models import Event, Shop
from huitou.core.tenancy import in_shop

# Every table that replay and roll-up read, and the texts in it that must differ from copy to copy.
COPIED: Mapping[str, tuple[str, ...]] = {
    "orders.order": ("number", "external_id"),
    "orders.line": (),
    "orders.payment": (),
    "parcels.parcel": ("ref",),
    "parcels.parcelline": (),
    "parcels.parcelscan": (),
    "cases.case": ("ref",),
    "cases.caseline": (),
    "cases.dispute": ("ref",),
    "logistics.goodsreturn": ("ref",),
    "logistics.replacement": ("ref",),
    "logistics.sendback": ("ref",),
    "services.repair": ("ref",),
    "refunds.refund": ("ref", "key"),
    "core.event": (),
}
# Keys to a copied row without being a foreign key.
LOOSE = {"cause_id", "subject_id"}
# The database numbers each event itself.
NUMBERED = {"position", "written_in", "recorded_at"}
DERIVED = "md5({column}::text || copy)::uuid"
ANOTHER = "substr(md5({column} || copy), 1, 14)"


def shop_with(cases: int, say: Callable[[str], None]) -> tuple[Shop, int]:
    """The demo's Chinese shop with at least so many cases; how many they are."""
    build(say=say)
    shop = Shop.objects.get(slug=CUPS.slug)
    with in_shop(shop):
        played = Case.objects.count()
    copies = max(0, -(-cases // played) - 1)
    say(f"Copying {played} cases {copies:,} times")
    with atomic("owner"), connections["owner"].cursor() as owner:
        # Row-level security binds the owner of the tables as well.
        owner.execute("SELECT set_config('huitou.shop', %s, true)", [str(shop.pk)])
        for label in COPIED:
            owner.execute(_copy(apps.get_model(label)), {"shop": shop.pk, "copies": copies, "kinds": list(COPIED)})
    with connections["owner"].cursor() as owner:
        owner.execute("ANALYZE")
    return shop, played * (copies + 1)


def _copy(model: type[Model]) -> str:
    """The statement that copies a shop's rows of a table."""
    table, differing = model._meta.db_table, COPIED[model._meta.label_lower]
    columns = {}
    for field in model._meta.concrete_fields:
        column = f'"{field.column}"'
        if (model is Event and field.column in NUMBERED) or field.generated:
            continue
        if field.primary_key or field.column in LOOSE or _leads_to_a_copy(field):
            columns[column] = DERIVED.format(column=column)
        else:
            columns[column] = ANOTHER.format(column=column) if field.column in differing else column
    condition = "shop_id = %(shop)s"
    if model is Event:
        condition += " AND subject_type = ANY(%(kinds)s)"
    return (
        f'INSERT INTO "{table}" ({", ".join(columns)}) SELECT {", ".join(columns.values())} '  # noqa: S608
        f'FROM "{table}", generate_series(1, %(copies)s) copy WHERE {condition}'
    )


def _leads_to_a_copy(field: object) -> bool:
    return isinstance(field, ForeignKey) and field.remote_field.model._meta.label_lower in COPIED
