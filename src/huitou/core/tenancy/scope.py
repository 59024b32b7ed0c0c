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

_current: ContextVar[UUID | None] = ContextVar("huitou_shop", default=None)


class ShopAlreadyOpen(RuntimeError):
    """A programming error: a transaction for a shop is open and another one was asked for."""


def current_shop_id() -> UUID | None:
    """The shop of the open transaction, if one is open in this thread."""
    return _current.get()


@contextmanager
def in_shop(shop: Shop | UUID) -> Iterator[UUID]:
    """One durable transaction in which exactly this shop's rows exist.

    Raises ShopAlreadyOpen when one is open: a view reads in it, leaves it, then calls a verb, which opens its own.
    """
    shop_id = shop.id if isinstance(shop, Shop) else shop
    if _current.get() is not None:
        raise ShopAlreadyOpen("leave in_shop before opening it again; a verb opens its own transaction")
    token = _current.set(shop_id)
    try:
        with scope(shop=shop_id), transaction.atomic(durable=True):
            with connection.cursor() as cursor:
                # Local to this transaction: a pooled connection carries nothing over.
                cursor.execute("SELECT set_config('huitou.shop', %s, true)", [str(shop_id)])
            yield shop_id
    finally:
        _current.reset(token)


def every_shop() -> Iterator[UUID]:
    """The ids of all shops, for sweeps that go shop by shop."""
    yield from list(Shop.objects.order_by("created_at", "pk").values_list("pk", flat=True))
