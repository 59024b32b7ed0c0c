"""The chains that belong to a case, and their heads: each event of a case names them, so none can be set back unseen.

`heads_of` is called by `core.events.record` for each event of a case: one query. `chains_of` is for bundles.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import CharField, QuerySet, Value

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
    first, *others = list(_sources(case))
    rows = first.union(*others, all=True) if others else first
    heads = [Head(type_, pk, ref, length, bytes(head).hex()) for type_, pk, ref, length, head in rows]
    return sorted(heads, key=lambda head: (head.type, str(head.id)))


def _sources(case: Case) -> Iterator[QuerySet[Any, Any]]:
    yield _heads(Parcel.objects.filter(order_id=case.order_id))
    yield _heads(Refund.objects.filter(cause_id=case.pk))
    for name in OWN:
        key = getattr(case, f"{name}_id", None)
        if key is not None:
            model: Any = Case._meta.get_field(name).related_model
            yield _heads(model.objects.filter(pk=key))
    yield _heads(Case.objects.filter(merged_into_id=case.pk))
    for about in _about_cases():
        yield _heads(about.objects.filter(case_id=case.pk))


def _about_cases() -> list[Any]:
    """Machines of this area that stand beside a case, such as its disputes."""
    models = apps.get_app_config("cases").get_models()
    return [model for model in models if issubclass(model, Chained) and hasattr(model, "case_id")]


def _heads(rows: "QuerySet[Any, Any]") -> "QuerySet[Any, Any]":
    model = rows.model
    named = any(field.name == "ref" for field in model._meta.get_fields())
    return rows.order_by().values_list(
        Value(model._meta.label_lower, CharField()),
        "pk",
        "ref" if named else Value("", CharField()),
        "chain_length",
        "chain_head",
    )
