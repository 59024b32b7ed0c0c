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
    if "\x00" in name:
        return rows.none()  # the database refuses the character itself
    try:
        return rows.filter(pk=UUID(name)) if len(name) == 36 else rows.filter(**{ref: name})
    except ValueError:
        return rows.filter(**{ref: name})


def only(rows: "QuerySet[M, Any]", *, lock: bool) -> M:
    """The one row, locked on request (FOR NO KEY UPDATE). Raises NotFound."""
    if lock:
        # Without joins: after waiting for the lock, PostgreSQL reads this row anew but what it is joined to as it was
        # before, and drops the row where the two no longer fit. What belongs to the row is read when it is needed.
        rows = rows.select_related(None).select_for_update(of=("self",), no_key=True)
    found: M | None = rows.first()
    if found is None:
        raise NotFound()
    return found
