"""The transaction in which an operation reads: one of its own, or the one that its answer is kept in."""

from collections.abc import Iterator
from contextlib import contextmanager

from huitou.api.auth import Caller
from huitou.core.tenancy import in_shop
from huitou.core.tenancy.scope import current_shop_id


@contextmanager
def reading(caller: Caller) -> Iterator[None]:
    """The caller's shop, for reading. Joins the transaction of an idempotent call, else opens one."""
    if current_shop_id() == caller.shop.pk:
        yield
        return
    with in_shop(caller.shop):
        yield
