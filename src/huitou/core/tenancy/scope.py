"""The shop that this thread works for: django-scopes in code, `huitou.shop` for row-level security in the database.

Called by views for reading, by verbs for writing, by jobs and sweeps shop by shop. It never nests silently.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from uuid import UUID

from django.db import connection, transaction
from django_scopes import scope

from huitou.core.models import Shop

# Local to the transaction: a pooled connection carries nothing over.
OPEN = "SELECT set_config('huitou.shop', %(shop)s, true), pg_snapshot_xmin(pg_current_snapshot())::text"
OPEN_PATIENTLY = f"{OPEN}, set_config('lock_timeout', %(patience)s, true)"
_current: ContextVar[UUID | None] = ContextVar("huitou_shop", default=None)
_row: ContextVar[Shop | None] = ContextVar("huitou_shop_row", default=None)
_floor: ContextVar[int | None] = ContextVar("huitou_floor", default=None)


class ShopAlreadyOpen(RuntimeError):
    """A programming error: a transaction for a shop is open and another one was asked for."""


def current_shop_id() -> UUID | None:
    """The shop of the open transaction, if one is open in this thread."""
    return _current.get()


def open_shop_row() -> Shop:
    """The shop of the open transaction, read once in it. Raises RuntimeError outside."""
    shop = _row.get()
    if shop is None:
        shop_id = _current.get()
        if shop_id is None:
            raise RuntimeError("no shop is open")
        shop = Shop.objects.get(pk=shop_id)
        _row.set(shop)
    return shop


def reading_floor() -> int | None:
    """What the open transaction's reading may not have seen: events that transactions from this number on write."""
    return _floor.get()


@contextmanager
def in_shop(shop: Shop | UUID, *, lock_patience: str = "", known: Shop | None = None) -> Iterator[UUID]:
    """One durable transaction in which exactly this shop's rows exist.

    `lock_patience`: how long it waits for a lock before it gives up, where that is not the database's own matter.
    `known`: the shop's row, where the caller has read it just now.
    Raises ShopAlreadyOpen when one is open: a view reads in it, leaves it, then calls a verb, which opens its own.
    """
    shop_id = shop.id if isinstance(shop, Shop) else shop
    if _current.get() is not None:
        raise ShopAlreadyOpen("leave in_shop before opening it again; a verb opens its own transaction")
    token, row_token = _current.set(shop_id), _row.set(known)
    try:
        with scope(shop=shop_id), transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                cursor.execute(
                    OPEN_PATIENTLY if lock_patience else OPEN, {"shop": str(shop_id), "patience": lock_patience}
                )
                floor = _floor.set(int(cursor.fetchone()[1]))
            try:
                yield shop_id
            finally:
                _floor.reset(floor)
    finally:
        _current.reset(token)
        _row.reset(row_token)


def every_shop() -> Iterator[UUID]:
    """The ids of all shops, for sweeps that go shop by shop."""
    yield from list(Shop.objects.order_by("created_at", "pk").values_list("pk", flat=True))
