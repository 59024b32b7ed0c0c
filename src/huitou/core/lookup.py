"""How a caller names a row: the row itself, its id, or its public reference. Used by the access functions."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

from huitou.core.errors import NotFound

M = TypeVar("M", bound=Model)


def named(rows: "QuerySet[M, Any]", name: Model | UUID | str, *, ref: str = "ref") -> "QuerySet[M, Any]":
    """Narrow the rows to the one that is named; a malformed name finds nothing."""
    if isinstance(name, Model):
        return rows.filter(pk=name.pk)
    if isinstance(name, UUID):
        return rows.filter(pk=name)
    try:
        return rows.filter(pk=UUID(name)) if len(name) == 36 else rows.filter(**{ref: name})
    except ValueError:
        return rows.filter(**{ref: name})


def only(rows: "QuerySet[M, Any]", *, lock: bool) -> M:
    """The one row, locked on request (FOR NO KEY UPDATE). Raises NotFound."""
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    found: M | None = rows.first()
    if found is None:
        raise NotFound()
    return found
