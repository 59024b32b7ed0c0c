"""The chains that belong to a case, and their heads: each event of a case names them, so none can be set back unseen.

`heads_of` is called by `core.events.record` for each event of a case: one query. `chains_of` is for bundles.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from huitou.cases.models import Case
from huitou.core.events import witness
from huitou.core.models import Chained
from huitou.parcels.models import Parcel
from huitou.refunds.models import Refund

# What a case points to, where the goods and the work on them have a record of their own.
OWN = ("goods_return", "replacement", "repair", "send_back")


@dataclass(frozen=True, slots=True)
class Head:
    """One chain: `type` as in its events, `ref` for people, `length` rows that end in `hash` (hex)."""

    type: str
    id: UUID
    ref: str
    length: int
    hash: str


@witness("cases.case")
def heads_of(case: Case) -> Mapping[str, Any]:
    """Subject id → type, seq and hash of the last row, for each chain of the case that has rows."""
    return {
        str(head.id): {"type": head.type, "seq": head.length, "hash": head.hash}
        for head in chains_of(case)
        if head.length
    }


def chains_of(case: Case) -> list[Head]:
    """The chains beside the case's own, as they stand in the open transaction. One query."""
    keys = {"shop": case.shop_id, "case": case.pk, "order": case.order_id}
    with connection.cursor() as cursor:
        cursor.execute(_statement(), keys | {name: getattr(case, f"{name}_id") for name in OWN})
        rows = cursor.fetchall()
    heads = [Head(type_, pk, ref, length, bytes(head).hex()) for type_, pk, ref, length, head in rows]
    return sorted(heads, key=lambda head: (head.type, str(head.id)))


@cache
def _statement() -> str:
    """Written out once: it is sent for every event of every case, and a union of querysets is built anew each time."""
    own: list[Any] = [(Case._meta.get_field(name).related_model, "id", name) for name in OWN]
    beside = [(model, "case_id", "case") for model in _about_cases()]
    sources = [(Parcel, "order_id", "order"), (Refund, "cause_id", "case"), *own, (Case, "merged_into_id", "case")]
    return " UNION ALL ".join(_heads(*source) for source in (*sources, *beside))


def _about_cases() -> list[Any]:
    """Machines of this area that stand beside a case, such as its disputes."""
    models = apps.get_app_config("cases").get_models()
    return [model for model in models if issubclass(model, Chained) and hasattr(model, "case_id")]


def _heads(model: Any, column: str, key: str) -> str:
    ref = "ref" if any(field.name == "ref" for field in model._meta.get_fields()) else "''"
    return (
        f"SELECT '{model._meta.label_lower}', id, {ref}, chain_length, chain_head "  # noqa: S608
        f"FROM {model._meta.db_table} WHERE shop_id = %(shop)s AND {column} = %({key})s"
    )
