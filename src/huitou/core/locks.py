"""Row locks in one order, so that two verbs never wait for each other: lower floors first, within a table by key."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet

from huitou.core.tenancy.scope import current_shop_id

M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Held:
    """A subject that its access function has locked for this actor in the open transaction, unchanged since.

    Given to a verb in place of the subject, it is not read a second time.
    """

    row: Any


def lock_rows(rows: "QuerySet[M, Any]") -> list[M]:
    """Lock the rows (FOR NO KEY UPDATE) in the order of their keys and return them."""
    return list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))


def lock_or_make(rows: "QuerySet[M, Any]") -> M | None:
    """Lock the one row there may be; None where the caller now makes it.

    A row that is not there cannot be locked: of two who would make it the second waits until the first has ended, and
    then finds it. Without that it would run into the unique key. Inside a transaction of the open shop.
    """
    locked = rows.select_for_update()
    row = locked.first()
    if row is None:
        in_turn(f"first:{rows.model._meta.label_lower}")
        row = locked.all().first()
    return row


def in_turn(name: str) -> None:
    """Wait until no other transaction of this shop does what `name` says; until the end of this one others wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{name}:{current_shop_id()}"])
