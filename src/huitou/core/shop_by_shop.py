"""Work for all shops in turn, where one shop's trouble is never another's. For the jobs of the clock."""

from collections.abc import Callable
from uuid import UUID

import structlog
from django.db import InterfaceError, OperationalError

from huitou.core.tenancy import every_shop

log = structlog.get_logger(__name__)


def shop_by_shop(work: Callable[[UUID], object], *, failed: str) -> None:
    """Do it for every shop; one that fails is logged as `failed`, and the others go on.

    Raises: OperationalError, InterfaceError, where the database itself is not to be had.
    """
    for shop_id in every_shop():
        try:
            work(shop_id)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            log.exception(failed, shop=str(shop_id))
