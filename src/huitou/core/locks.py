"""Row locks in one order, so that two verbs never wait for each other: lower floors first, within a table by key."""

import hashlib
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from huitou.core.tenancy import current_shop_id

M = TypeVar("M", bound=Model)


def lock_rows(rows: "QuerySet[M, Any]") -> list[M]:
    """Lock the rows (FOR NO KEY UPDATE) in the order of their keys and return them."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def one_or_first(rows: "QuerySet[M, Any]", name: str) -> M | None:
    """The first of `rows`, locked. None for the one caller that may write it: whoever else asks by the same `name` in
    this shop waits until that is done, and finds it.
    """
    found: M | None = rows.select_for_update().first()
    if found is None:
        in_turn(name)
        found = rows.select_for_update().first()
    return found


def in_turn(name: str) -> None:
    """Wait until no other transaction of this shop does what `name` says; until the end of this one others wait."""
    key = hashlib.sha256(f"{current_shop_id()}/{name}".encode()).digest()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], signed=True)])
