"""Row locks in one order, so that two verbs never wait for each other: lower floors first, within a table by key."""

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def lock_rows(rows: "QuerySet[M, Any]") -> list[M]:
    """Lock the rows (FOR NO KEY UPDATE) in the order of their keys and return them."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
